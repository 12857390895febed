using System.Collections.Immutable;
using System.Globalization;
using EmojiGen.Svg.Paths;

namespace EmojiGen.Svg;

/// <summary>
/// The edge of a sticker: the shapes of a node once more, filled and stroked in one opaque colour. Only those that can show at the rim are
/// taken: what is invisible,
/// fades out, or lies inside a larger shape adds nothing there.
/// </summary>
sealed class StickerEdge(Color color, double width)
{
    /// <summary>Below this opacity nobody expects an edge around a shape.</summary>
    const double Visible = 0.1;

    readonly SolidPaint paint = new(color);

    sealed record Candidate(Leaf Leaf, Box Bounds, FillRegion Region, double HalfStroke, bool IsFilled);

    public Node Of(Node node)
    {
        var leaves = SvgTree.Leaves(new SvgDocument(default, [node]));
        var size = 0.0;
        var candidates = new List<Candidate>();
        foreach (var leaf in leaves)
        {
            var bounds = SvgMeasure.Bounds(leaf);
            if (!bounds.IsEmpty) size = Math.Max(size, Math.Max(bounds.Width, bounds.Height));
        }
        foreach (var leaf in leaves)
            if (CandidateOf(leaf, size, fading: false) is { } candidate)
                candidates.Add(candidate);
        // A picture of nothing but fading shapes, as a gust of wind: then those have the edge.
        if (candidates.Count == 0)
            foreach (var leaf in leaves)
                if (CandidateOf(leaf, size, fading: true) is { } candidate)
                    candidates.Add(candidate);
        var shown = WithoutHidden(candidates, size);
        return new Group(Grouped(shown.OrderBy(c => c.Leaf.Index)));
    }

    static Candidate? CandidateOf(Leaf leaf, double size, bool fading)
    {
        var bounds = SvgMeasure.Bounds(leaf);
        if (bounds.IsEmpty || leaf.Opacity < Visible) return null;
        var tolerance = size / 500;
        if (leaf.Node is Picture picture)
            return new Candidate(leaf, bounds, new FillRegion(Path.Rectangle(picture.Placement), FillRule.NonZero, leaf.ToRoot, tolerance),
                0, IsFilled: false);
        var shape = (Shape)leaf.Node;
        var isFilled = shape.Fill is { } fill && Shows(fill.Paint, fill.Opacity * leaf.Opacity, fading);
        var isStroked = shape.Stroke is { } stroke && Shows(stroke.Paint, stroke.Opacity * leaf.Opacity, fading);
        if (!isFilled && !isStroked) return null;
        var half = isStroked ? shape.Stroke!.Width * Scale(leaf.ToRoot) / 2 : 0;
        return new Candidate(leaf, bounds, new FillRegion(shape.Path, shape.Fill?.Rule ?? FillRule.NonZero, leaf.ToRoot, tolerance), half,
            isFilled);
    }

    /// <param name="fading">True where a gradient that fades out is to count too.</param>
    static bool Shows(Paint paint, double opacity, bool fading)
    {
        if (opacity < Visible || !SvgMeasure.IsVisible(paint)) return false;
        return fading || paint is not Gradient gradient || gradient.Stops.All(stop => stop.Opacity * opacity >= Visible);
    }

    static double Scale(Matrix map) => Math.Sqrt(Math.Abs(map.Determinant));

    static List<Candidate> WithoutHidden(List<Candidate> candidates, double size)
    {
        var shown = new List<Candidate>();
        foreach (var candidate in candidates.OrderByDescending(c => c.Bounds.Area).ThenBy(c => c.Leaf.Index))
            if (!shown.Exists(cover => IsInside(candidate, cover, size)))
                shown.Add(candidate);
        return shown;
    }

    /// <summary>True where the candidate, or a clip that cuts it, lies in the cover's fill with its stroke.</summary>
    static bool IsInside(Candidate candidate, Candidate cover, double size)
    {
        if (!cover.IsFilled || cover.Leaf.Groups.Any(group => group.Mask is not null)) return false;
        // A cover that is cut itself covers what is cut alike, and nothing else for sure.
        var sharesCut = cover.Leaf.Clips.IsEmpty || cover.Leaf.Clips.SequenceEqual(candidate.Leaf.Clips);
        if (!sharesCut) return false;
        var spacing = size / 40;
        if (IsInside(candidate.Region, candidate.HalfStroke, cover, spacing)) return true;
        foreach (var (clip, toRoot) in candidate.Leaf.Clips)
        {
            if (clip.Children is not [Shape only]) continue;
            if (IsInside(new FillRegion(only.Path, only.Fill?.Rule ?? FillRule.NonZero, toRoot * only.Transform, size / 500), 0, cover,
                spacing)) return true;
        }
        return false;
    }

    static bool IsInside(FillRegion region, double half, Candidate cover, double spacing)
    {
        // Edges drawn along each other touch: half a hundredth of a stroke's room is not worth a second copy.
        var room = cover.HalfStroke + spacing / 20;
        var box = region.Bounds.Inflate(half);
        if (!(cover.Region.Bounds.Inflate(room) is var outer && outer.Left <= box.Left && outer.Top <= box.Top && outer.Right >= box.Right
            && outer.Bottom >= box.Bottom)) return false;
        foreach (var point in region.Outline(spacing))
        {
            if (half <= room)
            {
                if (!Near(point, room - half)) return false;
                continue;
            }
            for (var k = 0; k < 8; k++)
            {
                var (sin, cos) = Math.SinCos(k * Math.PI / 4);
                if (!Near(point + new Point(cos, sin) * half, room)) return false;
            }
        }
        return true;

        bool Near(Point p, double distance)
        {
            if (cover.Region.Contains(p)) return true;
            return cover.Region.Contains(new Point(p.X + distance, p.Y)) || cover.Region.Contains(new Point(p.X - distance, p.Y))
                || cover.Region.Contains(new Point(p.X, p.Y + distance)) || cover.Region.Contains(new Point(p.X, p.Y - distance));
        }
    }

    /// <summary>The copies, neighbours with the same cuts in one group.</summary>
    ImmutableArray<Node> Grouped(IEnumerable<Candidate> candidates)
    {
        var result = ImmutableArray.CreateBuilder<Node>();
        var run = ImmutableArray.CreateBuilder<Node>();
        var cuts = ImmutableArray<Mask>.Empty;
        foreach (var candidate in candidates)
        {
            var own = CutsOf(candidate);
            if (!own.SequenceEqual(cuts)) Finish();
            cuts = own;
            run.Add(Copy(candidate));
        }
        Finish();
        return result.DrainToImmutable();

        void Finish()
        {
            if (run.Count == 0) return;
            if (cuts.IsEmpty) result.AddRange(run.DrainToImmutable());
            else
            {
                Node group = new Group(run.DrainToImmutable());
                foreach (var cut in cuts) group = new Group([group]) { Mask = cut };
                result.Add(group);
            }
        }
    }

    Node Copy(Candidate candidate)
    {
        var map = candidate.Leaf.ToRoot;
        if (candidate.Leaf.Node is not Shape shape) return Grown(candidate.Leaf);
        var fill = candidate.IsFilled ? new Fill(paint, Rule: shape.Fill!.Rule) : null;
        // A stroke under a transform that stretches is stretched with it: there the path takes the transform instead.
        var isEven = Math.Abs(map.A * map.C + map.B * map.D)
            + Math.Abs(map.A * map.A + map.B * map.B - map.C * map.C - map.D * map.D) < 1e-3 * Math.Abs(map.Determinant);
        return isEven
            ? new Shape(shape.Path, fill, Pen(2 * (candidate.HalfStroke + width) / Scale(map))) { Transform = map }
            : new Shape(shape.Path.Transform(map), fill, Pen(2 * (candidate.HalfStroke + width)));
    }

    Stroke Pen(double size) => new(paint, size, Cap: LineCap.Round, Join: LineJoin.Round);

    /// <summary>A raster picture has no outline to stroke; its pixels are spread.</summary>
    Group Grown(Leaf leaf)
    {
        var region = SvgMeasure.Bounds(leaf).Inflate(width);
        return new Group([leaf.Node with { Transform = leaf.ToRoot, Clip = null, Mask = null, Filter = null }])
        {
            Filter = new Filter(
                [new("filterUnits", "userSpaceOnUse"), new("x", Text(region.Left)), new("y", Text(region.Top)),
                    new("width", Text(region.Width)), new("height", Text(region.Height))],
                [
                    new("feMorphology", [new("operator", "dilate"), new("radius", Text(width)), new("result", "a")], []),
                    new("feFlood", [new("flood-color", $"#{color.R:x2}{color.G:x2}{color.B:x2}")], []),
                    new("feComposite", [new("operator", "in"), new("in2", "a")], []),
                ]),
        };
    }

    static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    readonly Dictionary<(ClipPath, Matrix), Mask> clipCuts = [];

    /// <summary>The clips that do cut the candidate, grown by the edge. They are masks, since a clip cannot have a stroke.</summary>
    ImmutableArray<Mask> CutsOf(Candidate candidate)
    {
        var cuts = ImmutableArray<Mask>.Empty;
        var whole = candidate.Region.Bounds.Inflate(candidate.HalfStroke);
        foreach (var (clip, toRoot) in candidate.Leaf.Clips)
        {
            if (Holds(clip, toRoot, whole)) continue;
            if (!clipCuts.TryGetValue((clip, toRoot), out var mask))
            {
                var shapes = ImmutableArray.CreateBuilder<Node>();
                AddLit(shapes, clip.Children, toRoot, isAlpha: true);
                clipCuts[(clip, toRoot)] = mask = MaskOf(shapes.DrainToImmutable(), SvgMeasure.Opening(clip, toRoot));
            }
            cuts = cuts.Add(mask);
        }
        var map = Matrix.Identity;
        foreach (var group in candidate.Leaf.Groups)
        {
            map *= group.Transform;
            if (group.Mask is { } masked) cuts = cuts.Add(Grow(masked, group, map));
        }
        return candidate.Leaf.Node.Mask is { } own ? cuts.Add(Grow(own, candidate.Leaf.Node, candidate.Leaf.ToRoot)) : cuts;
    }

    /// <summary>True for a clip of one upright rectangle around all of <paramref name="content"/>: the usual clip to the view
    /// box.</summary>
    static bool Holds(ClipPath clip, Matrix toRoot, Box content)
    {
        if (clip.Children is not [Shape { Clip: null } only]) return false;
        var map = toRoot * only.Transform;
        var lines = only.Path.Flatten(map, 1e-3);
        if (lines is not [{ Points.Length: 4 } corners]) return false;
        var box = only.Path.Bounds(map);
        foreach (var corner in corners.Points)
            if ((corner.X != box.Left && corner.X != box.Right) || (corner.Y != box.Top && corner.Y != box.Bottom))
                return false;
        return box.Intersect(content) == content;
    }

    Mask Grow(Mask mask, Node node, Matrix map)
    {
        if (mask.ContentInBoundingBoxUnits) map *= SvgMeasure.UnitsOf(node);
        var shapes = ImmutableArray.CreateBuilder<Node>();
        AddLit(shapes, mask.Children, map, mask.IsAlpha);
        var bounds = Box.Empty;
        foreach (var shape in shapes) bounds = bounds.Union(SvgMeasure.Bounds(shape));
        return MaskOf(shapes.DrainToImmutable(), bounds);
    }

    Mask MaskOf(ImmutableArray<Node> shapes, Box bounds) =>
        new(shapes, bounds.IsEmpty ? Box.At(0, 0, 0, 0) : bounds.Inflate(2 * width), RegionInBoundingBoxUnits: false);

    static readonly SolidPaint white = new(new Color(255, 255, 255));

    /// <summary>Adds what lets through, grown: in a luminance mask that is what is light.</summary>
    void AddLit(ImmutableArray<Node>.Builder to, ImmutableArray<Node> nodes, Matrix outer, bool isAlpha)
    {
        foreach (var node in nodes)
        {
            var map = outer * node.Transform;
            if (node is Group group) AddLit(to, group.Children, map, isAlpha);
            if (node is not Shape shape || node.Opacity < Visible) continue;
            var isLit = isAlpha || shape.Fill is not { Paint: SolidPaint { Color: var lit } } || lit.R + lit.G + lit.B > 150;
            if (!isLit) continue;
            var half = (shape.Stroke?.Width ?? 0) * Scale(map) / 2;
            to.Add(new Shape(shape.Path.Transform(map), shape.Fill is null ? null : new Fill(white, Rule: shape.Fill.Rule),
                new Stroke(white, 2 * (half + width), Cap: LineCap.Round, Join: LineJoin.Round)));
        }
    }
}
