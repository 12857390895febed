using System.Runtime.InteropServices;
using System.Text;
using EmojiGen.Imaging.Native;

namespace EmojiGen.Imaging;

/// <summary>Pictures of the glyphs of a colour-emoji font: HarfBuzz finds the glyph of a sequence, FreeType draws it.</summary>
/// <remarks>
/// Not libvips' text, which sits on the same two: by way of cairo 1.16 it draws COLR glyphs black, and it takes characters that the font does
/// not have from others. Drawn are bitmaps (CBDT, sbix), layers (COLR version 0) and plain outlines, in black; not COLR version 1 and SVG glyphs.
/// </remarks>
public sealed unsafe class FontGlyphs : IDisposable
{
    readonly string _path;
    readonly FontFace _face;
    readonly ShapingFont _shaping;
    readonly Lock _lock = new(); // a face holds the size and the glyph drawn last

    FontGlyphs(string path, ReadOnlySpan<byte> file)
    {
        _path = path;
        _face = new(file);
        if (!_face.IsFont)
        {
            _face.Dispose();
            throw new InvalidDataException($"Cannot read the font {path}: expected a TrueType or OpenType font file (.ttf, .otf), or it is damaged.");
        }
        _shaping = HarfBuzz.Open(file);
    }

    /// <summary>The font's name for itself.</summary>
    public string Family => Marshal.PtrToStringUTF8((nint)_face.Face->FamilyName) ?? Path.GetFileNameWithoutExtension(_path);

    /// <param name="fontFile">A .ttf or .otf file; of a collection the first font is taken.</param>
    /// <exception cref="InvalidDataException">It is none, or damaged.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidOperationException">FreeType or HarfBuzz is not installed.</exception>
    public static FontGlyphs Open(string fontFile)
    {
        var file = ImageFile.ReadAll(fontFile);
        try
        {
            return new(fontFile, file);
        }
        catch (DllNotFoundException e)
        {
            throw new InvalidOperationException("FreeType or HarfBuzz is not installed: run ./setup, or sudo apt-get install libfreetype6 libharfbuzz0b.", e);
        }
    }

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
    /// <exception cref="InvalidDataException">The font is damaged.</exception>
    public Raster? Render(string text, int pixels)
    {
        if (pixels is < 1 or > 2048) throw new ArgumentOutOfRangeException(null, $"A glyph is drawn 1 to 2048 pixels large, but {pixels} were asked for.");
        if (text.Length > 64) return null; // the longest sequence of Unicode has 35

        lock (_lock)
        {
            if (HarfBuzz.Shape(_shaping, Encoding.UTF8.GetBytes(text)) is not [> 0 and var glyph]) return null;
            ChooseSize(pixels);
            var error = FreeType.LoadGlyph(_face.Face, glyph, FreeType.Color | FreeType.NoHinting | FreeType.RenderNow);
            if (error != 0) throw new InvalidDataException($"Cannot draw \"{text}\" from the font {_path}: FreeType fails with error {error}, so the font may be damaged.");
            return Pixels(_face.Face->Slot->Bitmap)?.Trim().Fit(pixels, pixels);
        }
    }

    /// <summary>Of a bitmap font the smallest size that is large enough, or the largest; else somewhat more than asked for, since ink does not fill the font's square.</summary>
    void ChooseSize(int pixels)
    {
        var face = _face.Face;
        var best = -1;
        for (var i = 0; i < face->FixedSizes; i++)
        {
            var (size, chosen) = (face->Sizes[i].Height, best < 0 ? 0 : face->Sizes[best].Height);
            if (best < 0 || (chosen < pixels ? size > chosen : size >= pixels && size < chosen)) best = i;
        }
        var error = best >= 0 ? FreeType.SelectSize(face, best) : FreeType.SetPixels(face, 0, (uint)(pixels + pixels / 4 + 1));
        if (error != 0) throw new InvalidDataException($"Cannot draw with the font {_path}: FreeType fails with error {error}, so the font may be damaged.");
    }

    static Raster? Pixels(FreeType.Bitmap bitmap)
    {
        if (bitmap.Rows is < 1 or > Raster.MaxSide || bitmap.Width is < 1 or > Raster.MaxSide) return null;
        if (bitmap.Mode is not (FreeType.Bgra or FreeType.Gray)) return null;

        var picture = new Raster(bitmap.Width, bitmap.Rows);
        for (var y = 0; y < bitmap.Rows; y++)
        {
            var row = new ReadOnlySpan<byte>(bitmap.Buffer + (long)y * bitmap.Pitch, bitmap.Width * (bitmap.Mode == FreeType.Bgra ? 4 : 1));
            if (bitmap.Mode == FreeType.Bgra) row.CopyTo(picture.Row(y));
            else
                for (var x = 0; x < row.Length; x++) picture.Row(y)[x * 4 + 3] = row[x];
        }
        Premultiplied.BgraToStraightRgba(picture.Span); // black stays black
        return picture;
    }

    public void Dispose()
    {
        _shaping.Dispose();
        _face.Dispose();
    }
}
