using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Removal;

/// <summary>Takes away a part that the prompt denies: a snowman's hat, a Christmas tree's star, a cat's whiskers.</summary>
static class PartRemoval
{
    /// <summary>Of the drawing: without more nothing of it is known again.</summary>
    const double LeastLeft = 0.45;

    /// <returns>The drawing without it, each leaf in its place, and its anatomy; null where the anatomy does not tell the part.</returns>
    public static (SvgDocument Document, Anatomy Anatomy)? Take(string part, SvgDocument document, Anatomy anatomy)
    {
        var covers = CoverMask.OfLeaves(document);
        var leaves = SvgTree.Leaves(document);
        var whole = Union(covers);
        var gone = leaves.Where(leaf => IsPart(part, leaf, covers[leaf.Index], whole, anatomy)).Select(leaf => leaf.Index).ToHashSet();
        if (gone.Count == 0 || gone.Count == leaves.Count) return null;
        var left = Union(covers.Where((_, leaf) => !gone.Contains(leaf)));
        if (left.Count < LeastLeft * whole.Count) return null;
        var bare = LeafMap.Apply(document, leaf => gone.Contains(leaf.Index) ? Invisible(leaf.Node) : leaf.Node);
        // Where it hung over, the outline is another one.
        return (bare, left.Count == whole.Count ? anatomy : anatomy with
        {
            Silhouette = left,
            Bounds = left.Bounds,
            Crown = new Point(anatomy.Crown.X, Math.Max(anatomy.Crown.Y, left.TopAt(anatomy.Crown.X) ?? anatomy.Crown.Y)),
        });
    }

    static CoverMask Union(IEnumerable<CoverMask> covers) => covers.Aggregate(new CoverMask(), static (all, it) => all.Or(it));

    static Shape Invisible(Node node) => new(node is Shape shape ? shape.Path : Svg.Path.Rectangle(((Picture)node).Placement), null, null)
    {
        Transform = node.Transform,
    };

    static bool IsPart(string part, Leaf leaf, CoverMask cover, CoverMask whole, Anatomy anatomy)
    {
        if (leaf.Node is not Shape shape || (shape.Fill?.Paint ?? shape.Stroke?.Paint) is not { } paint) return false;
        var box = cover.IsEmpty ? Box.Empty : cover.Bounds;
        if (box.IsEmpty) return false;
        var (color, bounds) = (AveragePaint.Of(paint).Color, whole.Bounds);
        var (eyes, isFeature) = (anatomy.Eyes.Y, anatomy.Features.Contains(leaf.Index));
        return part switch
        {
            // All of it is above the eyes, and it is no snow, skin or fur: those go on below.
            "hat" or "top hat" or "cap" => anatomy.EyeDistance > 0 && box.Bottom < eyes + 0.05 * bounds.Height && !isFeature
                && box.Center.Y < anatomy.Head.Top + 0.42 * anatomy.Head.Height && !(color is { L: > 0.86, Chroma: < 0.05 }),
            // Yellow, at the very top.
            "star" => box.Bottom < bounds.Top + 0.34 * bounds.Height && color is { L: > 0.6, B: > 0.08 },
            "scarf" => anatomy.EyeDistance > 0 && color.Chroma > 0.09 && box.Center.Y > eyes + 0.3 * anatomy.EyeDistance
                && box.Width > 0.8 * anatomy.EyeDistance && box.Center.Y < bounds.Bottom - 0.2 * bounds.Height && !isFeature,
            "carrot" or "nose" => anatomy.EyeDistance > 0 && Math.Abs(box.Center.X - anatomy.Eyes.X) < 0.45 * anatomy.EyeDistance
                && box.Center.Y > eyes && box.Top < eyes + 0.8 * anatomy.EyeDistance && box.Height < 0.9 * anatomy.EyeDistance
                && box.Width < 1.2 * anatomy.EyeDistance && (isFeature || color.Chroma > 0.09),
            // Thin, at the sides of the face, below the eyes.
            "whisker" => anatomy.EyeDistance > 0 && Math.Abs(box.Center.X - anatomy.Eyes.X) > 0.45 * anatomy.EyeDistance && box.Center.Y > eyes
                && box.Height < 0.22 * anatomy.Head.Height && box.Width > 1.2 * box.Height && cover.Count * CoverMask.Cell * CoverMask.Cell < 0.05 * anatomy.Head.Area,
            "face" or "expression" => isFeature,
            "eye" => isFeature && Math.Abs(box.Center.Y - eyes) < 0.3 * Math.Max(anatomy.EyeDistance, 0.2 * anatomy.Head.Width),
            "mouth" or "smile" => isFeature && box.Center.Y > eyes + 0.25 * Math.Max(anatomy.EyeDistance, 0.2 * anatomy.Head.Width),
            "leaf" or "stem" => box.Bottom < bounds.Top + 0.4 * bounds.Height && IsPlantPart(part, color) && box.Area < 0.3 * bounds.Area,
            "steam" => box.Bottom < bounds.Top + 0.5 * bounds.Height && color is { Chroma: < 0.06, L: > 0.6 } && box.Width < 0.4 * bounds.Width,
            "string" => box.Top > bounds.Center.Y && box.Width < 0.2 * bounds.Width,
            "candle" => box.Bottom < bounds.Top + 0.45 * bounds.Height && box.Width < 0.2 * bounds.Width,
            _ => false,
        };
    }

    // Leaves are green; stems are green or brown.
    static bool IsPlantPart(string part, Oklab color) =>
        color.A < -0.03 || (part == "stem" && color is { L: < 0.55, B: > 0.01, A: < 0.08 });
}
