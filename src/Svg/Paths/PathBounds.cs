namespace EmojiGen.Svg.Paths;

static class PathBounds
{
    /// <summary>The exact bounds of mapped segments. A move that nothing follows counts nothing.</summary>
    public static Box Measure(ReadOnlySpan<Segment> segments, Matrix map)
    {
        var box = Box.Empty;
        Point current = default;
        Span<double> at = stackalloc double[2];
        foreach (ref readonly var segment in segments)
        {
            var end = map.Apply(segment.End);
            if (segment.Kind != SegmentKind.Move) box = box.Include(current).Include(end);
            if (segment.Kind == SegmentKind.Cubic)
            {
                var c1 = map.Apply(segment.Control1);
                var c2 = map.Apply(segment.Control2);
                if (!(box.Contains(c1) && box.Contains(c2)))
                {
                    foreach (var t in at[..CurveExtrema.Cubic(current.X, c1.X, c2.X, end.X, at)])
                        box = IncludeX(box, CurveExtrema.CubicAt(current.X, c1.X, c2.X, end.X, t));
                    foreach (var t in at[..CurveExtrema.Cubic(current.Y, c1.Y, c2.Y, end.Y, at)])
                        box = IncludeY(box, CurveExtrema.CubicAt(current.Y, c1.Y, c2.Y, end.Y, t));
                }
            }
            else if (segment.Kind == SegmentKind.Quadratic)
            {
                var c = map.Apply(segment.Control1);
                foreach (var t in at[..CurveExtrema.Quadratic(current.X, c.X, end.X, at)])
                    box = IncludeX(box, CurveExtrema.QuadraticAt(current.X, c.X, end.X, t));
                foreach (var t in at[..CurveExtrema.Quadratic(current.Y, c.Y, end.Y, at)])
                    box = IncludeY(box, CurveExtrema.QuadraticAt(current.Y, c.Y, end.Y, t));
            }
            current = end;
        }
        return box;
    }

    static Box IncludeX(Box box, double x) => box with { Left = Math.Min(box.Left, x), Right = Math.Max(box.Right, x) };

    static Box IncludeY(Box box, double y) => box with { Top = Math.Min(box.Top, y), Bottom = Math.Max(box.Bottom, y) };
}
