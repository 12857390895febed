using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>The places on a figure to which other things are put. Moves with the figure.</summary>
/// <param name="Head">Without ears and horns.</param>
/// <param name="Crown">Where a brim lies.</param>
/// <param name="EyeDistance">0 where no pair of eyes is seen.</param>
/// <param name="Face">Free area for an expression.</param>
sealed record Anchors(Box Head, Point Crown, Point Eyes, double EyeDistance, Box Face)
{
    public static Anchors Of(Anatomy anatomy) => new(anatomy.Head, anatomy.Crown, anatomy.Eyes, anatomy.EyeDistance, anatomy.Face);

    public Anchors Apply(Matrix map)
    {
        var scale = Math.Sqrt(Math.Abs(map.Determinant));
        return new(Upright(map, Head), map.Apply(Crown), map.Apply(Eyes), EyeDistance * scale, Upright(map, Face));
    }

    /// <summary>A box that keeps its size under a tilt: corners swing out, but a head does not grow.</summary>
    static Box Upright(Matrix map, Box box)
    {
        var center = map.Apply(box.Center);
        var scale = Math.Sqrt(Math.Abs(map.Determinant));
        var (w, h) = (box.Width * scale / 2, box.Height * scale / 2);
        return new Box(center.X - w, center.Y - h, center.X + w, center.Y + h);
    }
}

/// <summary>What a part covers, and where it stands.</summary>
/// <param name="Part">The part of the picture that it shows.</param>
/// <param name="Drawing">What is drawn there, by reference a piece of the figure's own tree.</param>
sealed record Solid(CoverMask Mask, Matrix ToScene, Part Part, Node Drawing)
{
    readonly Matrix fromScene = ToScene.Invert();

    /// <summary>An expression, which lies on another solid and adds nothing to the outline.</summary>
    public bool IsMark { get; init; }

    /// <summary>Hair and beards of our own: a part of the outline, on which nothing stands and of which nothing is asked.</summary>
    public bool IsTrim { get; init; }

    /// <summary>Letters stand on it, which a mirror would spoil.</summary>
    public bool IsRead { get; init; }

    /// <summary>Bounds before <see cref="ToScene"/>, finer than the mask's.</summary>
    public Box Extent { get; init; } = Mask.Bounds;

    public bool Covers(Point p) => Mask.Covers(fromScene.Apply(p));

    public Solid Move(Matrix map) => new(Mask, map * ToScene, Part, Drawing) { IsMark = IsMark, IsTrim = IsTrim, IsRead = IsRead, Extent = Extent };
}

/// <summary>Something drawn that can be moved as one: a subject with all it wears and holds, or a group of such.</summary>
/// <param name="Solids">In the order in which they are painted.</param>
sealed record Figure(Node Node, Box Bounds, ImmutableArray<Solid> Solids, Anchors Anchors)
{
    const double Step = 1;

    /// <summary>Narrower than this nothing is drawn, canvas units.</summary>
    const double Smallest = 4;

    public Figure Apply(Matrix map) => map.IsIdentity ? this : new(
        new Group([Node]) { Transform = map },
        map.Apply(Bounds),
        [.. Solids.Select(solid => solid.Move(map))],
        Anchors.Apply(map));

    public Figure Move(double x, double y) => Apply(Matrix.Translation(x, y));

    public Figure Scale(double factor) => Apply(Matrix.Scaling(factor, factor).About(Bounds.Center));

    public Figure Tilt(double degrees) => degrees == 0 ? this : Apply(Matrix.Rotation(degrees).About(Bounds.Center)).Remeasured();

    /// <summary>Looking the other way; what is to be read stays as it is.</summary>
    public Figure Mirror() => Solids.Any(static it => it.IsRead) ? this : Apply(Matrix.Scaling(-1, 1).About(Bounds.Center));

    /// <summary>This as something to be read, which no mirror turns.</summary>
    public Figure ToBeRead() => this with { Solids = Solids.SetItem(0, Solids[0] with { IsRead = true }) };

    /// <summary>Scaled and moved so that its bounds lie in <paramref name="target"/>, centred, proportions kept.</summary>
    public Figure FitInto(Box target)
    {
        var scale = Math.Min(target.Width / Math.Max(Bounds.Width, 1e-6), target.Height / Math.Max(Bounds.Height, 1e-6));
        return Apply(Matrix.Translation(target.Center.X, target.Center.Y) * Matrix.Scaling(scale,
            scale) * Matrix.Translation(-Bounds.Center.X, -Bounds.Center.Y));
    }

    /// <summary>Scaled to this width, centred on <paramref name="center"/>.</summary>
    public Figure Sized(double width, Point center)
    {
        var scale = Math.Max(width, Smallest) / Math.Max(Bounds.Width, 1e-6);
        return Apply(Matrix.Translation(center.X, center.Y) * Matrix.Scaling(scale, scale) * Matrix.Translation(-Bounds.Center.X,
            -Bounds.Center.Y));
    }

    /// <summary>Scaled so that the longer side has this length, about its centre.</summary>
    public Figure ToSize(double side) => Scale(side / Math.Max(Math.Max(Bounds.Width, Bounds.Height), 1e-6));

    /// <summary>Moved so that the bottom of its bounds stands at (x, y).</summary>
    public Figure StandAt(double x, double y) => Move(x - Bounds.Center.X, y - Bounds.Bottom);

    /// <summary>This with <paramref name="front"/> drawn over it; still the same figure to whom things are given.</summary>
    public Figure With(Figure front) => this with
    {
        Node = new Group([Node, front.Node]),
        Bounds = Bounds.Union(front.Bounds),
        Solids = Solids.AddRange(front.Solids),
    };

    /// <summary>This with <paramref name="back"/> drawn behind it.</summary>
    public Figure Before(Figure back) => this with
    {
        Node = new Group([back.Node, Node]),
        Bounds = Bounds.Union(back.Bounds),
        Solids = back.Solids.AddRange(Solids),
    };

    /// <summary>This with what belongs to it drawn behind and before it: hair, a beard. Nothing stands on such.</summary>
    /// <param name="behind">On the canvas, as this is.</param>
    public Figure Between(Node? behind, Node? before)
    {
        if (behind is null && before is null) return this;
        var (bounds, solids) = (Bounds, Solids);
        foreach (var node in new[] { behind, before }.OfType<Node>())
        {
            var trim = Of(node, Solids[0].Part, Anchors);
            bounds = bounds.Union(trim.Bounds);
            solids = solids.Add(trim.Solids[0] with { IsTrim = true });
        }
        return this with { Node = new Group([.. new[] { behind, Node, before }.OfType<Node>()]), Bounds = bounds, Solids = solids };
    }

    /// <summary>A drawing of our own.</summary>
    /// <param name="node">On the canvas, or beyond its edges: figures are fitted to it in the end.</param>
    public static Figure Of(Node node, Part part, Anchors anchors)
    {
        var bounds = SvgMeasure.Bounds(node);
        // A mask is of the canvas: what reaches beyond is measured at a smaller size.
        var scale = Math.Min(1, Canvas.Size / Math.Max(Math.Max(bounds.Width, bounds.Height), 1e-6));
        var toMask = bounds.Intersect(Canvas.Box) == bounds ? Matrix.Identity
            : Matrix.Translation(Canvas.Size / 2, Canvas.Size / 2) * Matrix.Scaling(scale, scale) * Matrix.Translation(-bounds.Center.X, -bounds.Center.Y);
        var covers = CoverMask.OfLeaves(new SvgDocument(Canvas.Box, [new Group([node]) { Transform = toMask }]));
        var mask = covers.Aggregate(new CoverMask(), static (all, leaf) => all.Or(leaf));
        // A clip cuts by its box when it is measured, and by its shape in the mask.
        var seen = mask.IsEmpty ? bounds : bounds.Intersect(toMask.Invert().Apply(mask.Bounds.Inflate(CoverMask.Cell)));
        return new Figure(node, seen, [new Solid(mask, toMask.Invert(), part, node) { Extent = toMask.Apply(seen) }], anchors);
    }

    public bool Covers(Point p)
    {
        foreach (var solid in Solids) if (!solid.IsMark && !solid.IsTrim && solid.Covers(p)) return true;
        return false;
    }

    /// <summary>Covered, or under a mark that reaches over the outline.</summary>
    bool IsDrawn(Point p)
    {
        foreach (var solid in Solids) if (solid.Covers(p)) return true;
        return false;
    }

    /// <summary>The topmost covered y of the column at x; null where nothing is covered.</summary>
    public double? TopAt(double x)
    {
        for (var y = Bounds.Top; y <= Bounds.Bottom; y += Step) if (Covers(new Point(x, y))) return y;
        return null;
    }

    public double? BottomAt(double x)
    {
        for (var y = Bounds.Bottom; y >= Bounds.Top; y -= Step) if (Covers(new Point(x, y))) return y;
        return null;
    }

    /// <summary>The height of the middle of what is broad: of the lenses of glasses, where their arms stick out above them; of the whole where
    /// little sticks out.</summary>
    public double BroadMiddle()
    {
        const double Broad = 0.5, MostOfIt = 0.7;
        var rows = new List<(double Y, int Covered)>();
        for (var y = Bounds.Top + Step / 2; y < Bounds.Bottom; y += Step)
        {
            var covered = 0;
            for (var x = Bounds.Left + Step / 2; x < Bounds.Right; x += Step) if (Covers(new Point(x, y))) covered++;
            rows.Add((y, covered));
        }
        var broadest = rows.Count == 0 ? 0 : rows.Max(it => it.Covered);
        if (broadest == 0) return Bounds.Center.Y;
        var broad = rows.Where(it => it.Covered >= Broad * broadest).ToArray();
        return broad[^1].Y - broad[0].Y >= MostOfIt * Bounds.Height ? Bounds.Center.Y : (broad[0].Y + broad[^1].Y) / 2;
    }

    /// <summary>True for a face or head alone, of which no body is drawn.</summary>
    public bool IsHeadOnly => Anchors.Head.Height > 0.55 * Bounds.Height && Anchors.Head.Width > 0.45 * Bounds.Width;

    /// <summary>-1 where it looks to the left, 1 to the right, 0 to us.</summary>
    public int Facing => Anatomy.FacingOf(Bounds, Anchors.Eyes, Anchors.EyeDistance);

    public Figure Looking(int direction) => Facing == -direction ? Mirror() : this;

    /// <summary>Turned so that its long axis lies level; what is not clearly longer than wide stays as it is.</summary>
    public Figure Levelled()
    {
        double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
        for (var y = Bounds.Top; y <= Bounds.Bottom; y += 2)
        {
            for (var x = Bounds.Left; x <= Bounds.Right; x += 2)
            {
                if (!Covers(new Point(x, y))) continue;
                (n, sx, sy, sxx, syy, sxy) = (n + 1, sx + x, sy + y, sxx + x * x, syy + y * y, sxy + x * y);
            }
        }

        if (n == 0) return this;
        var (vx, vy, cov) = (sxx / n - sx * sx / n / n, syy / n - sy * sy / n / n, sxy / n - sx * sy / n / n);
        var spread = Math.Sqrt((vx - vy) * (vx - vy) / 4 + cov * cov);
        if (spread < 0.4 * (vx + vy) / 2) return this;
        var slope = 0.5 * Math.Atan2(2 * cov, vx - vy) * 180 / Math.PI;
        return Math.Abs(slope) > 70 ? this : Tilt(-slope);
    }

    /// <summary>Bounds taken anew from what is covered: a rotated box is larger than what it holds.</summary>
    Figure Remeasured()
    {
        var box = Box.Empty;
        for (var y = Bounds.Top; y <= Bounds.Bottom; y += Step)
            for (var x = Bounds.Left; x <= Bounds.Right; x += Step)
                if (IsDrawn(new Point(x, y))) box = box.Include(new Point(x, y)).Include(new Point(x + Step, y + Step));
        return box.IsEmpty ? this : this with { Bounds = box };
    }
}
