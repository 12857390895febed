using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Takes the expression off a yellow face and lays it on something else.</summary>
static class Expressions
{
    /// <param name="face">The face that the expression comes from.</param>
    /// <param name="document">What it goes on, already coloured; its own eyes and mouth are taken out.</param>
    public static Figure Lay(Icon face, SvgDocument document, Anatomy anatomy, Emoji emoji)
    {
        var bare = SvgTree.Keep(document, leaf => !anatomy.Features.Contains(leaf));
        var figure = Casting.Draw(bare, anatomy);
        var disc = face.Anatomy.Face;
        var target = Target(anatomy, emoji);
        var features = SvgTree.Keep(face.Document, face.Anatomy.Features.Contains);
        var placed = Matrix.Translation(target.Center.X, target.Center.Y)
            * Matrix.Scaling(target.Width / disc.Width, target.Height / disc.Height)
            * Matrix.Translation(-disc.Center.X, -disc.Center.Y);
        Node node = new Group(features.Children) { Transform = placed * Canvas.From(features.ViewBox) };
        if (Oklab.From(anatomy.Ground).L < 0.42) node = SvgTree.MapColors(node, LightenDark);
        return figure with { Node = new Group([figure.Node, node]), Bounds = figure.Bounds };
    }

    /// <summary>Where the disc would lie. Features fill about three quarters of their disc, so it may reach past the free area.</summary>
    static Box Target(Anatomy anatomy, Emoji emoji)
    {
        var face = anatomy.Face;
        var reach = BodyReach(emoji);
        return new Box(face.Center.X, face.Center.Y, face.Center.X, face.Center.Y).Inflate(Math.Max(face.Width, face.Height) / 2 * reach);
    }

    static double BodyReach(Emoji emoji) => emoji.Subgroup.StartsWith("face-", StringComparison.Ordinal) ? 1 : 1.16;

    /// <summary>Brown and black strokes vanish on a dark thing: there they turn cream.</summary>
    static Color LightenDark(Color color)
    {
        var lab = Oklab.From(color);
        return lab.L > 0.45 ? color : new Oklab(0.95 - lab.L * 0.3, 0.01, 0.03).ToColor();
    }
}
