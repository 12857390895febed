using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>What a paint looks like from afar.</summary>
public static class AveragePaint
{
    /// <returns>The one colour nearest to the paint as a whole, and how opaque it is (0 to 1).</returns>
    public static (Oklab Color, double Alpha) Of(Paint paint)
    {
        if (paint is SolidPaint solid) return (Oklab.From(solid.Color), 1);
        if (paint is Pattern pattern) return Of(pattern);
        var stops = ((Gradient)paint).Stops;
        double l = 0, a = 0, b = 0, opaque = 0, spans = 0;
        for (var i = 0; i < stops.Length; i++)
        {
            // A stop speaks for the stretch between its neighbours.
            var from = i == 0 ? 0 : stops[i - 1].Offset;
            var to = i == stops.Length - 1 ? 1 : stops[i + 1].Offset;
            var span = Math.Max(to - from, 1e-3);
            var weight = span * Math.Max(stops[i].Opacity, 1e-3);
            var color = Oklab.From(stops[i].Color);
            (l, a, b) = (l + weight * color.L, a + weight * color.A, b + weight * color.B);
            opaque += weight;
            spans += span;
        }

        return opaque == 0 ? (default, 0) : (new Oklab(l / opaque, a / opaque, b / opaque), Math.Min(1, opaque / spans));
    }

    /// <summary>Each shape of a tile speaks for the room that it takes.</summary>
    static (Oklab Color, double Alpha) Of(Pattern pattern)
    {
        double l = 0, a = 0, b = 0, painted = 0;
        foreach (var leaf in SvgTree.Leaves(new SvgDocument(default, pattern.Children)))
        {
            if (leaf.Node is not Shape shape || (shape.Fill?.Paint ?? shape.Stroke?.Paint) is not { } paint) continue;
            var (color, alpha) = Of(paint);
            var weight = alpha * leaf.Opacity * Math.Max(SvgMeasure.Bounds(leaf).Area, 1e-9);
            (l, a, b) = (l + weight * color.L, a + weight * color.A, b + weight * color.B);
            painted += weight;
        }
        if (painted == 0) return (default, 0);
        var tile = pattern.InBoundingBoxUnits || pattern.ContentInBoundingBoxUnits ? Box.At(0, 0, 1, 1) : pattern.Tile;
        return (new Oklab(l / painted, a / painted, b / painted), Math.Min(1, painted / Math.Max(tile.Area, 1e-9)));
    }
}
