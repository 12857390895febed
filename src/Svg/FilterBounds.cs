using EmojiGen.Svg.Reading;

namespace EmojiGen.Svg;

/// <summary>How far a filter's result reaches: its primitives carried out on boxes instead of pixels.</summary>
/// <remarks>Filter Effects Module Level 1. A primitive that is not understood fills the filter region, and so is never measured too small.</remarks>
sealed class FilterBounds
{
    /// <summary>Where a Gaussian blur of a straight edge falls under half of 1/255: erfc(3 / sqrt 2) / 2 = 0.0013.</summary>
    const double BlurReach = 3;

    readonly XmlTree xml;
    readonly Box source, region;
    readonly Dictionary<string, Box> results = new(StringComparer.Ordinal);
    Box previous;

    FilterBounds(XmlTree xml, Box source, Box region) => (this.xml, this.source, this.region, previous) = (xml, source, region, source);

    /// <param name="node">Has a filter.</param>
    /// <param name="content">What the node paints without it, mapped.</param>
    /// <param name="map">From the node's own space to that of the result.</param>
    public static Box Measure(Node node, Box content, Matrix map)
    {
        using var xml = XmlTree.Read($"<filter {node.Filter!.Attributes}>{node.Filter.Content}</filter>", isDocument: true);
        var source = map.IsIdentity ? content : SvgMeasure.Content(node, Matrix.Identity);
        var region = RegionOf(xml, node, source);
        var result = xml.Find(0, AttributeName.PrimitiveUnits) is "objectBoundingBox" ? region : new FilterBounds(xml, source, region).Result();
        // A filter that only shades what is there leaves the exact measure in place.
        return result == source ? content : map.Apply(result);
    }

    static Box RegionOf(XmlTree xml, Node node, Box source)
    {
        var fractions = xml.Find(0, AttributeName.FilterUnits) is not "userSpaceOnUse";
        // In user units the unsaid sides are percentages of the viewport, which a node does not know: they then cover whatever is painted.
        var box = fractions
            ? Box.At(Side(AttributeName.X, -0.1), Side(AttributeName.Y, -0.1), Side(AttributeName.Width, 1.2), Side(AttributeName.Height, 1.2))
            : Box.At(Side(AttributeName.X, source.Left), Side(AttributeName.Y, source.Top), Side(AttributeName.Width, source.Width), Side(AttributeName.Height, source.Height));
        return fractions ? SvgMeasure.UnitsOf(node).Apply(box) : box;

        double Side(AttributeName name, double otherwise) =>
            Length.TryRead(xml.Find(0, name), fractions ? 1 : double.NaN, 16, out var value) ? value : otherwise;
    }

    Box Result()
    {
        for (var i = 1; i < xml.Count; i = xml[i].End)
        {
            previous = Primitive(i).Intersect(region);
            if (previous.IsEmpty) previous = Box.Empty;
            if (Text(i, "result") is { IsEmpty: false } name) results[name.ToString()] = previous;
        }
        return previous;
    }

    Box Primitive(int element)
    {
        switch (xml[element].Name)
        {
            case ElementName.FeFlood: return Number(element, "flood-opacity", 1) > 0 ? region : Box.Empty;
            case ElementName.FeBlend: return Input(element, "in").Union(Input(element, "in2"));
            case ElementName.FeColorMatrix: return ColorMatrix(element);
            case ElementName.FeComposite: return Composite(element);
            case ElementName.FeGaussianBlur: return Blurred(element, Input(element, "in"));
            case ElementName.FeOffset: return Shifted(element, Input(element, "in"));
            case ElementName.FeDropShadow: return Input(element, "in").Union(Shifted(element, Blurred(element, Input(element, "in"))));
            case ElementName.FeMerge:
                var merged = Box.Empty;
                for (var i = element + 1; i < xml[element].End; i = xml[i].End)
                    if (xml[i].Name == ElementName.FeMergeNode)
                        merged = merged.Union(Input(i, "in"));
                return merged;
            case ElementName.FeMorphology:
                return Text(element, "operator") is "dilate" ? Grown(Input(element, "in"), Pair(element, "radius", 0), 1) : Input(element, "in");
            default: return region;
        }
    }

    Box ColorMatrix(int element)
    {
        var input = Input(element, "in");
        if (Text(element, "type") is not ("" or "matrix")) return input;
        Span<double> alpha = stackalloc double[20];
        var reader = new NumberReader(Text(element, "values"));
        foreach (ref var value in alpha)
            if (!reader.TryRead(out value))
                return input;
        if (alpha[19] > 0) return region;
        return alpha[15..19].IndexOfAnyInRange(double.Epsilon, double.MaxValue) < 0 ? Box.Empty : input;
    }

    Box Composite(int element)
    {
        var top = Input(element, "in");
        var bottom = Input(element, "in2");
        switch (Text(element, "operator"))
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

    Box Blurred(int element, Box input) => Grown(input, Pair(element, "stdDeviation", 0), BlurReach);

    Box Shifted(int element, Box input)
    {
        var otherwise = xml[element].Name == ElementName.FeDropShadow ? 2 : 0;
        var (x, y) = (Number(element, "dx", otherwise), Number(element, "dy", otherwise));
        return input.IsEmpty ? input : new Box(input.Left + x, input.Top + y, input.Right + x, input.Bottom + y);
    }

    static Box Grown(Box box, Point by, double factor) =>
        box.IsEmpty ? box : new Box(box.Left - by.X * factor, box.Top - by.Y * factor, box.Right + by.X * factor, box.Bottom + by.Y * factor);

    Box Input(int element, string attribute)
    {
        var name = Text(element, attribute);
        return name switch
        {
            "" => previous,
            "SourceGraphic" or "SourceAlpha" => source,
            "FillPaint" or "StrokePaint" => region,
            "BackgroundImage" or "BackgroundAlpha" => Box.Empty,
            _ => results.TryGetValue(name.ToString(), out var box) ? box : previous,
        };
    }

    double Number(int element, string attribute, double otherwise) =>
        new NumberReader(Text(element, attribute)).TryRead(out var value) ? value : otherwise;

    Point Pair(int element, string attribute, double otherwise)
    {
        var reader = new NumberReader(Text(element, attribute));
        if (!reader.TryRead(out var x)) return new Point(otherwise, otherwise);
        return new Point(Math.Max(0, x), reader.TryRead(out var y) ? Math.Max(0, y) : Math.Max(0, x));
    }

    ReadOnlySpan<char> Text(int element, string attribute)
    {
        foreach (ref readonly var candidate in xml.AttributesOf(element))
            if (xml.NameOf(candidate).SequenceEqual(attribute))
                return xml.Value(candidate);
        return "";
    }
}
