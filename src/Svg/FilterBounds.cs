using System.Runtime.CompilerServices;
using EmojiGen.Svg.Reading;

namespace EmojiGen.Svg;

/// <summary>How far a filter's result reaches: its primitives carried out on boxes instead of pixels.</summary>
/// <remarks>Filter Effects Module Level 1. A primitive that is not understood fills the filter region, and so is never measured too
/// small.</remarks>
sealed class FilterBounds
{
    /// <summary>Where a Gaussian blur of a straight edge falls under half of 1/255: erfc(3 / sqrt 2) / 2 = 0.0013.</summary>
    const double BlurReach = 3;

    readonly Filter filter;
    readonly Box source, region;
    readonly Dictionary<string, Box> results = new(StringComparer.Ordinal);
    Box previous;

    FilterBounds(Filter filter, Box source, Box region) =>
        (this.filter, this.source, this.region, previous) = (filter, source, region, source);

    /// <param name="node">Has a filter.</param>
    /// <param name="content">What the node paints without it, mapped.</param>
    /// <param name="map">From the node's own space to that of the result.</param>
    public static Box Measure(Node node, Box content, Matrix map)
    {
        var filter = node.Filter!;
        var source = map.IsIdentity ? content
            : ownContents.GetValue(node, static node => new Own(SvgMeasure.Content(node, Matrix.Identity))).Box;
        var region = RegionOf(filter, node, source);
        var result = filter["primitiveUnits"] is "objectBoundingBox" ? region : new FilterBounds(filter, source, region).Result();
        // A filter that only shades what is there leaves the exact measure in place.
        return result == source ? content : map.Apply(result);
    }

    /// <summary>What filtered nodes paint in their own space. Without it each of nested filters would measure all below it twice: 40 of
    /// them, forever.</summary>
    static readonly ConditionalWeakTable<Node, Own> ownContents = [];

    sealed record Own(Box Box);

    static Box RegionOf(Filter filter, Node node, Box source)
    {
        var fractions = filter["filterUnits"] is not "userSpaceOnUse";
        // In user units the unsaid sides are percentages of the viewport, which a node does not know: they then cover whatever is painted.
        var box = fractions
            ? Box.At(Side("x", -0.1), Side("y", -0.1), Side("width", 1.2), Side("height", 1.2))
            : Box.At(Side("x", source.Left), Side("y", source.Top), Side("width", source.Width), Side("height", source.Height));
        return fractions ? SvgMeasure.UnitsOf(node).Apply(box) : box;

        double Side(string name, double otherwise) =>
            Length.TryRead(filter[name], fractions ? 1 : double.NaN, 16, out var value) ? value : otherwise;
    }

    Box Result()
    {
        foreach (var primitive in filter.Primitives)
        {
            previous = Measured(primitive).Intersect(region);
            if (previous.IsEmpty) previous = Box.Empty;
            if (primitive["result"] is { IsEmpty: false } name) results[name.ToString()] = previous;
        }
        return previous;
    }

    Box Measured(FilterPrimitive element)
    {
        switch (element.Name)
        {
            case "feFlood": return Number(element, "flood-opacity", 1) > 0 ? region : Box.Empty;
            case "feBlend": return Input(element, "in").Union(Input(element, "in2"));
            case "feColorMatrix": return ColorMatrix(element);
            case "feComposite": return Composite(element);
            case "feGaussianBlur": return Blurred(element, Input(element, "in"));
            case "feOffset": return Shifted(element, Input(element, "in"));
            case "feDropShadow": return Input(element, "in").Union(Shifted(element, Blurred(element, Input(element, "in"))));
            case "feMerge":
                var merged = Box.Empty;
                foreach (var node in element.Children)
                    if (node.Name == "feMergeNode")
                        merged = merged.Union(Input(node, "in"));
                return merged;
            case "feMorphology":
                return element["operator"] is "dilate" ? Grown(Input(element, "in"), Pair(element, "radius", 0), 1) : Input(element, "in");
            default: return region;
        }
    }

    Box ColorMatrix(FilterPrimitive element)
    {
        var input = Input(element, "in");
        if (element["type"] is not ("" or "matrix")) return input;
        Span<double> alpha = stackalloc double[20];
        var reader = new NumberReader(element["values"]);
        foreach (ref var value in alpha)
            if (!reader.TryRead(out value))
                return input;
        if (alpha[19] > 0) return region;
        return alpha[15..19].IndexOfAnyInRange(double.Epsilon, double.MaxValue) < 0 ? Box.Empty : input;
    }

    Box Composite(FilterPrimitive element)
    {
        var top = Input(element, "in");
        var bottom = Input(element, "in2");
        switch (element["operator"])
        {
            case "in": return top.Intersect(bottom);
            case "out": return top;
            case "atop": return bottom;
            case "arithmetic":
                if (Number(element, "k4", 0) > 0) return region;
                // Where a factor is negative its input only takes away.
                var box = Number(element, "k1", 0) > 0 && top.Intersect(bottom) is { IsEmpty: false } both ? both : Box.Empty;
                if (Number(element, "k2", 0) > 0) box = box.Union(top);
                return Number(element, "k3", 0) > 0 ? box.Union(bottom) : box;
            default: return top.Union(bottom);
        }
    }

    Box Blurred(FilterPrimitive element, Box input) => Grown(input, Pair(element, "stdDeviation", 0), BlurReach);

    Box Shifted(FilterPrimitive element, Box input)
    {
        var otherwise = element.Name == "feDropShadow" ? 2 : 0;
        var (x, y) = (Number(element, "dx", otherwise), Number(element, "dy", otherwise));
        return input.IsEmpty ? input : new Box(input.Left + x, input.Top + y, input.Right + x, input.Bottom + y);
    }

    static Box Grown(Box box, Point by, double factor) =>
        box.IsEmpty ? box : new Box(box.Left - by.X * factor, box.Top - by.Y * factor, box.Right + by.X * factor,
            box.Bottom + by.Y * factor);

    Box Input(FilterPrimitive element, string attribute)
    {
        var name = element[attribute];
        return name switch
        {
            "" => previous,
            "SourceGraphic" or "SourceAlpha" => source,
            "FillPaint" or "StrokePaint" => region,
            "BackgroundImage" or "BackgroundAlpha" => Box.Empty,
            _ => results.TryGetValue(name.ToString(), out var box) ? box : previous,
        };
    }

    double Number(FilterPrimitive element, string attribute, double otherwise) =>
        new NumberReader(element[attribute]).TryRead(out var value) ? value : otherwise;

    Point Pair(FilterPrimitive element, string attribute, double otherwise)
    {
        var reader = new NumberReader(element[attribute]);
        if (!reader.TryRead(out var x)) return new Point(otherwise, otherwise);
        return new Point(Math.Max(0, x), reader.TryRead(out var y) ? Math.Max(0, y) : Math.Max(0, x));
    }
}
