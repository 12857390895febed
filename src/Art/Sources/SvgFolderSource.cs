using System.Text;
using EmojiGen.Svg;
using Path = System.IO.Path;

namespace EmojiGen.Art.Sources;

/// <summary>A folder of SVG files, its subfolders included, each named after what it draws: by code points (<c>1f431.svg</c>,
/// <c>emoji_u1f431.svg</c>,
/// <c>1F468-200D-1F680.svg</c>), by an English name (<c>cat-face.svg</c>) or by a shortcode (<c>heart_eyes.svg</c>).</summary>
sealed class SvgFolderSource : ArtSource
{
    const int MostFiles = 50_000;
    const long LargestFile = 8 << 20;

    static readonly string[] prefixes = ["emoji_u", "emoji-", "emoji_", "uni", "u+", "u"];

    readonly string[] files;
    readonly Dictionary<string, string> characters = new(StringComparer.Ordinal), aliases = new(StringComparer.Ordinal);

    SvgFolderSource(string[] files) => this.files = files;

    /// <exception cref="ArtException">The folder holds no SVG, or none with a name.</exception>
    public static SvgFolderSource Open(string folder, Catalogue catalogue, License license)
    {
        var files = Directory.EnumerateFiles(folder, "*.svg",
            new EnumerationOptions { RecurseSubdirectories = true, MatchCasing = MatchCasing.CaseInsensitive })
            .Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0) throw new ArtException($"The folder {folder} holds neither an Iconify package (icons.json) nor SVG files.");
        if (files.Length > MostFiles)
            throw new ArtException($"The folder {folder} holds {files.Length:N0} SVG files: an art set has at most {MostFiles:N0}.");
        if (files.GroupBy(NameOf, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArtException($"Two files have one name, {twice.First()} and {twice.Last()}: rename one.");

        var title = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var source = new SvgFolderSource(files) { Title = title, Package = title, Version = "", License = license };
        source.Identify(catalogue);
        if (source.characters.Count == 0 && !files.Any(it => NameOf(it).Any(char.IsLetter)))
            throw new ArtException(
                $"None of the {files.Length:N0} SVG files in {folder} has a name that a prompt could say: name them by code points (1f431.svg), English names (cat-face.svg), shortcodes (heart_eyes.svg), or words of your own (our-mascot.svg).");
        return source;
    }

    public override int Count => files.Length;

    public override IReadOnlyDictionary<string, string> Characters => characters;

    public override IEnumerable<string> Names => files.Select(NameOf).Concat(aliases.Keys);

    public override IReadOnlyDictionary<string, string> Aliases => aliases;

    public override IEnumerable<SourceIcon> Icons()
    {
        foreach (var file in files)
            if (Read(file) is { } icon)
                yield return icon;
    }

    /// <returns>Null for a file that cannot be used, which is noticed.</returns>
    SourceIcon? Read(string file)
    {
        try
        {
            var length = new FileInfo(file).Length;
            if (length > LargestFile) throw new SvgException($"It has {length:N0} bytes: an icon has at most {LargestFile:N0}.");
            List<string> warnings = [];
            using var content = new MemoryStream(File.ReadAllBytes(file));
            var text = SvgReader.ReadText(content);
            var document = SvgReader.ParseDocument(text, warnings);
            UserArt.CheckShapes(document);
            Notices.AddRange(warnings.Select(it => new ArtNotice(Path.GetFileName(file), it, IsLeftOut: false)));
            // Written anew, so that what is kept is UTF-8, resolved, and free of what SVG files carry beside their drawing; and read again
            // here, since it may be nested deeper than before, so that no drawing fails when it is used.
            var written = SvgWriter.WriteUtf8(document);
            SvgReader.ParseDocument(Encoding.UTF8.GetString(written));
            // What a warning names needs no further look.
            return new SourceIcon(NameOf(file), document.ViewBox, BodyKind.Document, written, warnings.Count == 0 ? text : null);
        }
        catch (Exception e) when (e is SvgException or UnauthorizedAccessException or IOException)
        {
            Notices.Add(new ArtNotice(Path.GetFileName(file), e.Message, IsLeftOut: true));
            return null;
        }
    }

    // Code points say it best, then names, then shortcodes.
    void Identify(Catalogue catalogue)
    {
        var names = files.Select(NameOf).ToArray();
        foreach (var name in names)
            if (ByCodePoints(name, catalogue) is { } emoji) characters.TryAdd(emoji, name);

        var slugs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
            if (EmojiNaming.Slug(name) is { Length: > 0 } slug && slugs.TryAdd(slug, name) && slug != name && !names.Contains(slug))
                aliases[slug] = name;
        foreach (var name in names) slugs.TryAdd(name, name); // as they are, they may be shortcodes: +1
        EmojiNaming.Complete(characters, slugs, catalogue);
    }

    static string? ByCodePoints(string name, Catalogue catalogue)
    {
        foreach (var prefix in prefixes.Append(""))
        {
            if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) continue;
            // 'bee' and 'face' are hexadecimal too, but no emoji has that code point.
            if (Hexcodes.Parse(name.AsSpan(prefix.Length)) is { } characters && catalogue.Identify(characters) is not null)
                return CatalogueFile.Key(characters);
        }
        return null;
    }

    static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);
}
