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
    /// <summary>Reads a number or a percentage of 1.</summary>
    /// <returns>False where the text is none, or has a unit.</returns>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out double value)
    {
        var reader = new NumberReader(text);
        if (!reader.TryRead(out value)) return false;
        if (reader.AtEnd) return true;
        var rest = reader.Rest.Trim();
        if (rest is "%") value /= 100;
        return rest is "" or "%";
    }

    /// <summary>Reads a length in any absolute unit, em, ex or per cent, as user units.</summary>
    /// <returns>False where the text is no length.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, double percentOf, double fontSize, out double value)
    {
        var reader = new NumberReader(text);
        if (!reader.TryRead(out value)) return false;
        if (reader.AtEnd) return true;
        var factor = CssText.Keyword(reader.Rest) switch
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
            "q" => 96 / 101.6,
            _ => double.NaN,
        };
        value *= factor;
        return double.IsFinite(value);
    }
}

/// <summary>Reads an element's lengths: from its style where that says them, else from its attributes.</summary>
/// <param name="viewport">What percentages are of.</param>
readonly ref struct Lengths(XmlTree xml, int element, Viewport viewport, double fontSize,
    List<(AttributeName Name, string Value)>? declared = null)
{
    public double this[AttributeName name, Axis axis, double otherwise] =>
        TextOf(name) is { IsEmpty: false } text && Length.TryRead(text, viewport.Side(axis), fontSize, out var value) ? value : otherwise;

    public ReadOnlySpan<char> TextOf(AttributeName name)
    {
        if (declared is not null)
            for (var i = declared.Count - 1; i >= 0; i--)
                if (declared[i].Name == name)
                    return declared[i].Value;
        return xml.Find(element, name);
    }
}
