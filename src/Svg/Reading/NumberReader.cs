using System.Globalization;

namespace EmojiGen.Svg.Reading;

/// <summary>Reads numbers as SVG writes them in lists: separated by white space, commas, signs or second decimal points, or by
/// nothing.</summary>
ref struct NumberReader(ReadOnlySpan<char> text)
{
    static readonly double[] powersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Beyond this no coordinate of a picture lies; it keeps sums, products and squares of numbers finite.</summary>
    public const double Largest = 1e15;

    readonly ReadOnlySpan<char> text = text;

    public int Position { get; set; }

    public readonly bool AtEnd => Position >= text.Length;

    public readonly char Current => text[Position];

    public readonly ReadOnlySpan<char> Rest => text[Position..];

    public void SkipSpace()
    {
        while (Position < text.Length && text[Position] is ' ' or '\n' or '\t' or '\r' or '\f') Position++;
    }

    public void SkipSeparator()
    {
        SkipSpace();
        if (Position < text.Length && text[Position] == ',')
        {
            Position++;
            SkipSpace();
        }
    }

    /// <summary>Reads one number after any separator.</summary>
    /// <returns>False, with the position unchanged, where no number stands.</returns>
    /// <exception cref="SvgException">The number is larger than any picture needs.</exception>
    public bool TryRead(out double value)
    {
        var start = Position;
        SkipSeparator();
        var at = Position;
        var numberStart = at;
        var negative = false;
        if (at < text.Length && text[at] is '+' or '-') negative = text[at++] == '-';
        ulong mantissa = 0;
        int digits = 0, fraction = 0, significant = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            if (significant < 18) mantissa = mantissa * 10 + (uint)(text[at] - '0');
            if (mantissa != 0) significant++;
            digits++;
            at++;
        }
        if (at < text.Length && text[at] == '.')
        {
            at++;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                if (significant < 18)
                {
                    mantissa = mantissa * 10 + (uint)(text[at] - '0');
                    fraction++;
                }
                if (mantissa != 0) significant++;
                digits++;
                at++;
            }
        }
        if (digits == 0)
        {
            Position = start;
            value = 0;
            return false;
        }
        var exponent = 0;
        if (at + 1 < text.Length && text[at] is 'e' or 'E' && IsExponent(at + 1))
        {
            var exponentAt = at + 1;
            var exponentNegative = text[exponentAt] == '-';
            if (text[exponentAt] is '+' or '-') exponentAt++;
            while (exponentAt < text.Length && char.IsAsciiDigit(text[exponentAt]))
                exponent = Math.Min(10_000, exponent * 10 + (text[exponentAt++] - '0'));
            if (exponentNegative) exponent = -exponent;
            at = exponentAt;
        }
        exponent -= fraction;
        // Both the digits and the power are exact doubles here, so one operation rounds correctly.
        if (significant <= 15 && exponent is >= -22 and <= 22)
            value = exponent < 0 ? mantissa / powersOfTen[-exponent] : mantissa * powersOfTen[exponent];
        else
            value = Math.Abs(double.Parse(text[numberStart..at], NumberStyles.Float, CultureInfo.InvariantCulture));
        if (value > Largest)
            throw new SvgException(
            $"Cannot read the SVG: the number {Shown(text[numberStart..at])} is beyond {Largest:0e0}, which no picture needs.");
        if (negative) value = -value;
        Position = at;
        return true;
    }

    /// <summary>Reads the flag of an arc, a single 0 or 1 that the next number may follow directly.</summary>
    public bool TryReadFlag(out bool value)
    {
        SkipSeparator();
        value = Position < text.Length && text[Position] == '1';
        if (!value && (Position >= text.Length || text[Position] != '0')) return false;
        Position++;
        return true;
    }

    readonly bool IsExponent(int at)
    {
        if (text[at] is '+' or '-') at++;
        return at < text.Length && char.IsAsciiDigit(text[at]);
    }

    static string Shown(ReadOnlySpan<char> number) => number.Length > 24 ? $"{number[..24]}..." : number.ToString();
}
