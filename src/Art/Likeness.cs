using System.Globalization;
using System.Text;
using EmojiGen.Imaging;

namespace EmojiGen.Art;

/// <summary>Whether what was read of a drawing looks as its file does. What the reader does not know of it cannot name; the renderer, which
/// reads the file by itself, sees it.</summary>
public static class Likeness
{
    /// <summary>How much a channel of a pixel may differ, of 255: more than edges that were rounded by a digit.</summary>
    const int Tolerance = 40;

    /// <summary>How many pixels of a thousand may be beyond that: in 64 x 64 pixels a dot of 4 x 3.</summary>
    const double Allowed = 3;

    /// <param name="drawn">What was made of the file.</param>
    /// <param name="file">The text of the file, of which nothing is known to be left out.</param>
    /// <returns>One sentence; null where both look alike, or where the renderer refuses the file.</returns>
    public static string? Difference(Raster drawn, string file)
    {
        Raster original;
        try
        {
            original = SvgRenderer.Render(Encoding.UTF8.GetBytes(WithoutDeclaration(file)), drawn.Width, drawn.Height);
        }
        catch (RenderException)
        {
            return null;
        }
        var others = 0;
        for (var y = 0; y < drawn.Height; y++)
            for (var x = 0; x < drawn.Width; x++)
                if (Differs(drawn[x, y], original[x, y]))
                    others++;
        var share = others * 1000.0 / (drawn.Width * drawn.Height);
        if (share <= Allowed) return null;
        return string.Create(CultureInfo.InvariantCulture,
            $"It is drawn otherwise than its file: {Math.Max(1, share / 10):0} % of the picture differs.");
    }

    /// <summary>A text has no encoding any more.</summary>
    static string WithoutDeclaration(string file)
    {
        var end = file.StartsWith("<?xml", StringComparison.Ordinal) ? file.IndexOf("?>", StringComparison.Ordinal) : -1;
        return end < 0 ? file : file[(end + 2)..];
    }

    /// <summary>Compared as they look on black, so that the colour of what is transparent does not count.</summary>
    static bool Differs(Rgba a, Rgba b) =>
        Math.Abs(a.A - b.A) > Tolerance || Apart(a.R, a.A, b.R, b.A) || Apart(a.G, a.A, b.G, b.A) || Apart(a.B, a.A, b.B, b.A);

    static bool Apart(byte a, byte alphaOfA, byte b, byte alphaOfB) => Math.Abs(a * alphaOfA - b * alphaOfB) > Tolerance * 255;
}
