using System.Collections.Immutable;
using EmojiGen.Svg.Reading;

namespace EmojiGen.Svg;

/// <summary>How much work it is to draw a document, told from its tree: 5,000 blurs are a small file, and minutes of drawing.</summary>
/// <remarks>Figures are milliseconds that librsvg takes at 512 pixels on one core, roundly and for all of the picture; what covers a part
/// of it takes that part.</remarks>
static class DrawingWork
{
    /// <summary>Half a minute at most at 512 pixels on a busy core, and half a second at the 64 at which art is tried. The heaviest of a
    /// sample of the five sets' icons has 1,214.</summary>
    const double Most = 12_000;

    /// <summary>A picture of its own for a group: made, and laid on what is under it.</summary>
    const double Layer = 1;

    const double PerShape = 0.02, PerPrimitive = 3;

    /// <summary>For each character of a path; its curves follow from it.</summary>
    const double PerCharacter = 0.0005;

    const double PerDash = 0.001;

    // Of each pixel.
    const double Solid = 0.08, Graded = 7, Tiled = 30;

    /// <param name="unseen">What is no part of the document, but of its text.</param>
    /// <exception cref="SvgException">It is more than any icon needs.</exception>
    public static void Check(SvgDocument document, IReadOnlyList<Node> unseen)
    {
        var counter = new Counter(document.ViewBox);
        counter.Add(document.Children, Matrix.Identity);
        counter.Add([.. unseen], Matrix.Identity);
        if (counter.Work > Most)
            throw new SvgException(
                "Cannot read the SVG: drawing it would take too long; it has too many filters, layers, gradients or patterns, or too large ones.");
    }

    sealed class Counter(Box view)
    {
        readonly Dictionary<object, double> known = new(ReferenceEqualityComparer.Instance);

        public double Work { get; private set; }

        /// <returns>The bounds of what the nodes paint, without what filters add.</returns>
        public Box Add(ImmutableArray<Node> nodes, Matrix outer)
        {
            var box = Box.Empty;
            foreach (var node in nodes)
            {
                if (Work > Most) break;
                box = box.Union(Add(node, outer));
            }
            return box;
        }

        Box Add(Node node, Matrix outer)
        {
            var map = outer * node.Transform;
            var box = node switch
            {
                Group group => Add(group.Children, map),
                Picture picture => map.Apply(picture.Placement),
                Shape shape => Add(shape, map),
                _ => Box.Empty,
            };
            if (node is Picture) Work += Layer;
            var isLayer = node.Opacity < 1 || node.Clip is not null || node.Blend != BlendMode.Normal || node.IsIsolated;
            if (node is Group && isLayer) Work += Layer;
            for (var clip = node.Clip; clip is not null; clip = clip.Clip) AddDefined(clip, clip.Children, map);
            if (node.Mask is { } mask)
            {
                Work += 2 * Layer;
                AddDefined(mask, mask.Children, map);
            }
            if (node.Filter is { } filter)
            {
                Work += 2 * Layer;
                AddFilter(filter, PartOf(RegionOf(filter, box, map)), map);
            }
            return box;
        }

        Box Add(Shape shape, Matrix map)
        {
            var box = shape.Path.Bounds(map);
            Work += PerShape + PerCharacter * shape.Path.Data.Length;
            if (shape.Fill is { } fill) AddPaint(fill.Paint, box, map);
            if (shape.Stroke is not { } stroke) return box;
            var stroked = box.Inflate(stroke.Width * Math.Sqrt(Math.Abs(map.Determinant)) / 2);
            AddPaint(stroke.Paint, stroked, map);
            AddDashes(shape.Path, stroke);
            return stroked;
        }

        void AddPaint(Paint paint, Box box, Matrix map)
        {
            Work += PartOf(box) * paint switch { SolidPaint => Solid, Gradient => Graded, _ => Tiled };
            if (paint is Pattern pattern) AddDefined(pattern, pattern.Children, map);
        }

        /// <summary>Cut into dashes a path is as long as they are many.</summary>
        void AddDashes(Path path, Stroke stroke)
        {
            if (stroke.Dashes.IsDefaultOrEmpty) return;
            var box = path.Bounds(Matrix.Identity);
            var period = stroke.Dashes.Sum() / stroke.Dashes.Length;
            if (period > 0 && !box.IsEmpty) Work += PerDash * (box.Width + box.Height) * path.Steps.Length / period;
        }

        /// <summary>What is defined once is drawn wherever it is used, and looked at once.</summary>
        void AddDefined(object definition, ImmutableArray<Node> nodes, Matrix map)
        {
            if (known.TryGetValue(definition, out var work))
            {
                Work += work;
                return;
            }
            var before = Work;
            Add(nodes, map);
            known[definition] = Work - before;
        }

        /// <summary>How much of the picture a box covers, 0 to 1.</summary>
        double PartOf(Box box) => box.Intersect(view) is { IsEmpty: false } shown && view.Area > 0 ? shown.Area / view.Area : 0;

        static Box RegionOf(Filter filter, Box box, Matrix map)
        {
            if (filter["filterUnits"] is not "userSpaceOnUse")
                return box.IsEmpty ? box : box.Inflate(Math.Max(box.Width, box.Height) * Math.Max(0.1, Side("width", 1.2) - 1));
            return map.Apply(Box.At(Side("x", 0), Side("y", 0), Side("width", 0), Side("height", 0)));

            double Side(string name, double otherwise) => Length.TryRead(filter[name], 1, 16, out var value) ? value : otherwise;
        }

        void AddFilter(Filter filter, double part, Matrix map)
        {
            foreach (var primitive in filter.Primitives)
            {
                Work += PerPrimitive + part * primitive.Name switch
                {
                    "feFlood" or "feOffset" => 2,
                    "feGaussianBlur" or "feDropShadow" => 80,
                    "feDiffuseLighting" or "feSpecularLighting" => 40,
                    "feMorphology" => Neighbours(primitive["radius"], map),
                    _ => 10,
                };
            }
        }

        /// <summary>librsvg looks at each pixel's neighbours up to ten away.</summary>
        double Neighbours(ReadOnlySpan<char> radius, Matrix map)
        {
            var reader = new NumberReader(radius);
            if (!reader.TryRead(out var x)) return 0;
            if (!reader.TryRead(out var y)) y = x;
            var scale = Math.Sqrt(Math.Abs(map.Determinant)) * 512 / Math.Max(view.Width, view.Height);
            return 3 * Math.Min(1 + 2 * Math.Abs(x) * scale, 21) * Math.Min(1 + 2 * Math.Abs(y) * scale, 21);
        }
    }
}
