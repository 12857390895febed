using System.Collections.Immutable;
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
        var toCanvas = Canvas.From(document.ViewBox);
        var whole = Union(document);
        var gone = new List<Box>();
        var isFound = false;
        var bare = Without(document, anatomy, toCanvas, (piece, box) =>
        {
            if (!IsPart(part, piece with { Box = box }, whole.Bounds, anatomy)) return false;
            gone.Add(box.Inflate(Line));
            return true;
        }, ref isFound);
        // The lines about what was filled.
        if (isFound) bare = Without(bare, anatomy, toCanvas,
            (piece, box) => piece.Color.L < Ink && gone.Exists(it => it.Union(box) == it), ref isFound);
        if (!isFound) return null;
        var left = Union(bare);
        if (left.Count < LeastLeft * whole.Count) return null;
        // Where it hung over, the outline is another one.
        return (bare, left.Count == whole.Count ? anatomy : anatomy with
        {
            Silhouette = left,
            Bounds = left.Bounds,
            Crown = new Point(anatomy.Crown.X, Math.Max(anatomy.Crown.Y, left.TopAt(anatomy.Crown.X) ?? anatomy.Crown.Y)),
        });
    }

    /// <summary>Half of the widest outline of a set, canvas units; and how dark outlines are.</summary>
    const double Line = 4, Ink = 0.3;

    /// <summary>How far from the middle of the eyes a hat's middle is that sits askew, in their distances.</summary>
    const double HatAside = 1.4;

    /// <summary>A hat may be drawn in one path with an arm: contours go, not paths.</summary>
    static SvgDocument Without(SvgDocument document, Anatomy anatomy, Matrix toCanvas, Func<Piece, Box, bool> isGone, ref bool isFound)
    {
        var found = isFound;
        var bare = LeafMap.Apply(document, leaf =>
        {
            if (leaf.Node is not Shape shape || (shape.Fill?.Paint ?? shape.Stroke?.Paint) is not { } paint) return leaf.Node;
            var seen = new Piece(AveragePaint.Of(paint).Color, anatomy.Features.Contains(leaf.Index), shape.Fill is null, default);
            var kept = ImmutableArray.CreateBuilder<Segment>();
            foreach (var contour in Contours.Of(shape.Path))
                if (!isGone(seen, contour.Bounds(toCanvas * leaf.ToRoot))) kept.AddRange(contour.Segments);
            if (kept.Count == shape.Path.Segments.Length) return shape;
            found = true;
            return kept.Count == 0 ? shape with { Fill = null, Stroke = null } : shape with { Path = new Svg.Path(kept.ToImmutable()) };
        });
        isFound = found;
        return bare;
    }

    static CoverMask Union(SvgDocument document) => CoverMask.OfLeaves(document).Aggregate(new CoverMask(), static (all, it) => all.Or(it));

    /// <summary>One contour of a drawing.</summary>
    /// <param name="Box">In canvas units.</param>
    sealed record Piece(Oklab Color, bool IsFeature, bool IsLine, Box Box);

    static bool IsPart(string part, Piece piece, Box bounds, Anatomy anatomy)
    {
        var (color, box, eyes) = (piece.Color, piece.Box, anatomy.Eyes);
        // Of a drawing whose eyes are not told apart, a fifth of the head.
        var apart = anatomy.EyeDistance > 0 ? anatomy.EyeDistance : 0.2 * anatomy.Head.Width;
        var aside = Math.Abs(box.Center.X - eyes.X);
        return part switch
        {
            // Above the eyes, over the middle of the head, and no snow or fur: those go on below.
            "hat" or "top hat" or "cap" => box.Bottom < eyes.Y - 0.1 * apart && aside < HatAside * apart && box.Width > 0.5 * apart
                && !piece.IsFeature && !(color is { L: > 0.86, Chroma: < 0.05 }),
            // Yellow, at the very top.
            "star" => box.Bottom < bounds.Top + 0.34 * bounds.Height && color is { L: > 0.6, B: > 0.08 },
            "scarf" => color.Chroma > 0.09 && box.Center.Y > eyes.Y + 0.9 * apart && aside < apart && box.Width > 0.5 * apart
                && box.Center.Y < bounds.Bottom - 0.25 * bounds.Height && !piece.IsFeature,
            "carrot" or "nose" => aside < 0.5 * apart && box.Center.Y > eyes.Y - 0.1 * apart && box.Center.Y < eyes.Y + 0.8 * apart
                && Math.Max(box.Width, box.Height) < 1.1 * apart && (piece.IsFeature || color.Chroma > 0.09),
            // Thin, at the sides of the face, from the eyes down.
            "whisker" => aside > 0.6 * apart && box.Center.Y > eyes.Y - 0.1 * apart && box.Height < 0.45 * apart
                && box.Width > 1.1 * box.Height
                && (piece.IsLine || box.Height < 0.2 * apart),
            "face" or "expression" => piece.IsFeature,
            "eye" => piece.IsFeature && Math.Abs(box.Center.Y - eyes.Y) < 0.35 * apart,
            "mouth" or "smile" => piece.IsFeature && box.Center.Y > eyes.Y + 0.3 * apart,
            "leaf" or "stem" => box.Bottom < bounds.Top + 0.4 * bounds.Height && IsPlantPart(part, color) && box.Area < 0.3 * bounds.Area,
            "steam" => box.Bottom < bounds.Top + 0.5 * bounds.Height && color is { Chroma: < 0.06, L: > 0.6 }
                && box.Width < 0.4 * bounds.Width,
            "string" => box.Top > bounds.Center.Y && box.Width < 0.2 * bounds.Width,
            _ => false,
        };
    }

    // Leaves are green; stems are green or brown.
    static bool IsPlantPart(string part, Oklab color) =>
        color.A < -0.03 || (part == "stem" && color is { L: < 0.55, B: > 0.01, A: < 0.08 });
}
