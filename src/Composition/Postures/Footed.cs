using EmojiGen.Art;
using EmojiGen.Composition.Drawn;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Postures;

/// <summary>Thin arms and legs on a thing that has none: a dancing banana.</summary>
/// <remarks>Lengths are shares of half the thing's mean side.</remarks>
sealed class Footed(Manner manner)
{
    const double Arm = 0.52, Leg = 0.46, Width = 0.1, ArmsDown = 0.54, LegsApart = 0.17, Inside = 0.1;

    // Lightness (Oklab) of limbs, so that light and dark grounds show them; and how much darker than the thing they are.
    const double Darkest = 0.42, Lightest = 0.62, Deeper = 0.25;

    readonly Limbs limbs = new(manner);

    public Figure Stand(Figure thing, Color colour, Stance stance, Part part)
    {
        var box = thing.Bounds;
        var unit = (box.Width + box.Height) / 4;
        var lab = Oklab.From(colour);
        var ink = (lab with { L = Math.Clamp(lab.L - Deeper, Darkest, Lightest) }).ToColor();
        var nodes = new List<Node>();
        var row = box.Top + ArmsDown * box.Height;
        foreach (var (side, arm, leg) in ((int, double, double)[])[(-1, stance.LeftArm, stance.LeftLeg), (1, stance.RightArm, stance.RightLeg)])
        {
            var hip = box.Center.X + side * LegsApart * box.Width;
            var joint = new Point(hip, (thing.BottomAt(hip) ?? box.Bottom) - Inside * unit);
            nodes.Add(limbs.Limb(joint, -side * leg, Leg * unit, Width * unit, ink));
            nodes.Add(limbs.Foot(joint, -side * leg, Leg * unit, 1.7 * Width * unit, ink));
            var shoulder = new Point(EdgeAt(thing, row, side) - side * Inside * unit, row);
            nodes.Add(limbs.Limb(shoulder, -side * arm, Arm * unit, Width * unit, ink));
            nodes.Add(limbs.Hand(shoulder, -side * arm, Arm * unit, 1.5 * Width * unit, ink));
        }
        return thing.Before(Figure.Of(new Group([.. nodes]), part, thing.Anchors));
    }

    /// <summary>Where a thing ends to one side at a height.</summary>
    static double EdgeAt(Figure thing, double y, int side)
    {
        var (from, step) = side < 0 ? (thing.Bounds.Left, 1.0) : (thing.Bounds.Right, -1.0);
        for (var x = from; x >= thing.Bounds.Left && x <= thing.Bounds.Right; x += step)
            if (thing.Covers(new Point(x, y))) return x;
        return thing.Bounds.Center.X;
    }
}
