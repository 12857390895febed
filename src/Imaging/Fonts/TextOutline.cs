using SkiaSharp;

namespace EmojiGen.Imaging;

/// <summary>A line of text as an outline, drawn alike on every machine: in DejaVu Sans, which the program carries.</summary>
/// <param name="PathData">SVG path data; the line begins at x = 0, its baseline is y = 0.</param>
/// <param name="Width">Where the next line's text would go on.</param>
/// <remarks>
/// The font has the Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic scripts and common signs; other characters are boxes.
/// A line has one direction, that of its first letters.
/// </remarks>
public readonly record struct TextOutline(string PathData, double Width)
{
    static readonly Lazy<FontFile> sans = new(Open);
    static readonly Lock turn = new();

    /// <param name="size">Of the font, in the units of the path: the em's height.</param>
    /// <exception cref="InvalidOperationException">Skia or HarfBuzz cannot be loaded.</exception>
    public static TextOutline Of(string text, double size)
    {
        lock (turn)
        {
            var (glyphs, width) = sans.Value.Shape(text);
            using var font = new SKFont(sans.Value.Typeface, (float)size) { Hinting = SKFontHinting.None, Subpixel = true };
            using var line = new SKPathBuilder();
            foreach (var glyph in glyphs)
            {
                using var outline = font.GetGlyphPath(glyph.Id);
                if (outline is not null) line.AddPath(outline, (float)(glyph.X * size), (float)(glyph.Y * size), SKPathAddMode.Append);
            }
            using var path = line.Detach();
            return new(path.ToSvgPathData(), width * size);
        }
    }

    /// <summary>Whether the font has every character.</summary>
    public static bool Knows(string text)
    {
        lock (turn) return sans.Value.Shape(text).Glyphs.All(static it => it.Id != 0);
    }

    /// <summary>The width alone.</summary>
    /// <inheritdoc cref="Of"/>
    public static double WidthOf(string text, double size)
    {
        lock (turn) return sans.Value.Shape(text).Width * size;
    }

    static FontFile Open()
    {
        using var resource = typeof(TextOutline).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        var file = new byte[resource.Length];
        resource.ReadExactly(file);
        return FontFile.Open(file)
            ?? throw new InvalidOperationException("The font that the program carries cannot be read: run ./setup --rebuild.");
    }
}
