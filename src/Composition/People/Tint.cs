using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.People;

/// <summary>Gives some leaves of an icon another colour and keeps their lights and shades.</summary>
static class Tint
{
    // Lights and shades keep most of their distance; on very light and very dark hair there is less room for them.
    const double KeptContrast = 0.8, Darkest = 0.1, Lightest = 0.98;

    /// <param name="leaves">Which; of no other a colour changes.</param>
    /// <param name="mean">What the leaves look like as a whole.</param>
    public static SvgDocument Apply(SvgDocument document, LeafSet leaves, Color mean, Color target)
    {
        var change = Toward(Oklab.From(mean), Oklab.From(target));
        return LeafMap.Apply(document, leaf => leaves.Contains(leaf.Index) ? SvgTree.MapColors(leaf.Node, change) : leaf.Node);
    }

    static Func<Color, Color> Toward(Oklab mean, Oklab target) => color =>
    {
        var from = Oklab.From(color);
        var lightness = Math.Clamp(target.L + KeptContrast * (from.L - mean.L), Darkest, Lightest);
        // Shades grow duller with the distance from the middle, as paint does.
        var chroma = target.Chroma * Math.Clamp(1 - Math.Abs(lightness - target.L), 0.4, 1);
        return Oklab.Of(lightness, chroma, target.Hue).ToColor();
    };

    static readonly ImmutableArray<Color> rainbow =
        [new(229, 57, 53), new(251, 140, 0), new(253, 216, 53), new(67, 160, 71), new(30, 136, 229), new(142, 36, 170)];

    /// <summary>A rainbow from side to side of each leaf.</summary>
    public static SvgDocument Rainbow(SvgDocument document, LeafSet leaves)
    {
        var paint = RainbowPaint();
        return LeafMap.Apply(document, leaf => leaves.Contains(leaf.Index) && leaf.Node is Shape { Fill: { } fill } shape
            ? shape with { Fill = fill with { Paint = paint } } : leaf.Node);
    }

    public static LinearGradient RainbowPaint() => new(new Point(0, 0), new Point(1, 0),
        [.. rainbow.Select((color, i) => new GradientStop((double)i / (rainbow.Length - 1), color, 1))], Matrix.Identity,
        InBoundingBoxUnits: true, SpreadMethod.Pad);

    /// <summary>The mean colour of some leaves, by the room that they take; null where there are none.</summary>
    public static Color? Mean(SvgDocument document, LeafSet leaves)
    {
        double l = 0, a = 0, b = 0, painted = 0;
        foreach (var leaf in SvgTree.Leaves(document))
        {
            if (!leaves.Contains(leaf.Index) || leaf.Node is not Shape { Fill: { } fill }) continue;
            var (color, alpha) = AveragePaint.Of(fill.Paint);
            var weight = alpha * leaf.Opacity * Math.Max(SvgMeasure.Bounds(leaf).Area, 1e-9);
            (l, a, b) = (l + weight * color.L, a + weight * color.A, b + weight * color.B);
            painted += weight;
        }
        return painted == 0 ? null : new Oklab(l / painted, a / painted, b / painted).ToColor();
    }
}
