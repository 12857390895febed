using System.CommandLine;
using System.Text;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev options</c>: every option of every command, as a page for people or as JSON for programs.</summary>
sealed class OptionsCommand : DocumentedCommand
{
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    OptionsCommand() : base("options", "List every option of every command: range, unit, default, engines.") => Options.Add(json);

    public override string Notes => """
        Examples:
          emoji-dev options --json
          emoji-dev options > docs/options.md
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new OptionsCommand();
        command.SetAction(parsed =>
        {
            CommandLines[] commands = [.. All(terminal, installation).Select(CommandLines.Of)];
            if (parsed.GetValue(command.json)) Json.Write(terminal.Out, new OptionsReport(commands), JsonShapes.Default.OptionsReport);
            else terminal.Out.Write(Page(commands));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Both programs' commands that take options, as <c>--help</c> shows them.</summary>
    internal static IEnumerable<Command> All(Terminal terminal, Installation installation) =>
        Below(GenerateCommand.Create(terminal, installation)).Concat(Below(DevelopmentCommands.Create(terminal, installation)));

    static IEnumerable<Command> Below(Command command) => command.Hidden ? []
        : command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Below);

    static string Page(CommandLines[] commands)
    {
        var page = new StringBuilder("""
            # Options

            Every option of every command: what it does, the values that it takes, their unit, what holds where it is not given, and the engines that know it (none named: all). An option of another
            engine is refused. The same list makes `--help` and the keys of recipes; `emoji-dev options --json` prints it for programs, `emoji-dev options > docs/options.md` makes this page.

            """);
        foreach (var command in commands.Where(it => it.Options.Length > 0))
        {
            page.Append($"\n## {command.Command}\n\n{command.Help}\n\n");
            page.Append("| option | does | values | unit | default | engines |\n| --- | --- | --- | --- | --- | --- |\n");
            foreach (var it in command.Options)
            {
                var names = string.Join(", ", it.Names.Select(name => $"`{name}`"));
                var value = it.Value is null ? "" : $" {it.Value}";
                var repeated = it.Repeated ? " May be given several times." : "";
                string[] cells = [$"{names}{value}", it.Help + repeated, it.Range ?? "", it.Unit ?? "", it.Default ?? "",
                    string.Join(", ", it.Engines ?? [])];
                page.Append($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
            }
        }
        return page.ToString();
    }
}

/// <summary>Every option of every command.</summary>
sealed record OptionsReport(CommandLines[] Commands);

/// <summary>A command and its options.</summary>
sealed record CommandLines(string Command, string Help, OptionLine[] Options)
{
    public static CommandLines Of(Command command)
    {
        var usage = Cli.Help.Usage(command);
        var name = usage.IndexOf('[', StringComparison.Ordinal) is > 0 and var end ? usage[..end].TrimEnd() : usage;
        return new(name, command.Description ?? "",
            [.. command.Options.Where(it => !it.Hidden).OfType<ISettingOption>().Select(it => OptionLine.Of(it.Setting))]);
    }
}

/// <summary>An option: its names, the values that it takes, what holds without it.</summary>
sealed record OptionLine(string[] Names, string? Value, string Help, string? Range, string? Unit, string? Default, bool Repeated,
    IReadOnlyList<string>? Engines)
{
    public static OptionLine Of(Setting setting) => new(
        [.. setting.Aliases.Append($"--{setting.Name}").OrderBy(it => it.Length > 2)], Text(setting.Value), setting.Help,
        Text(setting.Range), Text(setting.Unit), Text(setting.Default), setting.IsRepeated,
        setting.Engines.Count == 0 ? null : setting.Engines);

    static string? Text(string text) => text.Length == 0 ? null : text;
}
