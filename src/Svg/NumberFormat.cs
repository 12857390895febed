using EmojiGen.Svg.Reading;

namespace EmojiGen.Svg;

/// <summary>Writes numbers as short as SVG allows: no leading zero, no trailing ones, no exponent.</summary>
static class NumberFormat
{
    /// <summary>Enough characters for any number that <see cref="Write"/> is given.</summary>
    public const int Longest = 40;

    static readonly double[] powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    /// <param name="decimals">0..12: digits kept behind the point.</param>
    /// <returns>The number of characters written.</returns>
    public static int Write(double value, int decimals, Span<byte> to)
    {
        if (!double.IsFinite(value)) throw new SvgException("Cannot write the SVG: a coordinate is not a finite number.");
        var length = 0;
        var magnitude = Math.Abs(value);
        while (decimals > 0 && magnitude * powers[decimals] > 9e17) decimals--;
        // What is read may be written, and what is written must be read again.
        if (magnitude > NumberReader.Largest) throw new SvgException($"Cannot write the SVG: the coordinate {value:0.##e0} is beyond any picture.");
        var scaled = (ulong)Math.Round(magnitude * powers[decimals]);
        if (scaled == 0)
        {
            to[0] = (byte)'0';
            return 1;
        }
        while (decimals > 0 && scaled % 10 == 0)
        {
            scaled /= 10;
            decimals--;
        }
        if (value < 0) to[length++] = (byte)'-';
        Span<byte> digits = stackalloc byte[24];
        var count = 0;
        while (scaled != 0)
        {
            digits[count++] = (byte)('0' + scaled % 10);
            scaled /= 10;
        }
        for (var i = count - 1; i >= decimals; i--) to[length++] = digits[i];
        if (decimals == 0) return length;
        to[length++] = (byte)'.';
        for (var i = decimals - 1; i >= 0; i--) to[length++] = i < count ? digits[i] : (byte)'0';
        return length;
    }

    /// <summary>The decimals that keep nine significant digits of a number, and never more than twelve.</summary>
    public static int DecimalsFor(double value)
    {
        var magnitude = Math.Abs(value);
        // Most numbers of a picture have three decimals at most, and then need no more to be exact.
        var thousandfold = magnitude * 1000;
        if (thousandfold < 1e9 && Math.Abs(thousandfold - Math.Round(thousandfold)) < 1e-9 * thousandfold) return 3;
        return DecimalsFor(magnitude, 9);
    }

    /// <summary>The decimals that keep so many significant digits of a number, and never more than twelve.</summary>
    public static int DecimalsFor(double magnitude, int significant)
    {
        if (magnitude < 1e-3) return 12;
        var decimals = significant + 2;
        for (var limit = 1e-2; magnitude >= limit && decimals > 0; limit *= 10) decimals--;
        return Math.Min(decimals, 12);
    }
}
