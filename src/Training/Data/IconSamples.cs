using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Training.Data;

/// <summary>Every emoji as the sets draw it themselves, nothing that they borrow from one another.</summary>
public static class IconSamples
{
    /// <summary>The styles whose licences plainly allow training and passing on what was trained.</summary>
    public static ImmutableArray<string> LicensedStyles { get; } = ["noto", "fluent", "flat", "twemoji"];

    /// <param name="skinTones">Also the forms in which everybody has one of the five skin tones.</param>
    /// <exception cref="ArgumentException">There is no such style.</exception>
    /// <exception cref="ArtException">The art is missing or damaged.</exception>
    public static IEnumerable<DatasetSample> Of(ArtLibrary library, IEnumerable<string> styles, EmojiSplit split, bool skinTones = false)
    {
        foreach (var style in styles)
        {
            foreach (var emoji in library.Catalogue.All)
            {
                if (Sample(library, style, emoji, emoji.Characters, emoji.Hexcode, emoji.Name, split) is { } plain) yield return plain;
                if (!skinTones || !emoji.HasSkinTones) continue;
                foreach (var skin in library.Catalogue.Skins(emoji).Where(it => it.IsUniform))
                    if (Sample(library, style, emoji, skin.Characters, skin.Hexcode, skin.Name, split) is { } toned) yield return toned;
            }
        }
    }

    static DatasetSample? Sample(ArtLibrary library, string style, Emoji emoji, string characters, string hexcode, string name,
        EmojiSplit split)
    {
        if (library.FindExact(characters, style) is not { } icon || icon.Set.Key != style) return null;
        var record = new DatasetRecord(RecordKind.Icon, split.Of(emoji.Hexcode), name)
        {
            Style = style,
            Emoji = hexcode,
            Parts = [hexcode],
            Words = emoji.Keywords
        };
        return new DatasetSample(record, size => SvgRenderer.Render(SvgWriter.WriteUtf8(icon.Document), size, size),
            $"{style}:{icon.Name}");
    }
}
