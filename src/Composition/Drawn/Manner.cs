using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Drawn;

/// <summary>How a style draws: what shapes of our own need so that they look like its own.</summary>
/// <param name="Outline">Width of the black line around each shape, canvas units; 0: none.</param>
/// <param name="Shade">How much lighter a shape's upper edge is than its lower, in <see cref="Oklab.L"/>; 0: one colour.</param>
sealed record Manner(double Outline, double Shade)
{
    /// <summary>OpenMoji's line is 2 wide in its view box of 72.</summary>
    const double OpenMojiLine = 2 * Canvas.Size / 72;

    static readonly Manner flat = new(0, 0), lined = new(OpenMojiLine, 0), soft = new(0, 0.07), round = new(0, 0.16);

    /// <param name="style">A style's key; others than the project's own are drawn flat.</param>
    public static Manner Of(string style) => style switch
    {
        "openmoji" => lined,
        "noto" => soft,
        "fluent" => round,
        _ => flat,
    };

    /// <summary>A drawing of ours in this manner, on the canvas.</summary>
    /// <param name="drawing">Shapes filled with one colour each.</param>
    /// <param name="toCanvas">From the drawing's own units.</param>
    /// <param name="change">Of each colour.</param>
    /// <param name="inked">A colour that is painted with <paramref name="ink"/> where there is one.</param>
    public Node Draw(SvgDocument drawing, Matrix toCanvas, Func<Color, Color> change, Color inked = default, Paint? ink = null)
    {
        var shapes = ImmutableArray.CreateBuilder<Node>();
        foreach (var leaf in SvgTree.Leaves(drawing))
        {
            if (leaf.Node is not Shape { Fill: { Paint: SolidPaint solid } fill } shape) continue;
            shapes.Add(new Shape(shape.Path.Transform(toCanvas * leaf.ToRoot), fill with { Paint = ink is not null && change(solid.Color) == inked ? ink : PaintOf(change(solid.Color)) }, LineOf(leaf)) { Opacity = leaf.Opacity });
        }
        return new Group(shapes.DrainToImmutable());
    }

    /// <summary>One shape of ours, in this manner.</summary>
    public Shape Fill(Svg.Path path, Color color) =>
        new(path, new Fill(PaintOf(color)), Outline == 0 ? null : new Stroke(new SolidPaint(default), Outline, Join: LineJoin.Round));

    /// <summary>A large ground: from one colour above to another below where the style has gradients, else their middle.</summary>
    public Paint Between(Color high, Color low)
    {
        if (Shade > 0) return new LinearGradient(new(0, 0), new(0, 1), [new(0, high, 1), new(1, low, 1)], Matrix.Identity, InBoundingBoxUnits: true, SpreadMethod.Pad);
        var (a, b) = (Oklab.From(high), Oklab.From(low));
        return new SolidPaint(new Oklab((a.L + b.L) / 2, (a.A + b.A) / 2, (a.B + b.B) / 2).ToColor());
    }

    Paint PaintOf(Color color)
    {
        if (Shade == 0) return new SolidPaint(color);
        var lab = Oklab.From(color);
        var (light, dark) = (lab with { L = lab.L + Shade / 2 }, lab with { L = lab.L - Shade / 2 });
        return new LinearGradient(new Point(0.4, 0), new Point(0.6, 1), [new(0, light.ToColor(), 1), new(1, dark.ToColor(), 1)], Matrix.Identity,
            InBoundingBoxUnits: true, SpreadMethod.Pad);
    }

    /// <summary>Translucent marks (stubble, freckles) have no line.</summary>
    Stroke? LineOf(Leaf leaf) => Outline == 0 || leaf.Opacity < 1 ? null
        : new Stroke(new SolidPaint(default), Outline, Cap: LineCap.Round, Join: LineJoin.Round);
}
