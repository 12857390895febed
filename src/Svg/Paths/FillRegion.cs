namespace EmojiGen.Svg.Paths;

/// <summary>The filled area of a path, as polygons.</summary>
sealed class FillRegion
{
    readonly IReadOnlyList<Polyline> lines;
    readonly FillRule rule;

    /// <param name="tolerance">The largest distance of the polygons from the path, in mapped units.</param>
    public FillRegion(Path path, FillRule rule, Matrix map, double tolerance)
    {
        lines = path.Flatten(map, tolerance);
        this.rule = rule;
        foreach (var line in lines)
            foreach (var point in line.Points)
                Bounds = Bounds.Include(point);
    }

    public Box Bounds { get; } = Box.Empty;

    public bool Contains(Point p)
    {
        if (!Bounds.Contains(p)) return false;
        var winding = 0;
        var crossings = 0;
        foreach (var line in lines)
        {
            var points = line.Points;
            var a = points[^1];
            foreach (var b in points)
            {
                // A half-open interval, so that a ray through a corner crosses once.
                if (a.Y <= p.Y != b.Y <= p.Y && p.X < a.X + (p.Y - a.Y) / (b.Y - a.Y) * (b.X - a.X))
                {
                    winding += b.Y > a.Y ? 1 : -1;
                    crossings++;
                }
                a = b;
            }
        }
        return rule == FillRule.EvenOdd ? crossings % 2 == 1 : winding != 0;
    }

    /// <summary>Points along the outline, none further than <paramref name="spacing"/> from the next.</summary>
    public IEnumerable<Point> Outline(double spacing)
    {
        foreach (var line in lines)
        {
            var points = line.Points;
            for (var i = 0; i < points.Length; i++)
            {
                yield return points[i];
                if (i + 1 == points.Length && !line.IsClosed) break;
                var step = points[(i + 1) % points.Length] - points[i];
                var pieces = (int)(Math.Sqrt(step.X * step.X + step.Y * step.Y) / spacing) + 1;
                for (var k = 1; k < pieces; k++) yield return points[i] + step * ((double)k / pieces);
            }
        }
    }
}
