using System.Globalization;
using EmojiGen.Svg.Reading;

namespace EmojiGen.Svg;

/// <summary>The colours inside a filter: of floods and lights, and of colour matrices that give one colour whatever comes in, as inner
/// shadows are tinted.</summary>
static class FilterColors
{
    public static Filter Map(Filter filter, Func<Color, Color> change)
    {
        var isLinear = IsLinear(filter["color-interpolation-filters"]) ?? true;
        return filter with { Primitives = [.. filter.Primitives.Select(it => Map(it, isLinear, change))] };
    }

    static FilterPrimitive Map(FilterPrimitive primitive, bool isLinear, Func<Color, Color> change)
    {
        isLinear = IsLinear(primitive["color-interpolation-filters"]) ?? isLinear;
        return primitive with
        {
            Attributes = [.. primitive.Attributes.Select(it => it with { Value = Map(it, primitive.Name, isLinear, change) ?? it.Value })],
            Children = [.. primitive.Children.Select(it => Map(it, isLinear, change))],
        };
    }

    /// <returns>Null where the value says no colour of its own.</returns>
    static string? Map(FilterAttribute attribute, string primitive, bool isLinear, Func<Color, Color> change) => attribute.Name switch
    {
        "flood-color" or "lighting-color" when ColorReader.TryRead(attribute.Value, out var color, out var alpha) && alpha == 1 =>
        Hex(change(color)),
        "values" when primitive is "feColorMatrix" => Matrix(attribute.Value, isLinear, change),
        _ => null,
    };

    /// <summary>Whether colours are computed in linear light; null where nothing is said.</summary>
    static bool? IsLinear(ReadOnlySpan<char> interpolation) => interpolation.IsEmpty ? null : interpolation is not "sRGB";

    /// <returns>The matrix with its constant colour changed; null where its colour depends on what comes in.</returns>
    static string? Matrix(ReadOnlySpan<char> values, bool isLinear, Func<Color, Color> change)
    {
        Span<double> matrix = stackalloc double[20];
        var reader = new NumberReader(values);
        foreach (ref var value in matrix)
            if (!reader.TryRead(out value))
                return null;
        for (var i = 0; i < 15; i++)
            if (i % 5 != 4 && matrix[i] != 0)
                return null;
        var changed = change(new Color(Channel(matrix[4], isLinear), Channel(matrix[9], isLinear), Channel(matrix[14], isLinear)));
        return string.Create(CultureInfo.InvariantCulture,
            $"0 0 0 0 {Value(changed.R, isLinear):0.####} 0 0 0 0 {Value(changed.G, isLinear):0.####} 0 0 0 0 {Value(changed.B, isLinear):0.####} {matrix[15]} {matrix[16]} {matrix[17]} {matrix[18]} {matrix[19]}");
    }

    // IEC 61966-2-1, section 5.2.
    static byte Channel(double value, bool isLinear)
    {
        value = Math.Clamp(value, 0, 1);
        if (isLinear) value = value <= 0.0031308 ? 12.92 * value : 1.055 * Math.Pow(value, 1 / 2.4) - 0.055;
        return (byte)Math.Round(255 * value);
    }

    static double Value(byte channel, bool isLinear)
    {
        var value = channel / 255.0;
        if (!isLinear) return value;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    internal static string Hex(Color color) => $"#{color.R:x2}{color.G:x2}{color.B:x2}";
}
