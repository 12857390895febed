using EmojiGen.Imaging;
using EmojiGen.Svg;
using Path = System.IO.Path;

namespace EmojiGen.Art.Sources;

/// <summary>A colour-emoji font: each emoji that it draws as one glyph becomes a picture.</summary>
sealed class FontSource : ArtSource
{
    /// <summary>Pixels. The largest bitmaps that common emoji fonts hold are 136 and 160 pixels high.</summary>
    const int Side = 160;

    readonly List<SourceIcon> icons = [];
    readonly Dictionary<string, string> characters = new(StringComparer.Ordinal);

    FontSource()
    {
    }

    /// <param name="license">Known better than the font says it, or null.</param>
    /// <exception cref="ArtException">It is no font that can be read, or draws no emoji.</exception>
    public static FontSource Open(string path, Catalogue catalogue, License? license, IProgress<ArtProgress>? progress, string key,
        CancellationToken cancellation)
    {
        try
        {
            using var font = FontGlyphs.Open(path);
            var names = font.Names;
            var source = new FontSource
            {
                Title = font.Family,
                Package = Path.GetFileName(path),
                Version = names.Version ?? "",
                License = FontLicense.Of(names, license),
            };
            foreach (var emoji in catalogue.All)
            {
                cancellation.ThrowIfCancellationRequested();
                source.Draw(font, emoji.Characters, emoji.Name);
                foreach (var skin in catalogue.Skins(emoji)) source.Draw(font, skin.Characters, skin.Name);
                if (emoji.Index % 100 == 0) progress?.Report(new ArtProgress(key, emoji.Index, catalogue.Count));
            }
            return source.icons.Count > 0 ? source : throw new ArtException($"The font {path} draws none of the emoji.");
        }
        catch (Exception e) when (e is InvalidDataException or UnauthorizedAccessException)
        {
            throw new ArtException(e.Message, e);
        }
    }

    public override int Count => icons.Count;

    public override IEnumerable<string> Names => icons.Select(i => i.Name);

    public override IReadOnlyDictionary<string, string> Characters => characters;

    public override IEnumerable<SourceIcon> Icons() => icons;

    void Draw(FontGlyphs font, string emoji, string emojiName)
    {
        if (font.Render(emoji, Side) is not { } glyph) return;
        var name = EmojiNaming.Slug(emojiName);
        icons.Add(new SourceIcon(name, Box.At(0, 0, Side, Side), BodyKind.Png, ImageFile.Encode(ImageFormat.Png, glyph.Trim())));
        characters.Add(CatalogueFile.Key(emoji), name);
    }
}
