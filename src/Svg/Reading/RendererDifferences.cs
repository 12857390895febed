using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>Names what renderers make different things of, ours among them: where they do not agree, what was read may be right and look
/// wrong all the same.</summary>
sealed class RendererDifferences(List<string> warnings, double side)
{
    /// <summary>librsvg looks no further than so many pixels.</summary>
    const double FurthestMorphology = 10;

    const double UsualSize = 512;

    readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);

    public static void Name(SvgDocument document, List<string> warnings)
    {
        var side = Math.Max(document.ViewBox.Width, document.ViewBox.Height);
        new RendererDifferences(warnings, side).Visit(document.Children, Matrix.Identity);
    }

    void Visit(ImmutableArray<Node> nodes, Matrix outer)
    {
        foreach (var node in nodes) Visit(node, outer);
    }

    void Visit(Node node, Matrix outer)
    {
        var map = outer * node.Transform;
        var isTurned = Math.Abs(map.B) + Math.Abs(map.C) > 1e-6 * (Math.Abs(map.A) + Math.Abs(map.D));
        if (node.Filter is { } filter)
        {
            if (isTurned) warnings.Add("A <filter> that is turned or skewed is drawn differently by renderers.");
            Visit(filter, Math.Sqrt(Math.Abs(map.Determinant)) * UsualSize / side);
        }
        if (node.Mask is { } mask)
        {
            if (isTurned && mask.Region != Box.At(-0.1, -0.1, 1.2, 1.2))
                warnings.Add("A <mask> with a region of its own that is turned or skewed is drawn differently by renderers.");
            if (seen.Add(mask)) Visit(mask.Children, map);
        }
        switch (node)
        {
            case Group group: Visit(group.Children, map); break;
            case Shape shape:
                Visit(shape.Fill?.Paint, map);
                Visit(shape.Stroke?.Paint, map);
                break;
            case Picture picture when PictureSize.MediaType(picture.Png.Span) is "image/gif" or "image/webp":
                warnings.Add("A picture inside is GIF or WebP, which not every renderer draws: make it PNG or JPEG.");
                break;
        }
    }

    void Visit(Paint? paint, Matrix map)
    {
        if (paint is Pattern pattern && seen.Add(pattern)) Visit(pattern.Children, map * pattern.Transform);
    }

    /// <param name="scale">Pixels to a user unit, at the usual size.</param>
    void Visit(Filter filter, double scale)
    {
        if (!seen.Add(filter)) return;
        if (IsEmpty(filter.Attributes)) Add("filter", "with a region without size");
        var inFractions = filter["primitiveUnits"] is "objectBoundingBox";
        var hasRegion = false;
        foreach (var primitive in filter.Primitives)
        {
            var regionHere = !primitive["x"].IsEmpty || !primitive["y"].IsEmpty || !primitive["width"].IsEmpty
                || !primitive["height"].IsEmpty;
            if (IsEmpty(primitive.Attributes)) Add(primitive.Name, "with a region without size");
            else if (regionHere && inFractions) Add(primitive.Name, "with a region in fractions");
            else if (hasRegion && !regionHere) Add(primitive.Name, "that follows a primitive with a region of its own");
            hasRegion |= regionHere;
            Visit(primitive, scale, inFractions);
        }
    }

    void Visit(FilterPrimitive primitive, double scale, bool inFractions)
    {
        switch (primitive.Name)
        {
            case "feDiffuseLighting" or "feSpecularLighting":
                Add(primitive.Name, "");
                break;
            case "feMorphology":
                var reader = new NumberReader(primitive["radius"]);
                var isPlain = reader.TryRead(out var x) && x > 0;
                if (isPlain && reader.TryRead(out var y)) x = Math.Max(x, y);
                if (!isPlain || x * scale > FurthestMorphology || inFractions) Add(primitive.Name, "of no radius or a large one");
                break;
            case "feGaussianBlur":
                if (new NumberReader(primitive["stdDeviation"]).TryRead(out var deviation) && deviation * scale > UsualSize)
                    Add(primitive.Name, "wider than the picture");
                break;
            case "feColorMatrix" when primitive["type"] is "saturate":
                if (new NumberReader(primitive["values"]).TryRead(out var amount) && amount is < 0 or > 1)
                    Add(primitive.Name, "that saturates beyond 0 to 1");
                break;
        }
    }

    static bool IsEmpty(ImmutableArray<FilterAttribute> attributes) =>
        (Length.TryRead(Filter.Find(attributes, "width"), 1, 16, out var width) && width <= 0)
        || (Length.TryRead(Filter.Find(attributes, "height"), 1, 16, out var height) && height <= 0);

    void Add(string element, string what) =>
        warnings.Add($"A <{element}>{(what.Length > 0 ? " " : "")}{what} is drawn differently by renderers.");
}
