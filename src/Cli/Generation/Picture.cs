using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Cli.Generation;

/// <summary>A scene on its way into files.</summary>
/// <param name="Size">Side in pixels.</param>
sealed record Picture(SvgDocument Document, PictureText Text, int Size)
{
    /// <summary>In pixels. Drawn anew each time: a hundred large pictures at once would take gigabytes.</summary>
    /// <param name="side">In pixels.</param>
    /// <exception cref="RenderException">librsvg cannot draw it.</exception>
    public Raster Draw(int side) => SvgRenderer.Render(SvgWriter.WriteUtf8(Document), side, side);

    /// <summary>The bytes of a file.</summary>
    /// <param name="extension">With its dot: <c>.svg</c>, <c>.png</c> or <c>.webp</c>.</param>
    public byte[] Encode(string extension) => extension.ToLowerInvariant() switch
    {
        ".svg" => SvgWriter.WriteUtf8(Document, Text.Svg, Size, Size),
        ".webp" => ImageFile.Encode(ImageFormat.WebP, Draw(Size), Text.Image),
        _ => ImageFile.Encode(ImageFormat.Png, Draw(Size), Text.Image),
    };
}
