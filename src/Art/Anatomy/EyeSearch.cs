using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <param name="Distance">Between the centres; 0 for a creature seen from the side, of which one eye is seen.</param>
sealed record EyePair(Point Middle, double Distance, HashSet<int> Leaves);

/// <summary>Eyes are two small dark round spots at one height, or one.</summary>
static class EyeSearch
{
    /// <summary>Dark tips of ears and paws touch the outline; eyes do not.</summary>
    static bool LiesInside(Box spot, CoverMask inside)
    {
        var (x, y) = (spot.Center.X, spot.Center.Y);
        return inside.Covers(spot.Center) && inside.Covers(new Point(x, spot.Top)) && inside.Covers(new Point(x, spot.Bottom))
            && inside.Covers(new Point(spot.Left, y)) && inside.Covers(new Point(spot.Right, y));
    }

    public static EyePair? Find(IconScan scan, CoverMask body)
    {
        var inside = body.Erode(1);
        var box = body.Bounds;
        var area = body.Count * CoverMask.Cell * CoverMask.Cell;
        var spots = scan.Leaves
            .Where(l => l.Alpha > 0.5)
            .SelectMany(l => l.Blobs)
            .Where(b => b.Area > 0.0005 * area && b.Area < 0.06 * area && b.Aspect is > 0.4 and < 2.2 && b.Fullness > 0.55
                && LiesInside(b.Bounds, inside) && b.Color.L < 0.68)
            .ToList();

        var (best, pair) = (0.0, default(EyePair));
        foreach (var a in spots)
        {
            foreach (var b in spots)
            {
                if (a.Bounds.Center.X >= b.Bounds.Center.X) continue;
                var distance = b.Bounds.Center.X - a.Bounds.Center.X;
                var drop = Math.Abs(a.Bounds.Center.Y - b.Bounds.Center.Y);
                var alike = Math.Min(a.Area, b.Area) / Math.Max(a.Area, b.Area);
                if (distance < 0.1 * box.Width || distance > 0.8 * box.Width || drop > 0.15 * distance || alike < 0.6) continue;
                var middle = new Point((a.Bounds.Center.X + b.Bounds.Center.X) / 2, (a.Bounds.Center.Y + b.Bounds.Center.Y) / 2);
                var upper = 1 - (middle.Y - box.Top) / box.Height;
                if (upper < 0.2) continue;
                var centered = 1 - Math.Abs(middle.X - box.Center.X) / box.Width;
                var dark = 1 - (a.Color.L + b.Color.L) / 2;
                var larger = Math.Sqrt((a.Area + b.Area) / area);
                var score = alike * centered * centered * (0.5 + upper) * (0.4 + dark) * (0.15 + larger) * (1 - drop / (0.2 * distance));
                if (score > best) (best, pair) = (score, new EyePair(middle, distance, [a.Leaf, b.Leaf]));
            }
        }

        if (pair is not null) return pair;

        var single = spots
            .Where(b => b.Aspect is > 0.6 and < 1.6 && b.Fullness is > 0.7 and < 0.9 && b.Area < 0.03 * area)
            .MaxBy(b => (1 - b.Color.L) * (1.2 - (b.Bounds.Center.Y - box.Top) / box.Height) * (0.02 + Math.Sqrt(b.Area / area)));
        return single is null ? null : new EyePair(single.Bounds.Center, 0, [single.Leaf]);
    }
}
