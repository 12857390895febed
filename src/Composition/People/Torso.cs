using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.People;

/// <summary>The trunk and neck of a whole body, from whichever side it is seen: found on its outline, between its head and its thickest
/// place.</summary>
/// <param name="Center">Of the trunk: of the largest circle within the outline.</param>
/// <param name="Axis">From the head to the trunk, of length 1.</param>
/// <param name="Distance">From the eyes to <paramref name="Center"/>.</param>
/// <param name="Neck">The middle of the narrowest place between both.</param>
/// <param name="NeckWidth">Across the axis.</param>
sealed record Torso(Point Center, double Radius, Point Axis, double Distance, Point Neck, double NeckWidth)
{
    const double Step = 1;

    // Where a neck is looked for: from the edge of the head, in shares of its height, to the trunk's circle, in shares of its radius.
    const double PastHead = 0.42, IntoTrunk = 0.55;

    // A head that hangs over its trunk (a penguin's, a snowman's) has its neck above it.
    const double Upright = 0.8;

    /// <summary>Whether it stands as people do, its head above its trunk.</summary>
    public bool IsUpright => Axis.Y > Upright;

    /// <summary>To the right of the axis as one looks along it.</summary>
    public Point Across => new(-Axis.Y, Axis.X);

    /// <summary>The trunk alone, lying level: its neck is where the head ends, and no further from its middle than a trunk is long.</summary>
    public Torso Levelled(Box head, Box body)
    {
        const double Nearest = 0.55, Furthest = 1.7, Cheek = 0.12, NoHead = 0.8, HeadOfBody = 0.4;
        // Where no eyes were found the head is all of it: most animals look to the left.
        if (head.Width > NoHead * body.Width) head = head with { Right = body.Left + HeadOfBody * body.Width };
        var back = Center.X > head.Center.X ? 1 : -1;
        var edge = back > 0 ? head.Right - Cheek * head.Width : head.Left + Cheek * head.Width;
        var length = Math.Clamp(back * (Center.X - edge), Nearest * Radius, Furthest * Radius);
        return this with { Axis = new Point(back, 0), Distance = length, Neck = Center - new Point(back * length, 0), NeckWidth = 2 * Radius };
    }

    /// <summary>A point along the axis, from the eyes.</summary>
    public Point At(double distance) => Center + Axis * (distance - Distance);

    public static Torso Of(CoverMask mask, Anchors anchors)
    {
        var (center, radius) = Thickest(mask, anchors);
        var eyes = HeadEnd(mask, anchors, center);
        var way = center - eyes;
        var distance = Math.Max(Math.Sqrt(way.X * way.X + way.Y * way.Y), Step);
        var axis = way * (1 / distance);
        var from = Math.Min(PastHead * anchors.Head.Height, distance / 2);
        var to = Math.Max(distance - IntoTrunk * radius, from + Step);
        var (neck, width) = (eyes + axis * ((from + to) / 2), double.PositiveInfinity);
        for (var along = from; along <= to; along += Step)
        {
            var (middle, across) = Section(mask, eyes + axis * along, new Point(-axis.Y, axis.X));
            // Of equally narrow places the one nearest to the head.
            if (across > 0 && across < width - Step / 2) (neck, width) = (middle, across);
        }

        return new Torso(center, radius, axis, distance, neck, double.IsInfinity(width) ? radius : width);
    }

    /// <summary>The eyes; where they were found on the trunk (spots look like eyes), the highest place of the outline.</summary>
    static Point HeadEnd(CoverMask mask, Anchors anchors, Point center)
    {
        const double Within = 0.8, BelowTop = 8;
        var (eyes, bounds) = (anchors.Eyes, mask.Bounds);
        var isOnTrunk = eyes.Y > bounds.Center.Y && Math.Abs(eyes.X - bounds.Center.X) < Within * bounds.Width / 2;
        if (!isOnTrunk) return eyes;
        for (var x = bounds.Left; x < bounds.Right; x += CoverMask.Cell)
            if (mask.TopAt(x) is { } top && top < bounds.Top + CoverMask.Cell) return new Point(x, top + BelowTop);
        return center;
    }

    /// <summary>The middle and the width of what is covered across a point.</summary>
    static (Point Middle, double Width) Section(CoverMask mask, Point at, Point across)
    {
        if (!mask.Covers(at)) return (at, 0);
        double ahead = 0, back = 0;
        while (mask.Covers(at + across * (ahead + Step))) ahead += Step;
        while (mask.Covers(at - across * (back + Step))) back += Step;
        return (at + across * ((ahead - back) / 2), ahead + back);
    }

    /// <summary>The largest circle within the outline that does not lie in the head.</summary>
    static (Point Center, double Radius) Thickest(CoverMask mask, Anchors anchors)
    {
        const double HeadCounts = 0.45;
        var distances = mask.FillHoles().Distances();
        var (best, center, radius) = (0.0, anchors.Head.Center, 1.0);
        for (var y = 0; y < CoverMask.Size; y++)
        {
            for (var x = 0; x < CoverMask.Size; x++)
            {
                var distance = distances[y * CoverMask.Size + x];
                if (distance <= 0) continue;
                var point = new Point((x + 0.5) * CoverMask.Cell, (y + 0.5) * CoverMask.Cell);
                var value = anchors.Head.Contains(point) ? HeadCounts * distance : distance;
                if (value > best) (best, center, radius) = (value, point, distance);
            }
        }

        return (center, radius);
    }
}
