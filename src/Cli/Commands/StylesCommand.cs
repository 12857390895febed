using System.CommandLine;
using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev styles</c>: the art styles, where each comes from and under which licence.</summary>
sealed class StylesCommand : DocumentedCommand
{
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    StylesCommand() : base("styles", "List the art styles, with versions, licences and authors.") => Options.Add(json);

    public override string Notes => "A style of your own is added with emoji-dev add-art.";

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new StylesCommand();
        command.SetAction(parsed =>
        {
            using var library = installation.OpenArt();
            StyleDescription[] sets = [.. library.Styles.Select(library.Describe)];
            if (parsed.GetValue(command.json)) Json.Write(terminal.Out, StylesReport.Of(sets), JsonShapes.Default.StylesReport);
            else
                foreach (var set in sets)
                    terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{set.Key,-10} {set.Title} {set.PackageVersion}, {set.Count} icons, {set.License.Title}{(set.License.Author.Length > 0 ? $", {set.License.Author}" : "")}"));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>The art styles.</summary>
sealed record StylesReport(StyleLine[] Styles)
{
    public static StylesReport Of(StyleDescription[] sets) => new([.. sets.Select(it =>
        new StyleLine(it.Key, it.Title, it.Package, it.PackageVersion, it.Count, it.License.Spdx, it.License.Author, it.Attribution))]);
}

/// <summary>An art style.</summary>
sealed record StyleLine(string Key, string Title, string Package, string Version, int Icons, string License, string Author,
    string Attribution);
