using System.Runtime.InteropServices;

namespace EmojiGen.Svg.Paths;

static class PathFlattener
{
    public static IReadOnlyList<Polyline> Flatten(ReadOnlySpan<Segment> segments, Matrix map, double tolerance)
    {
        if (!(tolerance > 0)) throw new ArgumentOutOfRangeException(nameof(tolerance),
            $"Cannot flatten a path: expected a tolerance above 0, got {tolerance}.");
        var result = new List<Polyline>();
        var points = new List<Point>();
        Point current = default;
        foreach (ref readonly var segment in segments)
        {
            var end = map.Apply(segment.End);
            switch (segment.Kind)
            {
                case SegmentKind.Move:
                    Finish(isClosed: false);
                    points.Add(end);
                    break;
                case SegmentKind.Line:
                    points.Add(end);
                    break;
                case SegmentKind.Quadratic:
                    AddQuadratic(points, current, map.Apply(segment.Control1), end, tolerance);
                    break;
                case SegmentKind.Cubic:
                    AddCubic(points, current, map.Apply(segment.Control1), map.Apply(segment.Control2), end, tolerance);
                    break;
                case SegmentKind.Close:
                    Finish(isClosed: true);
                    break;
            }
            current = end;
        }
        Finish(isClosed: false);
        return result;

        void Finish(bool isClosed)
        {
            if (isClosed && points.Count > 1 && points[^1] == points[0]) points.RemoveAt(points.Count - 1);
            if (points.Count > 0) result.Add(new Polyline(ImmutableCollectionsMarshal.AsImmutableArray(points.ToArray()), isClosed));
            points.Clear();
        }
    }

    // The number of equal steps that keeps the chord within tolerance: n^2 = d (d - 1) / 8 * (largest second difference) / tolerance.
    const int MaximumSteps = 1000;

    static void AddQuadratic(List<Point> points, Point a, Point b, Point c, double tolerance)
    {
        var steps = Steps(0.25 * Length(a - b * 2 + c) / tolerance);
        for (var i = 1; i < steps; i++)
        {
            double t = (double)i / steps, u = 1 - t;
            points.Add(a * (u * u) + b * (2 * u * t) + c * (t * t));
        }
        points.Add(c);
    }

    static void AddCubic(List<Point> points, Point a, Point b, Point c, Point d, double tolerance)
    {
        var steps = Steps(0.75 * Math.Max(Length(a - b * 2 + c), Length(b - c * 2 + d)) / tolerance);
        for (var i = 1; i < steps; i++)
        {
            double t = (double)i / steps, u = 1 - t;
            points.Add(a * (u * u * u) + b * (3 * u * u * t) + c * (3 * u * t * t) + d * (t * t * t));
        }
        points.Add(d);
    }

    static int Steps(double squared) => (int)Math.Clamp(Math.Ceiling(Math.Sqrt(squared)), 1, MaximumSteps);

    static double Length(Point p) => Math.Sqrt(p.X * p.X + p.Y * p.Y);
}
