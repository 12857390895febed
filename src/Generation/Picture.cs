using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Generation;

/// <summary>What an engine made, on its way into files.</summary>
/// <param name="Size">Side in pixels.</param>
/// <param name="Seed">That made it.</param>
public abstract record Picture(PictureText Text, int Size, long Seed)
{
    /// <summary>In pixels, square.</summary>
    /// <param name="side">In pixels.</param>
    public abstract Raster Draw(int side);

    /// <summary>The bytes of a file.</summary>
    /// <param name="extension">With its dot: <c>.png</c>, <c>.webp</c>, or <c>.svg</c> of a <see cref="VectorPicture"/>.</param>
    /// <param name="withParameters">Whether it says what made it; licence and authors always stay.</param>
    /// <exception cref="ArgumentException">The picture cannot be written in that format.</exception>
    public virtual byte[] Encode(string extension, bool withParameters = true) => extension.ToUpperInvariant() switch
    {
        ".PNG" => ImageFile.Encode(ImageFormat.Png, Draw(Size), TextOf(withParameters).Image),
        ".WEBP" => ImageFile.Encode(ImageFormat.WebP, Draw(Size), TextOf(withParameters).Image),
        ".SVG" => throw new ArgumentException("A model draws pixels: this picture is written as .png or .webp."),
        _ => throw new ArgumentException($"A transparent emoji can be written as .svg, .png or .webp, not as '{extension}'."),
    };

    private protected PictureText TextOf(bool withParameters) => withParameters ? Text : Text with { Parameters = null };
}

/// <summary>A composed scene. Drawn anew each time: a hundred large pictures at once would take gigabytes.</summary>
public sealed record VectorPicture(SvgDocument Document, PictureText Text, int Size, long Seed) : Picture(Text, Size, Seed)
{
    /// <inheritdoc/>
    /// <exception cref="RenderException">librsvg cannot draw it.</exception>
    public override Raster Draw(int side) => SvgRenderer.Render(SvgWriter.WriteUtf8(Document), side, side);

    /// <inheritdoc/>
    public override byte[] Encode(string extension, bool withParameters = true) =>
        extension.Equals(".svg", StringComparison.OrdinalIgnoreCase)
        ? SvgWriter.WriteUtf8(Document, TextOf(withParameters).Svg, Size, Size)
        : base.Encode(extension, withParameters);
}

/// <summary>What a model drew.</summary>
public sealed record RasterPicture(Raster Pixels, PictureText Text, int Size, long Seed) : Picture(Text, Size, Seed)
{
    public override Raster Draw(int side) => Pixels.Width == side && Pixels.Height == side ? Pixels : Pixels.Resize(side, side);
}
