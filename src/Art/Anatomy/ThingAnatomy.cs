using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>Things without a face: an expression goes where the largest part has room for it.</summary>
static class ThingAnatomy
{
    public static Anatomy Analyze(IconScan scan)
    {
        var body = Body(scan);
        var face = Calmer(scan, LargestCircle(body, body.Bounds.Center, pull: 0.15));
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

    // Shares: of a face's area that may have another colour; of its size that a calmer place must have; and of the canvas, how much a mass must
    // cover to be looked at.
    const double MostTexture = 0.3, LeastOfFace = 0.55, LeastMass = 0.03;

    /// <summary>How alike colours are that make one ground.</summary>
    const double Alike = 0.09;

    /// <summary>A place of one colour where the largest is full of others: the shell of a taco, not its filling.</summary>
    static Box Calmer(IconScan scan, Box face)
    {
        var grounds = scan.Leaves.Where(l => l.Alpha > 0.5 && !l.IsLine && l.VisibleArea > LeastMass * CoverMask.Size * CoverMask.Size)
            .OrderByDescending(l => l.VisibleArea).Take(4).Select(l => Ground(scan, l.Color)).ToList();
        if (grounds.Count == 0 || grounds.Max(ground => Share(ground, face)) > 1 - MostTexture) return face;
        var best = grounds.Select(ground => LargestCircle(ground, ground.Bounds.Center, pull: 0.1)).MaxBy(it => it.Width);
        return best.Width >= LeastOfFace * face.Width ? best : face;
    }

    /// <summary>What is seen of one colour, its small marks filled in.</summary>
    static CoverMask Ground(IconScan scan, Oklab color)
    {
        var ground = scan.Leaves.Where(l => l.Alpha > 0.5 && Apart(l.Color, color) < Alike)
            .Aggregate(new CoverMask(), static (all, leaf) => all.Or(leaf.Visible));
        return ground.Dilate().Erode();
    }

    static double Apart(Oklab a, Oklab b) => Math.Sqrt((a.L - b.L) * (a.L - b.L) + (a.A - b.A) * (a.A - b.A) + (a.B - b.B) * (a.B - b.B));

    /// <summary>The share of a circle that is of a ground.</summary>
    static double Share(CoverMask ground, Box circle)
    {
        var (all, within) = (0, 0);
        for (var y = circle.Top + CoverMask.Cell / 2; y < circle.Bottom; y += CoverMask.Cell)
        {
            for (var x = circle.Left + CoverMask.Cell / 2; x < circle.Right; x += CoverMask.Cell)
            {
                if (Math.Pow(x - circle.Center.X, 2) + Math.Pow(y - circle.Center.Y, 2) > circle.Width * circle.Width / 4) continue;
                all++;
                if (ground.Covers(new Point(x, y))) within++;
            }
        }

        return all == 0 ? 1 : (double)within / all;
    }

    /// <summary>The hands and figures of a dial, which a face on it takes the place of.</summary>
    public static Anatomy AnalyzeDial(IconScan scan)
    {
        const double Within = 0.8, Small = 0.25;
        var anatomy = Analyze(scan);
        var disc = new CoverMask();
        for (var y = 0; y < CoverMask.Size; y++)
        {
            for (var x = 0; x < CoverMask.Size; x++)
            {
                var (dx, dy) = ((x + 0.5) * CoverMask.Cell - anatomy.Face.Center.X, (y + 0.5) * CoverMask.Cell - anatomy.Face.Center.Y);
                if (dx * dx + dy * dy < anatomy.Face.Width * anatomy.Face.Width / 4) disc.Set(x, y);
            }
        }

        var marks = scan.Leaves.Where(l => l.Area > 0 && l.Area < Small * disc.Count && l.Cover.And(disc).Count > Within * l.Area).Select(l => l.Index);
        return anatomy with { Features = new LeafSet(marks) };
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
