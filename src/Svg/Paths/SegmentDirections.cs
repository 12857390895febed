namespace EmojiGen.Svg.Paths;

/// <summary>In which directions a segment sets out and arrives.</summary>
static class SegmentDirections
{
    /// <returns>Unit directions; zero for a segment without length.</returns>
    public static (Point From, Point To) Of(Point start, in Segment segment)
    {
        var end = segment.End;
        switch (segment.Kind)
        {
            case SegmentKind.Quadratic:
                return (FirstUnit(segment.Control1 - start, end - start, default), FirstUnit(end - segment.Control1, end - start, default));
            case SegmentKind.Cubic:
                return (FirstUnit(segment.Control1 - start, segment.Control2 - start, end - start),
                    FirstUnit(end - segment.Control2, end - segment.Control1, end - start));
            default:
                var unit = FirstUnit(end - start, default, default);
                return (unit, unit);
        }
    }

    static Point FirstUnit(Point a, Point b, Point c)
    {
        var chosen = Dot(a, a) > 1e-24 ? a : Dot(b, b) > 1e-24 ? b : c;
        var length = Math.Sqrt(Dot(chosen, chosen));
        return length > 1e-12 ? chosen * (1 / length) : default;
    }

    static double Dot(Point a, Point b) => a.X * b.X + a.Y * b.Y;
}
