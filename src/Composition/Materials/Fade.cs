using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Materials;

/// <summary>One gradient over a whole drawing, from above to below, at each shape's own lightness.</summary>
static class Fade
{
    /// <param name="colours">One fades to its paler self; none: the thing's own does.</param>
    public static SvgDocument Apply(SvgDocument document, Anatomy anatomy, ImmutableArray<Recolour> colours)
    {
        const double Paler = 0.22, OfLight = 0.5;
        var dominant = Oklab.From(anatomy.Dominant);
        Oklab[] stops = [.. colours.Select(static it => Oklab.From(Surface.Mark(it)))];
        if (stops.Length == 0) stops = [dominant];
        if (stops.Length == 1) stops = [stops[0], new(Math.Min(0.95, stops[0].L + Paler), 0.5 * stops[0].A, 0.5 * stops[0].B)];
        var toCanvas = Canvas.From(document.ViewBox);
        var fromCanvas = toCanvas.Invert();
        var start = fromCanvas.Apply(new Point(anatomy.Bounds.Center.X, anatomy.Bounds.Top));
        var end = fromCanvas.Apply(new Point(anatomy.Bounds.Center.X, anatomy.Bounds.Bottom));
        return LeafMap.Apply(document, leaf =>
        {
            if (!Texture.CanTake(leaf, anatomy, toCanvas)) return leaf.Node;
            var shape = (Shape)leaf.Node;
            var step = OfLight * (AveragePaint.Of(shape.Fill!.Paint).Color.L - dominant.L);
            var gradient = new LinearGradient(start, end, [.. stops.Select((it, i) => new GradientStop((double)i / (stops.Length - 1),
                new Oklab(Math.Clamp(it.L + step, 0, 1), it.A, it.B).ToColor(), 1))],
                    leaf.ToRoot.Invert(), InBoundingBoxUnits: false, SpreadMethod.Pad);
            return shape with { Fill = shape.Fill with { Paint = gradient } };
        });
    }
}
