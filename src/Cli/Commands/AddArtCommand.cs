using System.CommandLine;
using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev add-art</c>: takes in a style of the user's own.</summary>
sealed class AddArtCommand : DocumentedCommand
{
    readonly Argument<string> path = new("path")
    {
        Description = "An Iconify package or JSON file, a folder of SVGs named by code points, English names or shortcodes, or a colour-emoji font."
    };
    readonly SettingOption<string?> key = new(new TextSetting("as", "NAME", "The style's name: lower-case letters, digits and '-'.")
    {
        Otherwise = "made from the path",
    });
    readonly SettingOption<string?> license = new(new TextSetting("license", "SPDX",
        "The art's licence as an SPDX identifier, where the art does not say: CC-BY-4.0."));
    readonly SettingOption<string?> author = new(new TextSetting("author", "NAME", "Whose work it is, where the art does not say."));
    readonly SettingOption<bool> strict = new(new SwitchSetting("strict", "Refuse art of which anything has to be left out."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    AddArtCommand() : base("add-art", "Add a style of your own, or replace one that you added.")
    {
        Arguments.Add(path);
        foreach (var option in (ReadOnlySpan<Option>)[key, license, author, strict, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev add-art ~/blobs --as blob --license Apache-2.0 --author "Somebody"
          emoji-gen --style blob a cat riding a skateboard
        What the style does not draw comes from noto and twemoji. Licence and author travel with every picture made from it.
        What cannot be drawn of an SVG (text, patterns, animation) is left out and named, by file.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new AddArtCommand();
        command.SetAction(parsed =>
        {
            var source = Path.GetFullPath(parsed.GetValue(command.path)!, terminal.Folder);
            using var library = installation.OpenArt();
            List<ArtNotice> notices = [];
            ArtSet added;
            using (var progress = new ProgressLine(terminal, "adding"))
            {
                added = library.Add(source, parsed.GetValue(command.key) ?? KeyOf(source), command.License(parsed),
                    parsed.GetValue(command.strict), notices,
                    new Told(progress), terminal.Stop);
            }
            if (parsed.GetValue(command.json))
            {
                Json.Write(terminal.Out, AddedArtReport.Of(added, notices), JsonShapes.Default.AddedArtReport);
                return ExitCode.Done;
            }
            WriteNotices(notices, terminal.Error);
            if (added.IsMonochrome)
                terminal.Error.WriteLine($"{added.Key} is drawn in one colour: colours that a prompt asks for are not shown in it.");
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Added {added.Key}: {added.Title}, {added.Count} icons of which {added.Icons.Count(it => it.Characters is not null)} are emoji. {added.Attribution}"));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What was left out, by drawing; the same of one drawing once, with how often.</summary>
    static void WriteNotices(IEnumerable<ArtNotice> notices, TextWriter to)
    {
        foreach (var icon in notices.GroupBy(it => it.Icon, StringComparer.Ordinal))
            foreach (var (notice, count) in icon.CountBy(it => it))
                to.WriteLine(
                    $"{icon.Key}{(notice.IsLeftOut ? " was left out" : "")}: {notice.Text}{(count > 1 ? $" ({count} times)" : "")}");
    }

    sealed class Told(ProgressLine line) : IProgress<ArtProgress>
    {
        public void Report(ArtProgress value) => line.Report(value.Done, value.Total, $"{value.Done} of {value.Total}");
    }

    License? License(ParseResult parsed) => (parsed.GetValue(license), parsed.GetValue(author)) is (null, null) ? null
        : new License(parsed.GetValue(license) ?? Art.License.Unknown, parsed.GetValue(license) ?? "licence not stated", "",
            parsed.GetValue(author) ?? "", "");

    /// <summary>The last part of a path in the letters that a style's key may have.</summary>
    static string KeyOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path)).ToLowerInvariant();
        return string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
    }
}

/// <summary>A style that was added.</summary>
sealed record AddedArtReport(string Key, string Title, string Version, int Icons, int Emoji, string License, string Author, string Attribution,
    ArtNoticeLine[] Notices)
{
    public static AddedArtReport Of(ArtSet set, IEnumerable<ArtNotice> notices) => new(set.Key, set.Title, set.PackageVersion, set.Count,
        set.Characters.Length, set.License.Spdx, set.License.Author, set.Attribution,
        [.. notices.Select(it => new ArtNoticeLine(it.Icon, it.IsLeftOut, it.Text))]);
}

/// <summary>What was left out of a drawing, or that it was left out.</summary>
sealed record ArtNoticeLine(string Icon, bool LeftOut, string Text);
