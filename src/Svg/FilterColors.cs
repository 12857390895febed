using System.Globalization;
using System.Text;
using EmojiGen.Svg.Reading;

namespace EmojiGen.Svg;

/// <summary>The colours inside a filter: of floods and lights, and of colour matrices that give one colour whatever comes in, as inner shadows are tinted.</summary>
static class FilterColors
{
    public static Filter Map(Filter filter, Func<Color, Color> change)
    {
        using var xml = XmlTree.Read($"<filter {filter.Attributes}>{filter.Content}</filter>", isDocument: true);
        var text = xml.Source;
        var isLinear = IsLinear(xml, 0) ?? true;
        var result = new StringBuilder(text.Length);
        var copied = xml[0].ContentStart;
        for (var i = 1; i < xml.Count; i++)
        {
            foreach (ref readonly var attribute in xml.AttributesOf(i))
            {
                var name = xml.NameOf(attribute);
                var value = xml.Value(attribute);
                string? changed = null;
                if (name is "flood-color" or "lighting-color" && ColorReader.TryRead(value, out var color, out var alpha) && alpha == 1)
                    changed = Hex(change(color));
                else if (name is "values" && xml[i].Name == ElementName.FeColorMatrix)
                    changed = Matrix(value, IsLinear(xml, i) ?? isLinear, change);
                if (changed is null) continue;
                result.Append(text.AsSpan(copied, attribute.Start - copied)).Append(changed);
                copied = attribute.Start + attribute.Length;
            }
        }
        result.Append(text.AsSpan(copied, xml[0].ContentEnd - copied));
        return filter with { Content = result.ToString() };
    }

    /// <summary>Whether an element says that it computes in linear light; null where it says nothing.</summary>
    static bool? IsLinear(XmlTree xml, int element)
    {
        foreach (ref readonly var attribute in xml.AttributesOf(element))
            if (xml.NameOf(attribute) is "color-interpolation-filters")
                return xml.Value(attribute) is not "sRGB";
        return null;
    }

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

    static string Hex(Color color) => $"#{color.R:x2}{color.G:x2}{color.B:x2}";
}
