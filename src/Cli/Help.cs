using System.CommandLine;
using System.CommandLine.Invocation;
using EmojiGen.Generation;

namespace EmojiGen.Cli;

/// <summary>A command whose help ends in examples and notes.</summary>
abstract class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>What stands below the options in <c>--help</c>.</summary>
    public abstract string Notes { get; }

    /// <summary>What it is about, where its parent lists many commands: <c>Models</c>.</summary>
    public string Group { get; set; } = "Commands";
}

/// <summary>Help in sections: options under the engines that know them, commands under what they are about.</summary>
sealed class Help : SynchronousCommandLineAction
{
    /// <summary>Characters of a line, and of the names on its left at most.</summary>
    const int Width = 110, LongestName = 30;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return ExitCode.Done;
    }

    static void Write(Command command, TextWriter output)
    {
        foreach (var line in Wrapped(command.Description ?? "", Width)) output.WriteLine(line);
        output.WriteLine();
        output.WriteLine($"Usage: {Usage(command)}");
        if (command.Arguments.Count > 0)
            WriteSection(output, "", command.Arguments.Select(it => (Placeholder(it), it.Description ?? "")));
        foreach (var section in command.Options.Where(it => !it.Hidden).GroupBy(Heading))
            WriteSection(output, section.Key, section.Select(it => (NamesOf(it), it.Description ?? "")));
        foreach (var section in command.Subcommands.Where(it => !it.Hidden).GroupBy(it => it is DocumentedCommand documented ? documented.Group : "Commands"))
            WriteSection(output, section.Key, section.Select(it => (it.Name, it.Description ?? "")));
        if (command is DocumentedCommand { Notes: { Length: > 0 } notes })
        {
            output.WriteLine();
            output.WriteLine(notes);
        }
    }

    /// <summary>The engines of an option, as the heading of its section.</summary>
    static string Heading(Option option) => option is ISettingOption { Setting.Engines: { Count: > 0 } engines }
        ? $"With --engine {string.Join(" or ", engines)}" : "Options";

    static void WriteSection(TextWriter output, string heading, IEnumerable<(string Name, string Description)> rows)
    {
        var entries = rows.ToList();
        var column = Math.Min(LongestName, entries.Max(it => it.Name.Length)) + 4;
        output.WriteLine();
        if (heading.Length > 0) output.WriteLine($"{heading}:");
        foreach (var (name, description) in entries)
        {
            var lines = Wrapped(description, Width - column).ToList();
            var isLong = name.Length + 4 > column;
            if (isLong) output.WriteLine($"  {name}");
            for (var i = 0; i < lines.Count; i++)
                output.WriteLine($"{(i == 0 && !isLong ? $"  {name}" : "").PadRight(column)}{lines[i]}");
        }
    }

    public static string Usage(Command command)
    {
        var path = new List<string>();
        for (var part = command; part is not null; part = part.Parents.OfType<Command>().FirstOrDefault()) path.Insert(0, part.Name);
        var options = command.Subcommands.Count > 0 ? " COMMAND" : command.Options.Any(it => !it.Hidden) ? " [OPTIONS]" : "";
        return $"{string.Join(' ', path)}{options}{string.Concat(command.Arguments.Select(it => $" {Occurrence(it)}"))}";
    }

    static string Occurrence(Argument argument)
    {
        var name = Placeholder(argument) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        return argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue ? $"[{name}]" : name;
    }

    public static string Placeholder(Argument argument) => argument.Name.ToUpperInvariant();

    /// <summary><c>-o, --output FILE</c></summary>
    static string NamesOf(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(it => it.Length > 2));
        return string.IsNullOrEmpty(option.HelpName) ? names : $"{names} {option.HelpName}";
    }

    static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
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
