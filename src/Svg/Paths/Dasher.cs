namespace EmojiGen.Svg.Paths;

static class Dasher
{
    /// <summary>More dashes than this no eye tells apart; the stroke is then taken whole.</summary>
    const int MaximumDashes = 10_000;

    /// <summary>The dashes of a stroke, each a move and lines.</summary>
    public static IReadOnlyList<Segment[]> Cut(Path path, Stroke stroke)
    {
        var pattern = stroke.Dashes;
        var period = pattern.Sum() * (pattern.Length % 2 == 1 ? 2 : 1);
        var tolerance = Math.Max(stroke.Width, period) / 500;
        var lines = path.Flatten(Matrix.Identity, tolerance);
        var length = 0.0;
        foreach (var line in lines) length += LengthOf(line);
        if (length / period * pattern.Length > MaximumDashes) return [path.Segments.ToArray()];
        var dashes = new List<Segment[]>();
        foreach (var line in lines) CutLine(line, stroke, period, dashes);
        return dashes;
    }

    static void CutLine(Polyline line, Stroke stroke, double period, List<Segment[]> dashes)
    {
        var pattern = stroke.Dashes;
        var phase = (stroke.DashOffset % period + period) % period;
        var index = 0;
        while (phase >= pattern[index % pattern.Length] && index < 2 * pattern.Length)
            phase -= pattern[index++ % pattern.Length];
        var left = pattern[index % pattern.Length] - phase;
        var dash = new List<Segment>();
        var points = line.Points;
        if (index % 2 == 0) dash.Add(new Segment(SegmentKind.Move, default, default, points[0]));
        var count = points.Length + (line.IsClosed ? 1 : 0);
        for (var i = 1; i < count; i++)
        {
            var from = points[i - 1];
            var to = points[i % points.Length];
            var whole = Distance(from, to);
            var done = 0.0;
            while (whole - done > left)
            {
                done += left;
                var at = from + (to - from) * (done / whole);
                if (index % 2 == 0)
                {
                    dash.Add(new Segment(SegmentKind.Line, default, default, at));
                    dashes.Add(dash.ToArray());
                    dash.Clear();
                }
                else dash.Add(new Segment(SegmentKind.Move, default, default, at));
                index++;
                left = pattern[index % pattern.Length];
            }
            left -= whole - done;
            if (index % 2 == 0) dash.Add(new Segment(SegmentKind.Line, default, default, to));
        }
        if (dash.Count > 1) dashes.Add(dash.ToArray());
    }

    static double LengthOf(Polyline line)
    {
        var length = 0.0;
        for (var i = 1; i < line.Points.Length; i++) length += Distance(line.Points[i - 1], line.Points[i]);
        return length + (line.IsClosed ? Distance(line.Points[^1], line.Points[0]) : 0);
    }

    static double Distance(Point a, Point b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
}
