using System.Collections.Immutable;

namespace EmojiGen.Svg;

/// <summary>How much work it is to draw a document, told from its tree: 5,000 blurs are a small file, and minutes of drawing.</summary>
/// <remarks>The unit is the picture passed over once. The figures are what librsvg takes at 512 pixels, in milliseconds and roundly.</remarks>
static class DrawingWork
{
    /// <summary>A few seconds at 512 pixels. The five sets' largest icon has 110.</summary>
    const double Most = 5000;

    /// <summary>A picture of its own for a group: made, and laid on what is under it.</summary>
    const double Layer = 1;

    const double PerShape = 0.05;

    /// <summary>For each character of a path; its dashes and curves follow from it.</summary>
    const double PerCharacter = 0.0002;

    /// <param name="unseen">What is no part of the document, but of its text.</param>
    /// <exception cref="SvgException">It is more than any icon needs.</exception>
    public static void Check(SvgDocument document, IReadOnlyList<Node> unseen)
    {
        var counted = new Counter(Math.Max(document.ViewBox.Width, document.ViewBox.Height));
        if (counted.Of(document.Children, Matrix.Identity) + counted.Of([.. unseen], Matrix.Identity) > Most)
            throw new SvgException(
                "Cannot read the SVG: drawing it would take too long, since it has too many filters, layers and patterns, or too large ones.");
    }

    /// <param name="side">The longer side of what is shown, in user units.</param>
    sealed class Counter(double side)
    {
        readonly Dictionary<object, double> known = new(ReferenceEqualityComparer.Instance);

        public double Of(ImmutableArray<Node> nodes, Matrix outer)
        {
            var work = 0.0;
            foreach (var node in nodes)
            {
                work += Of(node, outer);
                if (work > Most) break;
            }
            return work;
        }

        double Of(Node node, Matrix outer)
        {
            var map = outer * node.Transform;
            var work = node switch
            {
                Group group => Of(group.Children, map),
                Shape shape => PerShape + PerCharacter * shape.Path.Data.Length + Of(shape.Fill?.Paint, map) + Of(shape.Stroke?.Paint, map)
                    + Dashes(shape),
                _ => Layer,
            };
            if (node is Group && (node.Opacity < 1 || node.Clip is not null || node.Blend != BlendMode.Normal || node.IsIsolated)) work += Layer;
            for (var clip = node.Clip; clip is not null; clip = clip.Clip) work += Of(clip, clip.Children, map);
            if (node.Mask is { } mask) work += 2 * Layer + Of(mask, mask.Children, map);
            if (node.Filter is { } filter) work += 2 * Layer + Of(filter, map);
            return work;
        }

        /// <summary>What is defined once is drawn wherever it is used, and counted once.</summary>
        double Of(object definition, ImmutableArray<Node> nodes, Matrix map)
        {
            if (!known.TryGetValue(definition, out var work)) known[definition] = work = Of(nodes, map);
            return work;
        }

        double Of(Paint? paint, Matrix map) => paint is Pattern pattern ? Layer + Of(pattern, pattern.Children, map) : 0;

        /// <summary>Cut into dashes a path is as long as they are many.</summary>
        double Dashes(Shape shape)
        {
            if (shape.Stroke is not { Dashes: { IsDefaultOrEmpty: false } dashes }) return 0;
            var period = dashes.Sum() / dashes.Length;
            var box = shape.Path.Bounds(Matrix.Identity);
            return period > 0 && !box.IsEmpty ? (box.Width + box.Height) * shape.Path.Steps.Length / period * 0.002 : 0;
        }

        double Of(Filter filter, Matrix map)
        {
            var work = 0.0;
            foreach (var primitive in filter.Primitives) work += Of(primitive, map);
            return work;
        }

        double Of(FilterPrimitive primitive, Matrix map) => primitive.Name switch
        {
            "feFlood" or "feOffset" or "feMerge" => 2,
            "feGaussianBlur" or "feDropShadow" => 15,
            "feDiffuseLighting" or "feSpecularLighting" => 30,
            "feMorphology" => 5 + 5 * Reach(primitive["radius"], map),
            _ => 5,
        };

        /// <summary>How many pixels of the neighbourhood are looked at for each of the picture.</summary>
        double Reach(ReadOnlySpan<char> radius, Matrix map)
        {
            var reader = new Reading.NumberReader(radius);
            if (!reader.TryRead(out var x)) return 0;
            if (!reader.TryRead(out var y)) y = x;
            var scale = Math.Sqrt(Math.Abs(map.Determinant)) * 512 / Math.Max(side, 1e-9);
            return Math.Min(1 + 2 * Math.Abs(x) * scale, 512) * Math.Min(1 + 2 * Math.Abs(y) * scale, 512) / 50;
        }
    }
}
