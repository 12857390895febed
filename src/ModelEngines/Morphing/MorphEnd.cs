using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.ModelEngines.Morphing;

/// <summary>A picture that a morph begins or ends with.</summary>
/// <param name="Name">A file, an emoji's name, or the words of a scene.</param>
/// <param name="Picture">Square, of the side that the model takes.</param>
/// <param name="Sets">The art in it; none of a file.</param>
public sealed record MorphEnd(string Name, Raster Picture, IReadOnlyList<ArtSet> Sets)
{
    /// <summary>A picture of one's own. It is larger than what it becomes, and scaled.</summary>
    /// <param name="side">Pixels.</param>
    public static MorphEnd Of(NamedPicture picture, int side) => new(picture.Name, picture.Picture.Fit(side, side), []);

    /// <summary>What words mean.</summary>
    /// <param name="text">An emoji, its name, or words that the composer understands.</param>
    /// <param name="side">Pixels.</param>
    /// <exception cref="RequestException">There is no such style.</exception>
    /// <exception cref="InvalidOperationException">Nothing of the words can be shown.</exception>
    public static MorphEnd Of(Studio studio, string text, string style, int side)
    {
        style = studio.Style(style);
        if (studio.Find(text) is { } emoji && studio.Icon(emoji, style) is { } icon)
            return new(emoji.Name, Draw(icon.Document, side), [icon.Set]);
        var scene = studio.Compose(studio.Read(text, style: style), new ComposeOptions { Style = style });
        if (scene.Parts.IsEmpty)
            throw new InvalidOperationException($"'{text}' is no picture file, and nothing of it can be shown: no emoji is like it.");
        return new(text, Draw(scene.Document, side), scene.Sets);
    }

    static Raster Draw(SvgDocument document, int side) => SvgRenderer.Render(SvgWriter.WriteUtf8(document), side, side);
}
