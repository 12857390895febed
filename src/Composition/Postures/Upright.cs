using EmojiGen.Art;
using EmojiGen.Composition.Drawn;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Postures;

/// <summary>A small body below a head that looks at us, as stickers have it, in the coat's colours.</summary>
/// <remarks>Lengths are shares of half the head's width; heights are from the chin.</remarks>
sealed class Upright(Manner manner)
{
    const double Arm = 0.8, ArmWidth = 0.38, Leg = 0.56, LegWidth = 0.42, Shoulder = 0.48, ShoulderBelow = 0.1, Hip = 0.3, HipBelow = 0.98;

    const double Trunk = 0.6, TrunkHigh = 0.72, TrunkBelow = 0.54, Belly = 0.36, BellyHigh = 0.46, BellyBelow = 0.64;

    /// <summary>From these degrees on an arm is before the head; below, before the body.</summary>
    const double Raised = 95;

    readonly Limbs limbs = new(manner);

    /// <param name="coat">Of body, arms and legs.</param>
    public Figure Stand(Figure head, Coat coat, Stance stance, Part part, bool isSeated)
    {
        var box = head.Anchors.Head;
        var (x, chin, unit) = (box.Center.X, box.Bottom, box.Width / 2);
        var (below, above) = (new List<Node>(), new List<Node>());
        foreach (var (side, degrees) in ((int, double)[])[(-1, stance.LeftLeg), (1, stance.RightLeg)])
        {
            // Outwards is clockwise on the left.
            var hip = new Point(x + side * Hip * unit, chin + HipBelow * unit);
            if (!isSeated) below.Add(limbs.Limb(hip, -side * degrees, Leg * unit, LegWidth * unit, coat.Limbs));
            if (!isSeated) below.Add(limbs.Foot(hip, -side * degrees, Leg * unit, LegWidth * unit, coat.Limbs));
        }
        below.Add(manner.Fill(Svg.Path.Ellipse(new(x, chin + TrunkBelow * unit), Trunk * unit, TrunkHigh * unit), coat.Trunk));
        below.Add(manner.Fill(Svg.Path.Ellipse(new(x, chin + BellyBelow * unit), Belly * unit, BellyHigh * unit), coat.Belly));
        foreach (var side in (int[])[-1, 1])
        {
            // Of one who sits, the soles.
            if (isSeated) below.Add(manner.Fill(Svg.Path.Ellipse(new(x + side * 0.56 * unit, chin + 1.12 * unit), 0.34 * unit, 0.24 * unit), coat.Limbs));
        }
        foreach (var (side, degrees) in ((int, double)[])[(-1, stance.LeftArm), (1, stance.RightArm)])
        {
            var shoulder = new Point(x + side * Shoulder * unit, chin + ShoulderBelow * unit);
            (degrees >= Raised ? above : below).Add(limbs.Limb(shoulder, -side * degrees, Arm * unit, ArmWidth * unit, coat.Limbs));
        }
        return Join(head, below, above, part);
    }

    /// <summary>On its belly, the body behind the head.</summary>
    public Figure Lie(Figure head, Coat coat, Part part)
    {
        var box = head.Anchors.Head;
        var (x, chin, unit) = (box.Center.X, box.Bottom, box.Width / 2);
        return Join(head,
        [
            Oval(1.1, -0.42, 1.2, 0.6, coat.Trunk),
            Oval(1.72, -0.3, 0.52, 0.48, coat.Limbs),
            Oval(1.72, 0.1, 0.56, 0.17, coat.Limbs),
        ],
        [
            Oval(-0.42, 0.06, 0.4, 0.2, coat.Limbs),
            Oval(0.42, 0.06, 0.4, 0.2, coat.Limbs),
        ], part);

        Shape Oval(double right, double down, double across, double high, Color colour) =>
            manner.Fill(Svg.Path.Ellipse(new(x + right * unit, chin + down * unit), across * unit, high * unit), colour);
    }

    /// <summary>Rolled up, the head on its tail.</summary>
    public Figure Curl(Figure head, Coat coat, Part part)
    {
        var box = head.Anchors.Head;
        var (x, chin, unit) = (box.Center.X, box.Bottom, box.Width / 2);
        return Join(head,
            [manner.Fill(Svg.Path.Ellipse(new(x + 0.5 * unit, chin - 0.42 * unit), 1.48 * unit, 0.92 * unit), coat.Trunk)],
            [manner.Fill(Wrap(x, chin, unit), coat.Limbs)], part);
    }

    /// <summary>A tail from the back round the front to below the chin.</summary>
    static Svg.Path Wrap(double x, double chin, double unit)
    {
        Point At(double right, double down) => new(x + right * unit, chin + down * unit);
        return new Svg.Path([
            new Segment(SegmentKind.Move, default, default, At(1.97, -0.3)),
            new Segment(SegmentKind.Cubic, At(1.85, 0.5), At(0.4, 0.8), At(-0.75, 0.4)),
            new Segment(SegmentKind.Cubic, At(-1.05, 0.22), At(-0.86, -0.08), At(-0.5, 0.02)),
            new Segment(SegmentKind.Cubic, At(0.4, 0.3), At(1.3, 0.2), At(1.62, -0.34)),
            new Segment(SegmentKind.Close, default, default, At(1.97, -0.3)),
        ]);
    }

    static Figure Join(Figure head, List<Node> below, List<Node> above, Part part)
    {
        var figure = head.Before(Figure.Of(new Group([.. below]), part, head.Anchors));
        return above.Count == 0 ? figure : figure.With(Figure.Of(new Group([.. above]), part, head.Anchors));
    }
}

/// <summary>The colours of a body of ours.</summary>
readonly record struct Coat(Color Trunk, Color Belly, Color Limbs)
{
    // In lightness (Oklab): how much darker limbs are, so that they are told from the body; and what share of the way to white a belly is.
    const double Deeper = 0.055, Paler = 0.55, White = 0.97;

    static readonly Color dark = new(0x3a, 0x3d, 0x44);

    /// <param name="hasDarkLimbs">As a panda's.</param>
    public static Coat Of(Color main, bool hasDarkLimbs)
    {
        var lab = Oklab.From(main);
        var belly = new Oklab(lab.L + Paler * Math.Max(0, White - lab.L), lab.A * Paler, lab.B * Paler);
        return new(main, belly.ToColor(), hasDarkLimbs ? dark : (lab with { L = lab.L - Deeper }).ToColor());
    }
}
