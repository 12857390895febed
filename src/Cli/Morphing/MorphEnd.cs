using EmojiGen.Art;
using EmojiGen.Cli.Generation;
using EmojiGen.Composition;
using EmojiGen.Imaging;
using EmojiGen.Svg;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Morphing;

/// <summary>A picture that a morph begins or ends with.</summary>
/// <param name="Name">A file, an emoji's name, or the words of a scene.</param>
/// <param name="Picture">Square, of the side that the model takes.</param>
/// <param name="Sets">The art in it; none of a file.</param>
sealed record MorphEnd(string Name, Raster Picture, IReadOnlyList<ArtSet> Sets)
{
    /// <summary>Files are larger than what they become, and scaled.</summary>
    /// <param name="text">A picture file, an emoji, its name, or words that the composer understands.</param>
    /// <param name="side">Pixels.</param>
    /// <exception cref="UsageException">There is no such style.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">Nothing of the words can be shown.</exception>
    public static MorphEnd Of(string text, string style, int side, Terminal terminal, Lazy<Studio> studio)
    {
        var path = Path.GetFullPath(text, terminal.Folder);
        if (File.Exists(path)) return new(Path.GetFileName(path), ImageFile.Load(path).Fit(side, side), []);
        style = studio.Value.Style(style);
        if (studio.Value.Find(text) is { } emoji && studio.Value.Icon(emoji, style) is { } icon) return new(emoji.Name, Draw(icon.Document, side), [icon.Set]);
        var scene = studio.Value.Compose(studio.Value.Read(text), new ComposeOptions { Style = style });
        if (scene.Parts.IsEmpty) throw new InvalidOperationException($"'{text}' is no picture file, and nothing of it can be shown: no emoji is like it.");
        return new(text, Draw(scene.Document, side), scene.Sets);
    }

    static Raster Draw(SvgDocument document, int side) => SvgRenderer.Render(SvgWriter.WriteUtf8(document), side, side);
}
