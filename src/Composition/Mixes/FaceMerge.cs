using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Mixes;

/// <summary>One yellow face of two: the eyes of the one that has more about them (glasses, stars), the mouth of the other.</summary>
static class FaceMerge
{
    /// <summary>Between eyes and mouth, a share of the disc's height.</summary>
    const double Nose = 0.56;

    public static Figure Of(PartIcon first, PartIcon second)
    {
        var (ofFirst, ofSecond) = (EyesOf(first), EyesOf(second));
        var isSecond = ofSecond.Cover.Count >= ofFirst.Cover.Count;
        var (above, eyes) = isSecond ? (second, ofSecond) : (first, ofFirst);
        var (below, replaced) = isSecond ? (first, ofFirst) : (second, ofSecond);
        var face = SvgTree.Keep(below.Document, leaf => !replaced.Leaves.Contains(leaf));
        var drawn = SvgTree.Keep(above.Document, eyes.Leaves.Contains);
        var (from, to) = (above.Anatomy.Face, below.Anatomy.Face);
        var placed = Matrix.Translation(to.Center.X, to.Center.Y) * Matrix.Scaling(to.Width / from.Width, to.Height / from.Height)
            * Matrix.Translation(-from.Center.X, -from.Center.Y);
        var figure = Casting.Draw(face, below.Anatomy, below.Part);
        var drawing = new Group(drawn.Children) { Transform = placed * Canvas.From(drawn.ViewBox) };
        return figure with
        {
            Node = new Group([figure.Node, drawing]),
            Bounds = eyes.Cover.IsEmpty ? figure.Bounds : figure.Bounds.Union(placed.Apply(eyes.Cover.Bounds)),
            Solids = figure.Solids.Add(new Solid(eyes.Cover, placed, above.Part, drawing) { IsMark = true }),
        };
    }

    /// <summary>The features about the eyes, and what they cover.</summary>
    static (HashSet<int> Leaves, CoverMask Cover) EyesOf(PartIcon face)
    {
        var covers = CoverMask.OfLeaves(face.Document);
        var disc = face.Anatomy.Face;
        var leaves = face.Anatomy.Features.Indices
            .Where(leaf => !covers[leaf].IsEmpty && covers[leaf].Bounds.Center.Y < disc.Top + Nose * disc.Height).ToHashSet();
        return (leaves, leaves.Aggregate(new CoverMask(), (all, leaf) => all.Or(covers[leaf])));
    }
}
