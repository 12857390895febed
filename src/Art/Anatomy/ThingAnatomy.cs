using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>Things without a face: an expression goes where the largest part has room for it.</summary>
static class ThingAnatomy
{
    public static Anatomy Analyze(IconScan scan)
    {
        var body = Body(scan);
        var face = LargestCircle(body, body.Bounds.Center, pull: 0.15);
        var bounds = scan.Silhouette.Bounds;
        return new Anatomy
        {
            Silhouette = scan.Silhouette,
            Bounds = bounds,
            Head = bounds,
            Crown = CrownAbove(scan.Silhouette, face.Center.X, bounds),
            Eyes = new(face.Center.X, face.Top + 0.42 * face.Height),
            EyeDistance = 0,
            Face = face,
            Ground = GroundOf(scan, face, LeafSet.Empty),
            Dominant = Dominant(scan),
            Features = LeafSet.Empty,
            PersonHead = LeafSet.Empty,
            HeadOrder = 0,
        };
    }

    /// <summary>The largest single mass, its own holes and marks filled in.</summary>
    internal static CoverMask Body(IconScan scan)
    {
        // Layers of shade repeat one outline: among those that cover nearly the same, the lowest is the body itself.
        var masses = scan.Leaves.Where(l => l.Alpha > 0.2 && !l.IsLine && l.VisibleArea > 0).ToList();
        if (masses.Count == 0) return scan.Silhouette;
        var rooms = masses.ConvertAll(leaf => Clear(scan, leaf).Erode(3).Count);
        var largest = masses[rooms.FindIndex(room => room >= 0.9 * rooms.Max())];
        var mass = Clear(scan, largest);
        var body = mass.FillHoles().And(scan.Silhouette.FillHoles()).LargestPiece();
        return body.IsEmpty ? scan.Silhouette : body;
    }

    /// <summary>What of a leaf no other mass hides; marks upon it do not count as hiding.</summary>
    static CoverMask Clear(IconScan scan, LeafScan leaf)
    {
        var clear = leaf.Cover;
        foreach (var other in scan.Leaves)
            if (other.Index > leaf.Index && other.Alpha > 0.85 && other.Area > 0.2 * leaf.Area
                && other.Cover.And(leaf.Cover).Count < 0.9 * other.Area) clear = clear.Without(other.Cover);
        return clear;
    }

    /// <summary>The box of the largest circle inside <paramref name="region"/>, drawn towards <paramref name="anchor"/>.</summary>
    /// <param name="pull">Radius given up for each unit of distance from the anchor.</param>
    internal static Box LargestCircle(CoverMask region, Point anchor, double pull)
    {
        var distances = region.Distances();
        var (best, radius, center) = (double.NegativeInfinity, CoverMask.Cell, anchor);
        for (var y = 0; y < CoverMask.Size; y++)
        {
            for (var x = 0; x < CoverMask.Size; x++)
            {
                if (distances[y * CoverMask.Size + x] == 0) continue;
                var point = new Point((x + 0.5) * CoverMask.Cell, (y + 0.5) * CoverMask.Cell);
                var value = distances[y * CoverMask.Size + x] - pull * Math.Sqrt(Math.Pow(point.X - anchor.X, 2)
                    + Math.Pow(point.Y - anchor.Y, 2));
                if (value > best) (best, radius, center) = (value, distances[y * CoverMask.Size + x], point);
            }
        }

        return new Box(center.X, center.Y, center.X, center.Y).Inflate(radius);
    }

    /// <summary>Where a hat would sit: on the outline above x, at the height most columns near it have.</summary>
    internal static Point CrownAbove(CoverMask silhouette, double x, Box bounds)
    {
        var tops = new List<double>();
        for (var dx = -0.1; dx <= 0.101; dx += 0.05)
            if (silhouette.TopAt(x + dx * bounds.Width) is { } top) tops.Add(top);
        tops.Sort();
        return new Point(x, tops.Count == 0 ? bounds.Top : tops[tops.Count / 2]);
    }

    internal static Color Dominant(IconScan scan) =>
        (scan.Leaves.Where(l => l.Alpha > 0.3).GroupBy(l => l.Color.ToColor()).MaxBy(g => g.Sum(l => l.VisibleArea))?.Key)
            ?? new Color(128, 128, 128);

    /// <summary>The mean colour of what is seen within <paramref name="face"/> once <paramref name="removed"/> is gone.</summary>
    internal static Color GroundOf(IconScan scan, Box face, LeafSet removed)
    {
        double l = 0, a = 0, b = 0, n = 0;
        for (var y = (int)(face.Top / CoverMask.Cell); y * CoverMask.Cell < face.Bottom; y++)
        {
            for (var x = (int)(face.Left / CoverMask.Cell); x * CoverMask.Cell < face.Right; x++)
            {
                for (var i = scan.Leaves.Length - 1; i >= 0; i--)
                {
                    var leaf = scan.Leaves[i];
                    if (leaf.Alpha < 0.5 || removed.Contains(leaf.Index) || !leaf.Cover[x, y]) continue;
                    (l, a, b, n) = (l + leaf.Color.L, a + leaf.Color.A, b + leaf.Color.B, n + 1);
                    break;
                }
            }
        }

        return n == 0 ? Dominant(scan) : new Oklab(l / n, a / n, b / n).ToColor();
    }
}
