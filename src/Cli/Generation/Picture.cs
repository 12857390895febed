using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Cli.Generation;

/// <summary>A scene on its way into files.</summary>
/// <param name="Size">Side in pixels.</param>
sealed record Picture(SvgDocument Document, PictureText Text, int Size)
{
    /// <summary>In pixels, drawn once.</summary>
    /// <exception cref="RenderException">librsvg cannot draw it.</exception>
    public Raster Raster => field ??= SvgRenderer.Render(SvgWriter.WriteUtf8(Document), Size, Size);

    /// <summary>The bytes of a file.</summary>
    /// <param name="extension">With its dot: <c>.svg</c>, <c>.png</c> or <c>.webp</c>.</param>
    public byte[] Encode(string extension) => extension.ToLowerInvariant() switch
    {
        ".svg" => SvgWriter.WriteUtf8(Document, Text.Svg, Size, Size),
        ".webp" => ImageFile.Encode(ImageFormat.WebP, Raster, Text.Image),
        _ => ImageFile.Encode(ImageFormat.Png, Raster, Text.Image),
    };
}
