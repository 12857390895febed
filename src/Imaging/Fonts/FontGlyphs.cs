using SkiaSharp;

namespace EmojiGen.Imaging;

/// <summary>Pictures of the glyphs of a colour-emoji font: HarfBuzz finds the glyph of a sequence, Skia draws it.</summary>
/// <remarks>
/// Not libvips' text, which draws COLR glyphs black and takes characters that the font does not have from others. Drawn are bitmaps
/// (CBDT, sbix), layers (COLR, versions 0 and 1) and plain outlines, in black; not SVG glyphs.
/// </remarks>
public sealed class FontGlyphs : IDisposable
{
    readonly string path;
    readonly FontFile font;
    readonly Lock turn = new();

    FontGlyphs(string path, FontFile font) => (this.path, this.font) = (path, font);

    /// <summary>The font's name for itself.</summary>
    public string Family => font.Typeface.FamilyName is { Length: > 0 } name ? name : Path.GetFileNameWithoutExtension(path);

    /// <summary>What the font says of its version, author and licence.</summary>
    public FontNames Names => font.Names();

    /// <param name="fontFile">A .ttf or .otf file; of a collection the first font is taken.</param>
    /// <exception cref="InvalidDataException">It is none, or damaged.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidOperationException">Skia or HarfBuzz cannot be loaded.</exception>
    public static FontGlyphs Open(string fontFile) =>
        new(fontFile, FontFile.Open(ImageFile.ReadAll(fontFile))
            ?? throw new InvalidDataException($"Cannot read the font {fontFile}: expected a TrueType or OpenType font file (.ttf, .otf), or it is damaged."));

    /// <inheritdoc cref="Render(string, int)"/>
    /// <param name="fontFile">A .ttf or .otf file; to draw many glyphs, <see cref="Open"/> it once.</param>
    public static Raster? Render(string fontFile, string text, int pixels)
    {
        using var font = Open(fontFile);
        return font.Render(text, pixels);
    }

    /// <summary>Draws one emoji. May be called from several threads; they take turns.</summary>
    /// <param name="text">One emoji: a character or a sequence that the font joins into one glyph.</param>
    /// <param name="pixels">The side of the square it is fitted into, 1 to 2048.</param>
    /// <returns>The glyph without its margins, centred, or null where the font does not have it as one glyph with ink.</returns>
    public Raster? Render(string text, int pixels)
    {
        if (pixels is < 1 or > 2048)
            throw new ArgumentOutOfRangeException(null, $"A glyph is drawn 1 to 2048 pixels large, but {pixels} were asked for.");
        if (text.Length is 0 or > 64) return null; // the longest sequence of Unicode has 35

        lock (turn)
        {
            if (font.Shape(text).Glyphs is not [{ Id: > 0 } glyph]) return null;
            return Draw(glyph.Id, Size(pixels)) is { } drawn && drawn.ContentBounds() is not null ? drawn.Trim().Fit(pixels, pixels) : null;
        }
    }

    /// <summary>
    /// Of a bitmap font the smallest size that is large enough, or the largest, which Skia then draws as they are;
    /// else somewhat more than asked for, since ink does not fill the font's square.
    /// </summary>
    int Size(int pixels)
    {
        var sizes = font.BitmapSizes().Where(static size => size > 0).Order().ToList();
        if (sizes.Count == 0) return pixels + pixels / 4 + 1;
        return sizes.Find(size => size >= pixels) is > 0 and var enough ? enough : sizes[^1];
    }

    Raster? Draw(ushort glyph, int size)
    {
        using var face = new SKFont(font.Typeface, size)
        {
            Hinting = SKFontHinting.None,
            Edging = SKFontEdging.Antialias,
            EmbeddedBitmaps = true
        };
        face.GetGlyphWidths([glyph], out var boxes);
        var ink = boxes[0];
        ink.Inflate(1, 1); // for soft edges
        var box = SKRectI.Ceiling(ink, outwards: true);
        if (box.Width is < 1 or > Raster.MaxSide || box.Height is < 1 or > Raster.MaxSide
            || (long)box.Width * box.Height > ImageFile.DefaultMaxPixels) return null;

        using var surface = SKSurface.Create(new SKImageInfo(box.Width, box.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var black = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        using var line = SKTextBlob.Create(BitConverter.GetBytes(glyph), SKTextEncoding.GlyphId, face);
        if (line is null) return null;
        surface.Canvas.DrawText(line, -box.Left, -box.Top, black);
        return Pixels(surface, box.Width, box.Height);
    }

    static unsafe Raster Pixels(SKSurface surface, int width, int height)
    {
        var picture = new Raster(width, height);
        fixed (byte* pixels = picture.Span)
            surface.ReadPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)pixels, width * 4, 0, 0);
        return picture;
    }

    public void Dispose() => font.Dispose();
}
