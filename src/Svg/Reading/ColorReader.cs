namespace EmojiGen.Svg.Reading;

/// <summary>Colours as CSS writes them: #rgb, #rgba, #rrggbb, #rrggbbaa, rgb(), rgba(), hsl(), hsla() and the 148 names.</summary>
static class ColorReader
{
    /// <param name="alpha">0..1, 1 where the text says nothing of it.</param>
    /// <returns>False where the text is no colour.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, out Color color, out double alpha)
    {
        text = text.Trim();
        alpha = 1;
        color = default;
        if (text.IsEmpty) return false;
        if (text[0] == '#') return TryReadHex(text[1..], out color, out alpha);
        var open = text.IndexOf('(');
        if (open > 0) return text[^1] == ')' && TryReadFunction(text[..open], text[(open + 1)..^1], out color, out alpha);
        if (text.Equals("transparent", StringComparison.OrdinalIgnoreCase))
        {
            alpha = 0;
            return true;
        }
        return ColorNames.TryFind(text, out color);
    }

    static bool TryReadHex(ReadOnlySpan<char> digits, out Color color, out double alpha)
    {
        color = default;
        alpha = 1;
        uint value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit)) return false;
            value = value << 4 | (uint)HexValue(digit);
        }
        switch (digits.Length)
        {
            case 3:
                color = new Color(Twice(value >> 8), Twice(value >> 4), Twice(value));
                return true;
            case 4:
                color = new Color(Twice(value >> 12), Twice(value >> 8), Twice(value >> 4));
                alpha = Twice(value) / 255.0;
                return true;
            case 6:
                color = new Color((byte)(value >> 16), (byte)(value >> 8), (byte)value);
                return true;
            case 8:
                color = new Color((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8));
                alpha = (byte)value / 255.0;
                return true;
            default:
                return false;
        }
    }

    static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    static byte Twice(uint nibble) => (byte)((nibble & 15) * 17);

    static bool TryReadFunction(ReadOnlySpan<char> name, ReadOnlySpan<char> arguments, out Color color, out double alpha)
    {
        color = default;
        alpha = 1;
        Span<double> values = stackalloc double[4];
        Span<bool> percent = stackalloc bool[4];
        var count = 0;
        var reader = new NumberReader(arguments);
        while (count < 4 && reader.TryRead(out values[count]))
        {
            if (!reader.AtEnd && reader.Current == '%')
            {
                percent[count] = true;
                reader.Position++;
            }
            else if (count == 0 && reader.Rest.StartsWith("deg")) reader.Position += 3;
            count++;
            reader.SkipSpace();
            if (!reader.AtEnd && reader.Current == '/') reader.Position++;
        }
        reader.SkipSpace();
        if (count < 3 || !reader.AtEnd) return false;
        var isRgb = name.StartsWith("rgb", StringComparison.OrdinalIgnoreCase);
        if (isRgb && (percent[0] != percent[1] || percent[1] != percent[2])) return false;
        if (count == 4) alpha = Math.Clamp(percent[3] ? values[3] / 100 : values[3], 0, 1);
        if (name.Equals("rgb", StringComparison.OrdinalIgnoreCase) || name.Equals("rgba", StringComparison.OrdinalIgnoreCase))
        {
            color = new Color(Channel(values[0], percent[0]), Channel(values[1], percent[1]), Channel(values[2], percent[2]));
            return true;
        }
        if (name.Equals("hsl", StringComparison.OrdinalIgnoreCase) || name.Equals("hsla", StringComparison.OrdinalIgnoreCase))
        {
            color = FromHsl(values[0], Math.Clamp(values[1] / 100, 0, 1), Math.Clamp(values[2] / 100, 0, 1));
            return true;
        }
        return false;
    }

    static byte Channel(double value, bool isPercent) => (byte)Math.Clamp(Math.Round(isPercent ? value * 255 / 100 : value), 0, 255);

    /// <remarks>CSS Color Module Level 4, section 7.1.</remarks>
    static Color FromHsl(double hue, double saturation, double lightness)
    {
        hue = (hue % 360 + 360) % 360;
        var spread = saturation * Math.Min(lightness, 1 - lightness);
        return new Color(At(0), At(8), At(4));

        byte At(double n)
        {
            var k = (n + hue / 30) % 12;
            return (byte)Math.Round(255 * (lightness - spread * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1))));
        }
    }
}
