using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Cli.Generation;

/// <summary>What an engine made, on its way into files.</summary>
/// <param name="Size">Side in pixels.</param>
/// <param name="Seed">That made it.</param>
abstract record Picture(PictureText Text, int Size, long Seed)
{
    /// <summary>In pixels, square.</summary>
    /// <param name="side">In pixels.</param>
    public abstract Raster Draw(int side);

    /// <summary>The bytes of a file.</summary>
    /// <param name="extension">With its dot: <c>.svg</c>, <c>.png</c> or <c>.webp</c>.</param>
    public virtual byte[] Encode(string extension) =>
        ImageFile.Encode(extension.Equals(".webp", StringComparison.OrdinalIgnoreCase) ? ImageFormat.WebP : ImageFormat.Png, Draw(Size), Text.Image);
}

/// <summary>A composed scene. Drawn anew each time: a hundred large pictures at once would take gigabytes.</summary>
sealed record VectorPicture(SvgDocument Document, PictureText Text, int Size, long Seed) : Picture(Text, Size, Seed)
{
    /// <inheritdoc/>
    /// <exception cref="RenderException">librsvg cannot draw it.</exception>
    public override Raster Draw(int side) => SvgRenderer.Render(SvgWriter.WriteUtf8(Document), side, side);

    public override byte[] Encode(string extension) =>
        extension.Equals(".svg", StringComparison.OrdinalIgnoreCase) ? SvgWriter.WriteUtf8(Document, Text.Svg, Size, Size) : base.Encode(extension);
}

/// <summary>What a diffusion model drew.</summary>
sealed record RasterPicture(Raster Pixels, PictureText Text, int Size, long Seed) : Picture(Text, Size, Seed)
{
    public override Raster Draw(int side) => Pixels.Width == side && Pixels.Height == side ? Pixels : Pixels.Resize(side, side);
}
