namespace EmojiGen.Svg.Reading;

/// <summary>Which side of the viewport a percentage is of.</summary>
enum Axis { X, Y, Diagonal }

/// <summary>The nearest viewport, which percentages refer to.</summary>
readonly record struct Viewport(double Width, double Height)
{
    public double Side(Axis axis) => axis switch
    {
        Axis.X => Width,
        Axis.Y => Height,
        _ => Math.Sqrt((Width * Width + Height * Height) / 2),
    };
}

static class Length
{
    /// <summary>Reads a length in any absolute unit, em, ex or per cent, as user units.</summary>
    /// <returns>False where the text is no length.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, double percentOf, double fontSize, out double value)
    {
        var reader = new NumberReader(text);
        if (!reader.TryRead(out value)) return false;
        if (reader.AtEnd) return true;
        var factor = reader.Rest.Trim() switch
        {
            "" or "px" => 1,
            "%" => percentOf / 100,
            "pt" => 96.0 / 72,
            "pc" => 16,
            "mm" => 96 / 25.4,
            "cm" => 96 / 2.54,
            "in" => 96,
            "em" => fontSize,
            "ex" => fontSize / 2,
            "rem" => 16,
            _ => double.NaN,
        };
        value *= factor;
        return double.IsFinite(value);
    }
}
