using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using EmojiGen.Generation;

namespace EmojiGen.Cli;

/// <summary>A command whose help ends in examples and notes.</summary>
abstract class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>What stands below the options in <c>--help</c>.</summary>
    public abstract string Notes { get; }
}

/// <summary>The library's help, with the command's <see cref="DocumentedCommand.Notes"/> below.</summary>
sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        help.MaxWidth = 110;
        var result = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is DocumentedCommand command)
            parseResult.InvocationConfiguration.Output.WriteLine(command.Notes);
        return result;
    }
}

sealed class VersionText : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"EmojiGen {EmojiGenVersion.Number}");
        return ExitCode.Done;
    }
}
