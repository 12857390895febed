using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>What a paint looks like from afar.</summary>
public static class AveragePaint
{
    /// <returns>The one colour nearest to the paint as a whole, and how opaque it is (0 to 1).</returns>
    public static (Oklab Color, double Alpha) Of(Paint paint)
    {
        if (paint is SolidPaint solid) return (Oklab.From(solid.Color), 1);
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
}
