using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Materials;

/// <summary>Lays marks (stripes, grain, facets) on a drawing, within its shapes: each leaf keeps its place, its outline and its own paint
/// under
/// them.</summary>
static class Texture
{
    // A leaf less opaque is a shade or a light on what lies under it, which has the marks already; a smaller one is an eye, a button, a
    // drip.
    // What is darker than ink is an outline.
    const double LeastOpaque = 0.85, LeastShare = 0.02, Ink = 0.24;

    /// <param name="marks">In canvas units.</param>
    /// <param name="takes">Which of the leaves that can take marks do; null: all.</param>
    public static SvgDocument Lay(SvgDocument document, Anatomy anatomy, ImmutableArray<Node> marks, Func<Leaf, bool>? takes = null)
    {
        var toCanvas = Canvas.From(document.ViewBox);
        return LeafMap.Apply(document, leaf => CanTake(leaf, anatomy, toCanvas) && takes?.Invoke(leaf) != false
            ? Marked((Shape)leaf.Node, (toCanvas * leaf.ToRoot).Invert(), marks) : leaf.Node);
    }

    /// <summary>Whether a leaf is a surface: no feature, no line, no shade.</summary>
    public static bool CanTake(Leaf leaf, Anatomy anatomy, Matrix toCanvas)
    {
        if (leaf.Node is not Shape { Fill: { } fill, Clip: null, Mask: null, Filter: null }
            || anatomy.Features.Contains(leaf.Index) || toCanvas.Determinant * leaf.ToRoot.Determinant == 0)
            return false;
        var (color, alpha) = AveragePaint.Of(fill.Paint);
        return alpha * leaf.Opacity * fill.Opacity >= LeastOpaque && color.L > Ink
            && toCanvas.Apply(SvgMeasure.Bounds(leaf)).Area >= LeastShare * anatomy.Bounds.Area;
    }

    static Shape Marked(Shape shape, Matrix fromCanvas, ImmutableArray<Node> marks) =>
        shape with { Marks = [.. shape.Marks, new Group(marks) { Transform = fromCanvas }] };
}
