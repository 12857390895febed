using System.Globalization;
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

    /// <summary>Shapes of a drawing. An icon is looked at shape against shape, so that time grows with their square; the five sets have 857
    /// at most.</summary>
    const int MostShapes = 4000;

    /// <exception cref="SvgException">The drawing is no icon: it has too many shapes.</exception>
    public static void CheckShapes(SvgDocument document)
    {
        if (SvgTree.Leaves(document).Count is > MostShapes and var count)
            throw new SvgException($"It has {count:N0} shapes: an icon has at most {MostShapes:N0}.");
    }

    /// <exception cref="ArgumentException">The key cannot be a style's.</exception>
    public static void CheckKey(string key)
    {
        if (key.Length is 0 or > LongestKey || !char.IsAsciiLetterLower(key[0])
            || !key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new ArgumentException(
                $"'{key}' cannot be a style's key: it takes 1 to {LongestKey} lower-case letters, digits and '-', a letter first.");
        if (BuiltInSet.Find(key) is { } set)
            throw new ArgumentException($"'{key}' is one of the project's own styles ({set.Package}): choose another key.");
    }

    /// <returns>What was left out, drawing by drawing.</returns>
    /// <param name="strict">Whether art is refused of which anything is left out.</param>
    /// <exception cref="ArtException">The path holds no art that can be read; the message names the file and the entry.</exception>
    public static IReadOnlyList<ArtNotice> Build(string path, string key, string folder, Catalogue catalogue, License? license, bool strict,
        IProgress<ArtProgress>? progress, CancellationToken cancellation)
    {
        CheckKey(key);
        using var source = Open(path, key, catalogue, license, progress, cancellation);
        using var tried = new TriedSource(source, key, progress, cancellation);
        if (tried.Notices.Find(it => strict || it.IsLeftOut) is { } first
            && (strict || tried.Count == 0))
            throw new ArtException(
                $"The drawing '{first.Icon}' of {source.Title} cannot be used{(first.IsLeftOut ? "" : " whole")}: {first.Text}");
        ArtIndexBuilder.Build(tried, key, folder, catalogue, progress, cancellation);
        return tried.Notices;
    }

    static ArtSource Open(string path, string key, Catalogue catalogue, License? license, IProgress<ArtProgress>? progress,
        CancellationToken cancellation)
    {
        var unknown = license ?? new License(License.Unknown, "not stated", "", "", "");
        if (Directory.Exists(path))
            return File.Exists(Path.Combine(path, "icons.json")) ? Identified(IconifySource.Open(path, license: license), path, catalogue)
                : SvgFolderSource.Open(path, catalogue, unknown);
        if (!File.Exists(path)) throw new ArtException($"There is neither a file nor a folder {path}.");
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => Identified(IconifySource.Open(path, license: license), path, catalogue),
            ".ttf" or ".otf" or ".ttc" => FontSource.Open(path, catalogue, license, progress, key, cancellation),
            var other =>
                throw new ArtException(
                $"{path} is no art that can be added ('{other}'): give an Iconify package or .json file, a folder of SVG files, or a colour-emoji font (.ttf, .otf)."),
        };
    }

    static IconifySource Identified(IconifySource source, string path, Catalogue catalogue)
    {
        if (ArtIndexBuilder.DrawsAnything(source, catalogue)) return source;
        source.Dispose();
        throw new ArtException(
            $"None of the {source.Count:N0} icons of {path} is named after an emoji: an art set needs a chars.json, or names such as cat-face.");
    }

    /// <summary>Those of a source's icons that can be read and rendered: what is taken in can be used, and is tried once only.</summary>
    sealed class TriedSource : ArtSource
    {
        readonly List<SourceIcon> kept = [];
        readonly Dictionary<string, string> aliases, characters;
        readonly HashSet<string> withdrawn;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public TriedSource(ArtSource source, string key, IProgress<ArtProgress>? progress, CancellationToken cancellation)
        {
            (Title, Package, Version, License) = (source.Title, source.Package, source.Version, source.License);
            foreach (var icon in source.Icons())
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new ArtProgress(key, kept.Count, source.Count));
                if (Tried(icon) is { } usable) kept.Add(usable);
            }
            Notices.InsertRange(0, source.Notices);
            var names = kept.Select(it => it.Name).ToHashSet(StringComparer.Ordinal);
            aliases = source.Aliases.Where(it => names.Contains(it.Value)).ToDictionary(StringComparer.Ordinal);
            names.UnionWith(aliases.Keys);
            characters = source.Characters.Where(it => names.Contains(it.Value)).ToDictionary(StringComparer.Ordinal);
            withdrawn = [.. source.Withdrawn];
        }

        public override int Count => kept.Count;
        public override IEnumerable<string> Names => kept.Select(it => it.Name).Concat(aliases.Keys);
        public override IReadOnlyDictionary<string, string> Aliases => aliases;
        public override IReadOnlyDictionary<string, string> Characters => characters;
        public override IReadOnlySet<string> Withdrawn => withdrawn;

        public override IEnumerable<SourceIcon> Icons() => kept;

        SourceIcon? Tried(SourceIcon icon)
        {
            try
            {
                switch (icon.Kind)
                {
                    case BodyKind.Fragment: TryFragment(icon); break;
                    case BodyKind.Document: TryDrawing($"{icon.Name}.svg", icon.Body.Span, icon.File); break;
                }
                return icon with { Body = icon.Body.ToArray(), File = null };
            }
            catch (Exception e) when (e is SvgException or RenderException)
            {
                Notices.Add(new ArtNotice(icon.Name, e.Message, IsLeftOut: true));
                return null;
            }
        }

        void TryFragment(SourceIcon icon)
        {
            List<string> warnings = [];
            var box = icon.ViewBox;
            var text = string.Create(CultureInfo.InvariantCulture,
                $"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"{box.Left} {box.Top} {box.Width} {box.Height}\">{Encoding.UTF8.GetString(icon.Body.Span)}</svg>");
            var document = SvgReader.ParseDocument(text, warnings);
            CheckShapes(document);
            Notices.AddRange(warnings.Select(it => new ArtNotice(icon.Name, it, IsLeftOut: false)));
            TryDrawing(icon.Name, SvgWriter.WriteUtf8(document), warnings.Count == 0 ? text : null);
        }

        /// <param name="file">The text that was read; null where it is known to say more.</param>
        void TryDrawing(string name, ReadOnlySpan<byte> svg, string? file)
        {
            var drawn = SvgRenderer.Render(svg, TrialSize, TrialSize);
            if (file is not null && Likeness.Difference(drawn, file) is { } difference)
                Notices.Add(new ArtNotice(name, difference, IsLeftOut: false));
        }
    }
}
