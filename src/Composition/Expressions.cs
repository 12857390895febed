using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Takes the expression off a yellow face and lays it on something else.</summary>
static class Expressions
{
    /// <param name="face">The face that the expression comes from.</param>
    /// <param name="part">The expression's, as which it is reported.</param>
    /// <param name="document">What it goes on, already coloured; its own eyes and mouth are taken out.</param>
    /// <param name="carrier">The part that <paramref name="document"/> is.</param>
    public static Figure Lay(Icon face, Part part, SvgDocument document, Anatomy anatomy, Part carrier)
    {
        var bare = SvgTree.Keep(document, leaf => !anatomy.Features.Contains(leaf));
        var figure = Casting.Draw(bare, anatomy, carrier);
        var disc = face.Anatomy.Face;
        var target = Target(anatomy, face.Anatomy, carrier.Emoji);
        var features = SvgTree.Keep(face.Document, face.Anatomy.Features.Contains);
        var placed = Matrix.Translation(target.Center.X, target.Center.Y)
            * Matrix.Scaling(target.Width / disc.Width, target.Height / disc.Height)
            * Matrix.Translation(-disc.Center.X, -Middle(face.Anatomy));
        Node node = new Group(features.Children) { Transform = placed * Canvas.From(features.ViewBox) };
        var darkest = EmojiTraits.IsAnimate(carrier.Emoji) ? DarkGround : DarkSurface;
        if (Oklab.From(anatomy.Ground).L < darkest) node = new Group(Lightened(features).Children) { Transform = placed * Canvas.From(features.ViewBox) };
        var mark = new Solid(Cover(features), placed, part, node) { IsMark = true, Extent = face.Anatomy.FeatureBounds };
        return figure with
        {
            Node = new Group([figure.Node, node]),
            Bounds = figure.Bounds.Union(placed.Apply(face.Anatomy.FeatureBounds)),
            Solids = figure.Solids.Add(mark),
        };
    }

    /// <summary>Lightness under which brown strokes are no longer read.</summary>
    const double DarkGround = 0.42;

    /// <summary>The same on things: coffee, chocolate.</summary>
    const double DarkSurface = 0.52;

    /// <summary>With dark strokes in cream; what lies on white, as pupils do, stays dark.</summary>
    static SvgDocument Lightened(SvgDocument features)
    {
        const double White = 0.85, Rim = 0.016;
        var leaves = SvgTree.Leaves(features);
        var boxes = leaves.Select(static leaf => leaf.ToRoot.Apply(SvgMeasure.Bounds(leaf.Node))).ToArray();
        int[] whites = [.. leaves.Where(static leaf => leaf.Node is Shape { Fill: { } fill } && AveragePaint.Of(fill.Paint) is { Color.L: > White, Alpha: > 0.8 })
            .Select(static leaf => leaf.Index)];
        var rim = Rim * Math.Max(features.ViewBox.Width, features.ViewBox.Height);
        return LeafMap.Apply(features, leaf =>
        {
            var box = boxes[leaf.Index];
            if (Array.Exists(whites, it => it < leaf.Index && boxes[it].Contains(box.Center) && boxes[it].Area > box.Area)) return leaf.Node;
            // A large pupil with a light in it: an edge tells it from the ground.
            if (leaf.Node is Shape { Fill: not null, Stroke: null } pupil && Array.Exists(whites, it => it > leaf.Index && box.Contains(boxes[it].Center) && boxes[it].Area < box.Area))
                return pupil with { Stroke = new Stroke(new SolidPaint(LightenDark(default)), rim / Math.Sqrt(Math.Abs(leaf.ToRoot.Determinant))) };
            return SvgTree.MapColors(leaf.Node, LightenDark);
        });
    }

    static CoverMask Cover(SvgDocument features) =>
        CoverMask.OfLeaves(features).Aggregate(new CoverMask(), static (all, leaf) => all.Or(leaf));

    /// <summary>The height that comes to lie on the free area's middle: the disc's, or the features' where they hang low.</summary>
    static double Middle(Anatomy face) =>
        face.FeatureBounds.IsEmpty ? face.Face.Center.Y : (face.Face.Center.Y + face.FeatureBounds.Center.Y) / 2;

    /// <summary>Where the disc would lie. Features fill about three quarters of their disc, so it may reach past the free area;
    /// those that hang over their own disc's edge (hearts, tears) are brought in.</summary>
    static Box Target(Anatomy anatomy, Anatomy face, Emoji emoji)
    {
        var free = anatomy.Face;
        var radius = Math.Max(free.Width, free.Height) / 2;
        var own = emoji.Subgroup.StartsWith("face-", StringComparison.Ordinal);
        var reach = own ? 1 : radius < 20 ? 1.4 : 1.18;
        var features = face.FeatureBounds;
        if (!own && !features.IsEmpty)
        {
            var widest = Math.Max(features.Width / face.Face.Width, 0.95 * features.Height / face.Face.Height);
            reach = Math.Min(reach, (radius < 20 ? 1.25 : 1.02) / widest);
        }

        return new Box(free.Center.X, free.Center.Y, free.Center.X, free.Center.Y).Inflate(radius * reach);
    }

    /// <summary>Brown and black strokes vanish on a dark thing: there they turn cream.</summary>
    static Color LightenDark(Color color)
    {
        var lab = Oklab.From(color);
        return lab.L > 0.45 ? color : new Oklab(0.95 - lab.L * 0.3, 0.01, 0.03).ToColor();
    }
}
