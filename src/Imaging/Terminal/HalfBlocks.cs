using System.Globalization;
using System.Text;

namespace EmojiGen.Imaging;

/// <summary>Two pixels a character: the upper in the foreground of ▀, the lower in its background. What is transparent keeps the terminal's
/// own ground.</summary>
static class HalfBlocks
{
    const byte Visible = 128;

    /// <summary>The parameters of a colour, after 38 (foreground) or 48 (background).</summary>
    internal delegate string ColorCode(Rgba color);

    internal static string TrueColor(Rgba color) => string.Create(CultureInfo.InvariantCulture, $"2;{color.R};{color.G};{color.B}");

    internal static string Xterm(Rgba color) => string.Create(CultureInfo.InvariantCulture, $"5;{XtermPalette.Nearest(color)}");

    /// <param name="picture">One pixel a column, two a line.</param>
    /// <param name="code">The terminal's way to name colours.</param>
    internal static string Encode(Raster picture, ColorCode code)
    {
        var text = new StringBuilder();
        for (var y = 0; y < picture.Height; y += 2)
        {
            string? foreground = null, background = null;
            var end = LineEnd(picture, y);
            for (var x = 0; x < end; x++)
            {
                var (upper, lower) = (Pixel(picture, x, y, code), Pixel(picture, x, y + 1, code));
                var (glyph, ink, ground) = (upper, lower) switch
                {
                    (null, null) => (' ', foreground, null),
                    (null, _) => ('▄', lower, null),
                    _ => ('▀', upper, lower),
                };
                if (ground != background) text.Append(ground is null ? "\e[49m" : $"\e[48;{ground}m");
                if (ink != foreground) text.Append($"\e[38;{ink}m");
                text.Append(glyph);
                (foreground, background) = (ink, ground);
            }
            text.Append(end > 0 ? "\e[0m\n" : "\n");
        }
        return text.ToString();
    }

    static string? Pixel(Raster picture, int x, int y, ColorCode code) =>
        y < picture.Height && picture[x, y] is { A: >= Visible } color ? code(color) : null;

    static int LineEnd(Raster picture, int y)
    {
        for (var x = picture.Width; x > 0; x--)
            if (picture[x - 1, y].A >= Visible || (y + 1 < picture.Height && picture[x - 1, y + 1].A >= Visible)) return x;
        return 0;
    }
}

/// <summary>xterm's colours 16 to 255: a cube of six steps a channel, then 24 greys. (The first 16 are the user's own.)</summary>
static class XtermPalette
{
    static readonly byte[] levels = [0, 95, 135, 175, 215, 255];

    internal static int Nearest(Rgba color)
    {
        var (r, g, b) = (Step(color.R), Step(color.G), Step(color.B));
        var grey = Math.Clamp((color.R + color.G + color.B - 24 + 15) / 30, 0, 23);
        var level = 8 + 10 * grey;
        return Distance(color, level, level, level) < Distance(color, levels[r], levels[g], levels[b]) ? 232 + grey
            : 16 + 36 * r + 6 * g + b;
    }

    static int Step(byte value)
    {
        var best = 0;
        for (var i = 1; i < levels.Length; i++)
            if (Math.Abs(levels[i] - value) < Math.Abs(levels[best] - value)) best = i;
        return best;
    }

    static int Distance(Rgba color, int r, int g, int b) => Square(color.R - r) + Square(color.G - g) + Square(color.B - b);

    static int Square(int x) => x * x;
}
