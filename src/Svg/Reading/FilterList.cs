using System.Collections.Immutable;
using System.Globalization;

namespace EmojiGen.Svg.Reading;

/// <summary>A part of a <c>filter</c> property: a filter element, or functions such as <c>blur(2px)</c> one after another.</summary>
/// <param name="Element">That a reference names, -1 for one that is not there.</param>
/// <param name="Functions">As the primitives that they are short for; empty for a reference.</param>
/// <param name="Reach">How far the functions spread what they are given.</param>
readonly record struct FilterStep(int Element, ImmutableArray<FilterPrimitive> Functions, double Reach)
{
    /// <summary>The functions as a filter whose region holds all that they paint: by themselves they have no region.</summary>
    /// <returns>Null where the node paints nothing.</returns>
    public Filter? FilterOn(Node node)
    {
        var bounds = SvgMeasure.Bounds(node);
        if (bounds.IsEmpty) return null;
        var region = bounds.Inflate(Reach + Math.Max(bounds.Width, bounds.Height) / 100);
        return new Filter(
            [new("filterUnits", "userSpaceOnUse"), new("x", Text(region.Left)), new("y", Text(region.Top)),
                new("width", Text(region.Width)), new("height", Text(region.Height)), new("color-interpolation-filters", "sRGB")], Functions);
    }

    internal static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}

/// <summary>Reads the list of a <c>filter</c> property.</summary>
/// <remarks>Filter Effects Module Level 1, section 5 and its appendix of shorthands.</remarks>
static class FilterList
{
    /// <summary>Each has a picture of its own while it is drawn.</summary>
    const int Longest = 32;

    const double ReachOfBlur = 3;

    /// <returns>Null for a list with an error in it, which then is none.</returns>
    /// <exception cref="SvgException">The list is longer than any picture needs.</exception>
    public static List<FilterStep>? Read(ReadOnlySpan<char> text, in OwnProperties own, StyleReader styles)
    {
        var steps = new List<FilterStep>();
        var functions = ImmutableArray.CreateBuilder<FilterPrimitive>();
        var (reach, count) = (0.0, 0);
        for (var rest = text.Trim(); !rest.IsEmpty; rest = rest.TrimStart())
        {
            if (++count > Longest) throw new SvgException($"Cannot read the SVG: an element has more than {Longest} filters.");
            var open = rest.IndexOf('(');
            if (open < 0) return null;
            var close = open + 1 + CssText.End(rest[(open + 1)..], ")");
            if (close >= rest.Length) return null;
            var name = CssText.Keyword(rest[..open]);
            if (name is "url")
            {
                Flush();
                steps.Add(new(styles.ReferenceIn(rest[..(close + 1)]), [], 0));
            }
            else if (FunctionOf(name, rest[(open + 1)..close].Trim(), own, ref reach) is { } function) functions.Add(function);
            else return null;
            rest = rest[(close + 1)..];
        }
        Flush();
        return steps.Count == 0 ? null : steps;

        void Flush()
        {
            if (functions.Count > 0) steps.Add(new(-1, functions.DrainToImmutable(), reach));
            reach = 0;
        }
    }

    static FilterPrimitive? FunctionOf(ReadOnlySpan<char> name, ReadOnlySpan<char> arguments, in OwnProperties own, ref double reach)
    {
        switch (name)
        {
            case "blur": return Blur(arguments, own.FontSize, ref reach);
            case "drop-shadow": return DropShadow(arguments, own, ref reach);
            case "hue-rotate":
                if (!TryAngle(arguments, out var degrees)) return null;
                return Primitive("feColorMatrix", ("type", "hueRotate"), ("values", Text(degrees)));
        }
        if (!TryAmount(arguments, out var amount)) return null;
        var part = Math.Min(1, amount);
        return name switch
        {
            "brightness" => Transfer(("type", "linear"), ("slope", Text(amount))),
            "contrast" => Transfer(("type", "linear"), ("slope", Text(amount)), ("intercept", Text(0.5 - 0.5 * amount))),
            "grayscale" => Matrix(1 - part, grey),
            "sepia" => Matrix(1 - part, sepia),
            "saturate" => Primitive("feColorMatrix", ("type", "saturate"), ("values", Text(amount))),
            "invert" => Transfer(("type", "table"), ("tableValues", $"{Text(part)} {Text(1 - part)}")),
            "opacity" => new("feComponentTransfer", [], [Primitive("feFuncA", ("type", "table"), ("tableValues", $"0 {Text(part)}"))]),
            _ => null,
        };
    }

    static FilterPrimitive? Blur(ReadOnlySpan<char> arguments, double fontSize, ref double reach)
    {
        var deviation = 0.0;
        if (!arguments.IsEmpty && (!TryLength(arguments, fontSize, out deviation) || deviation < 0)) return null;
        reach += ReachOfBlur * deviation;
        return Primitive("feGaussianBlur", ("stdDeviation", Text(deviation)));
    }

    static FilterPrimitive? DropShadow(ReadOnlySpan<char> arguments, in OwnProperties own, ref double reach)
    {
        Span<double> lengths = stackalloc double[3];
        var count = 0;
        var (color, alpha, hasColor) = (own.Color, 1.0, false);
        for (var rest = arguments; !rest.IsEmpty; rest = rest.TrimStart())
        {
            // A colour may be a function with spaces in it.
            var end = rest.IndexOfAny(" \t\r\n(");
            if (end >= 0 && rest[end] == '(') end = Math.Min(rest.Length, end + 1 + CssText.End(rest[(end + 1)..], ")") + 1);
            var word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];
            if (count < 3 && TryLength(word, own.FontSize, out var length)) lengths[count++] = length;
            else if (hasColor) return null;
            else if (CssText.Keyword(word) is "currentcolor" || ColorReader.TryRead(word, out color, out alpha)) hasColor = true;
            else return null;
        }
        if (count < 2 || lengths[2] < 0) return null;
        reach += Math.Max(Math.Abs(lengths[0]), Math.Abs(lengths[1])) + ReachOfBlur * lengths[2];
        return Primitive("feDropShadow", ("dx", Text(lengths[0])), ("dy", Text(lengths[1])), ("stdDeviation", Text(lengths[2])),
            ("flood-color", FilterColors.Hex(color)), ("flood-opacity", Text(alpha)));
    }

    /// <summary>A length is of a size of its own, so percentages are none.</summary>
    static bool TryLength(ReadOnlySpan<char> text, double fontSize, out double value)
    {
        value = 0;
        return !text.Contains('%') && Length.TryRead(text, 1, fontSize, out value);
    }

    /// <summary>A number or a percentage from 0 up, 1 where nothing stands.</summary>
    static bool TryAmount(ReadOnlySpan<char> text, out double amount)
    {
        amount = 1;
        return text.IsEmpty || (new NumberReader(text).TryRead(out amount) && Length.TryRead(text, 1, 1, out amount) && amount >= 0);
    }

    static bool TryAngle(ReadOnlySpan<char> text, out double degrees)
    {
        degrees = 0;
        if (text.IsEmpty) return true;
        var reader = new NumberReader(text);
        if (!reader.TryRead(out degrees)) return false;
        // Of angles zero alone may do without a unit.
        if (reader.AtEnd) return degrees == 0;
        var factor = CssText.Keyword(reader.Rest) switch
        {
            "deg" => 1,
            "grad" => 0.9,
            "rad" => 180 / Math.PI,
            "turn" => 360,
            _ => double.NaN,
        };
        degrees *= factor;
        return double.IsFinite(degrees);
    }

    // Each is what a full effect gives; less of it is mixed with the colours as they are.
    static readonly double[] grey = [0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722];
    static readonly double[] sepia = [0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131];

    /// <param name="kept">0..1: how much of the colours stays as it is.</param>
    static FilterPrimitive Matrix(double kept, double[] full)
    {
        var values = new string[20];
        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 5; column++)
            {
                double same = row == column ? 1 : 0;
                var changed = row < 3 && column < 3 ? full[3 * row + column] : same;
                values[5 * row + column] = Text(kept * same + (1 - kept) * changed);
            }
        }
        return Primitive("feColorMatrix", ("type", "matrix"), ("values", string.Join(' ', values)));
    }

    /// <summary>The same change of red, green and blue.</summary>
    static FilterPrimitive Transfer(params ReadOnlySpan<(string Name, string Value)> attributes) => new("feComponentTransfer", [],
        [Primitive("feFuncR", attributes), Primitive("feFuncG", attributes), Primitive("feFuncB", attributes)]);

    static FilterPrimitive Primitive(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var builder = ImmutableArray.CreateBuilder<FilterAttribute>(attributes.Length);
        foreach (var (attribute, value) in attributes) builder.Add(new(attribute, value));
        return new(name, builder.MoveToImmutable(), []);
    }

    static string Text(double value) => FilterStep.Text(value);
}
