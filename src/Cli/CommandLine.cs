using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using EmojiGen.Cli.Commands;
using EmojiGen.Generation;

namespace EmojiGen.Cli;

/// <summary>From arguments to an exit code: picks the tool, parses, runs, and turns whatever goes wrong into one sentence.</summary>
static class CommandLine
{
    // '@' begins a word of a prompt here, not a response file.
    static readonly ParserConfiguration parser = new() { ResponseFileTokenReplacer = null };

    // The library takes a first word in brackets for one of its directives, and drops it. Behind any option it is a word like others.
    const string NoDirective = "--no-directive";

    /// <param name="arguments"><c>gen</c> or <c>dev</c>, then what the person typed.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(ReadOnlySpan<string> arguments, Terminal terminal, Installation installation)
    {
        var isDev = arguments is ["dev", ..];
        var typed = arguments is ["gen" or "dev", ..] ? arguments[1..].ToArray() : arguments.ToArray();
        var name = isDev ? "emoji-dev" : "emoji-gen";
        try
        {
            var command = isDev ? DevelopmentCommands.Create(terminal, installation) : GenerateCommand.Create(terminal, installation);
            AddHelp(command);
            command.Options.Add(new Option<bool>(NoDirective) { Hidden = true });
            typed = [.. WithValues(typed, command)];
            var parsed = command.Parse(typed is [['[', ..], ..] ? [NoDirective, .. typed] : typed, parser);
            if (!AsksForHelp(parsed)) Check(parsed, typed);
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false
            });
        }
        catch (OperationCanceledException) when (terminal.Stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            terminal.Error.WriteLine($"{name}: {FaultSentence.Of(e)}");
            if (terminal.Variable("EMOJIGEN_TRACE") is { Length: > 0 }) terminal.Error.WriteLine(e);
            return e is UsageException or RequestException ? ExitCode.Usage : ExitCode.Failed;
        }
    }

    /// <summary>Gives options that may stand alone the value that they then have: the parser would take the next word for it.</summary>
    static IEnumerable<string> WithValues(string[] typed, Command command)
    {
        var bare = command.Options.OfType<ISettingOption>().Where(it => it.Setting.WithoutValue.Length > 0)
            .ToDictionary(it => $"--{it.Setting.Name}", it => it.Setting.WithoutValue, StringComparer.Ordinal);
        var ended = false; // behind -- every word is a prompt's
        foreach (var word in typed)
        {
            ended |= word == "--";
            yield return !ended && bare.TryGetValue(word, out var value) ? $"{word}={value}" : word;
        }
    }

    static void Check(ParseResult parsed, string[] typed)
    {
        if (parsed.CommandResult.Command is { Subcommands: [_, ..] commands } parent)
        {
            var names = string.Join(", ", commands.Where(c => !c.Hidden).Select(c => c.Name));
            if (parsed.UnmatchedTokens is not [var unknown, ..])
                throw new UsageException($"Name one of the commands of {parent.Name}: {names}.");
            var meant = NearestWord.Of(unknown, commands.Select(c => c.Name)) is { } near ? $" Did you mean {near}?" : "";
            throw new UsageException($"{parent.Name} has no command '{unknown}'.{meant} Its commands are {names}.");
        }
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens.FirstOrDefault(IsOption) is { } mistyped) throw Unknown(mistyped, command);
        if (parsed.Errors is [var error, ..]) throw new UsageException(Sentence(error, parsed));

        // Words of a prompt are free, so the parser takes a mistyped option for one of them.
        var freeWords = Array.IndexOf(typed, "--") is >= 0 and var end ? typed[..end] : typed;
        if (parsed.Tokens.FirstOrDefault(t => t.Type == TokenType.Argument && IsOption(t.Value) && freeWords.Contains(t.Value)) is { } word
            && !command.Options.Any(o => parsed.GetResult(o)?.Tokens.Contains(word) == true))
            throw Unknown(word.Value, command);
    }

    static UsageException Unknown(string word, Command command)
    {
        var known = command.Options.Where(it => !it.Hidden).SelectMany(o => o.Aliases.Prepend(o.Name));
        var meant = NearestWord.Of(word, known) is { } near ? $" Did you mean {near}?" : "";
        var free = command.Arguments.Any(it => it.Name == "prompt") ? "; after -- every word belongs to the prompt" : "";
        return new($"There is no option {word}.{meant} (--help lists the options{free}.)");
    }

    /// <summary>What the parser found, in our words.</summary>
    static string Sentence(ParseError error, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (error.SymbolResult is OptionResult { Tokens.Count: 0, Option: var option })
            return $"{option.Name} needs a value: {option.Name} {option.HelpName}";
        if (parsed.UnmatchedTokens is [var word, ..]) return $"'{word}' is one word too many: {Help.Usage(command)}";
        var missing = command.Arguments
            .FirstOrDefault(it => it.Arity.MinimumNumberOfValues > 0 && (parsed.GetResult(it)?.Tokens.Count ?? 0) == 0);
        return missing is null ? error.Message : $"{Help.Placeholder(missing)} is missing: {Help.Usage(command)}";
    }

    static bool IsOption(string word) => word is ['-', '-', _, ..] or ['-', >= 'a' and <= 'z' or >= 'A' and <= 'Z', ..];

    static bool AsksForHelp(ParseResult parsed) => parsed.Action is Help or VersionText;

    static void AddHelp(Command root)
    {
        root.Options.Add(new HelpOption("--help", "-h") { Recursive = true, Description = "Show this help.", Action = new Help() });
        root.Options.Add(new Option<bool>("--version") { Description = "Show the version.", Action = new VersionText() });
    }
}
