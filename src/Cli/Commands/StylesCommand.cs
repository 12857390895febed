using System.CommandLine;
using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev styles</c>: the art styles, where each comes from and under which licence.</summary>
sealed class StylesCommand : DocumentedCommand
{
    readonly Option<bool> json = new("--json") { Description = "Print one JSON object instead of text." };

    StylesCommand() : base("styles", "List the art styles, with versions, licences and authors.") => Options.Add(json);

    public override string Notes => "A style of your own is added with emoji-dev add-art.";

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new StylesCommand();
        command.SetAction(parsed =>
        {
            using var library = installation.OpenArt();
            StyleDescription[] sets = [.. library.Styles.Select(library.Describe)];
            if (parsed.GetValue(command.json)) PrintJson(sets, terminal.Out);
            else
                foreach (var set in sets)
                    terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{set.Key,-10} {set.Title} {set.PackageVersion}, {set.Count} icons, {set.License.Title}{(set.License.Author.Length > 0 ? $", {set.License.Author}" : "")}"));
            return ExitCode.Done;
        });
        return command;
    }

    static void PrintJson(StyleDescription[] sets, TextWriter output) => Json.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("styles");
        foreach (var set in sets)
        {
            json.WriteStartObject();
            json.WriteString("key", set.Key);
            json.WriteString("title", set.Title);
            json.WriteString("package", set.Package);
            json.WriteString("version", set.PackageVersion);
            json.WriteNumber("icons", set.Count);
            json.WriteString("license", set.License.Spdx);
            json.WriteString("author", set.License.Author);
            json.WriteString("attribution", set.Attribution);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
