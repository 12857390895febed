using System.Text;
using EmojiGen.Art.Sources;
using EmojiGen.Imaging;
using EmojiGen.Svg;
using Path = System.IO.Path;

namespace EmojiGen.Art;

/// <summary>Art that the user brings: an Iconify set, a folder of SVGs, or a font, built into an index like the project's own.</summary>
static class UserArt
{
    const int LongestKey = 32;

    /// <summary>Pixels at which every drawing is tried before it is taken in.</summary>
    const int TrialSize = 64;

    /// <exception cref="ArgumentException">The key cannot be a style's.</exception>
    public static void CheckKey(string key)
    {
        if (key.Length is 0 or > LongestKey || !char.IsAsciiLetterLower(key[0]) || !key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new ArgumentException($"'{key}' cannot be a style's key: it takes 1 to {LongestKey} lower-case letters, digits and '-', a letter first.");
        if (BuiltInSet.Find(key) is { } set)
            throw new ArgumentException($"'{key}' is one of the project's own styles ({set.Package}): choose another key.");
    }

    /// <exception cref="ArtException">The path holds no art that can be read; the message names the file and the entry.</exception>
    public static void Build(string path, string key, string folder, Catalogue catalogue, License? license, IProgress<ArtProgress>? progress, CancellationToken cancellation)
    {
        CheckKey(key);
        using var source = Open(path, key, catalogue, license, progress, cancellation);
        ArtIndexBuilder.Build(new TriedSource(source), key, folder, catalogue, progress, cancellation);
    }

    static ArtSource Open(string path, string key, Catalogue catalogue, License? license, IProgress<ArtProgress>? progress, CancellationToken cancellation)
    {
        var unknown = license ?? new License(License.Unknown, "not stated", "", "", "");
        if (Directory.Exists(path))
            return File.Exists(Path.Combine(path, "icons.json")) ? Identified(IconifySource.Open(path, license: license), path, catalogue) : SvgFolderSource.Open(path, catalogue, unknown);
        if (!File.Exists(path)) throw new ArtException($"There is neither a file nor a folder {path}.");
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => Identified(IconifySource.Open(path, license: license), path, catalogue),
            ".ttf" or ".otf" or ".ttc" => FontSource.Open(path, catalogue, unknown, progress, key, cancellation),
            var other => throw new ArtException($"{path} is no art that can be added ('{other}'): give an Iconify package or .json file, a folder of SVG files, or a colour-emoji font (.ttf, .otf)."),
        };
    }

    static IconifySource Identified(IconifySource source, string path, Catalogue catalogue)
    {
        if (ArtIndexBuilder.DrawsAnything(source, catalogue)) return source;
        source.Dispose();
        throw new ArtException($"None of the {source.Count:N0} icons of {path} is named after an emoji: an art set needs a chars.json, or names such as cat-face.");
    }

    /// <summary>A source's icons, kept once they have been read and rendered: what is taken in can be used, and is tried once only.</summary>
    sealed class TriedSource : ArtSource
    {
        readonly ArtSource source;
        List<SourceIcon>? kept;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public TriedSource(ArtSource source)
        {
            this.source = source;
            (Title, Package, Version, License) = (source.Title, source.Package, source.Version, source.License);
        }

        public override int Count => source.Count;
        public override IEnumerable<string> Names => source.Names;
        public override IReadOnlyDictionary<string, string> Aliases => source.Aliases;
        public override IReadOnlyDictionary<string, string> Characters => source.Characters;
        public override IReadOnlySet<string> Withdrawn => source.Withdrawn;

        public override IEnumerable<SourceIcon> Icons() => kept ??= [.. source.Icons().Select(Try)];

        SourceIcon Try(SourceIcon icon)
        {
            try
            {
                if (icon.Kind == BodyKind.Fragment)
                    SvgRenderer.Render(SvgWriter.WriteUtf8(SvgReader.Parse(Encoding.UTF8.GetString(icon.Body.Span), icon.ViewBox)), TrialSize, TrialSize);
                else if (icon.Kind == BodyKind.Document) SvgRenderer.Render(icon.Body.Span, TrialSize, TrialSize);
                return icon with { Body = icon.Body.ToArray() };
            }
            catch (Exception e) when (e is SvgException or RenderException)
            {
                throw new ArtException($"The drawing '{icon.Name}' of {source.Title} cannot be used: {e.Message}", e);
            }
        }
    }
}
