namespace EmojiGen.Svg.Paths;

/// <summary>
/// The bounds of a stroke in a mapped space, from its geometry: a curve's turning points moved out by the pen, the corners at segment ends,
/// and what joins and
/// caps add. Exact but where the pen is wider than a curve is round, where it is a cover.
/// </summary>
ref struct StrokeBounds
{
    readonly Matrix map;
    readonly double half;
    readonly LineCap cap;
    readonly LineJoin join;
    readonly double miterLimit;
    // How far the pen reaches along the mapped axes, and the directions in which it does before mapping.
    readonly Point reach, towardsX, towardsY;

    Box box = Box.Empty;

    StrokeBounds(Stroke stroke, Matrix map)
    {
        this.map = map;
        half = stroke.Width / 2;
        cap = stroke.Cap;
        join = stroke.Join;
        miterLimit = stroke.MiterLimit;
        var x = Math.Sqrt(map.A * map.A + map.C * map.C);
        var y = Math.Sqrt(map.B * map.B + map.D * map.D);
        reach = new Point(half * x, half * y);
        towardsX = x == 0 ? default : new Point(map.A / x, map.C / x);
        towardsY = y == 0 ? default : new Point(map.B / y, map.D / y);
    }

    public static Box Measure(Path path, Stroke stroke, Matrix map)
    {
        if (stroke.Width <= 0) return Box.Empty;
        var measure = new StrokeBounds(stroke, map);
        if (stroke.Dashes.IsDefaultOrEmpty || !(stroke.Dashes.Sum() > 0)) measure.AddPath(path.Steps);
        else
        {
            foreach (var dash in Dasher.Cut(path, stroke)) measure.AddPath(dash);
        }
        return measure.box;
    }

    void AddPath(ReadOnlySpan<Segment> segments)
    {
        var first = 0;
        for (var i = 1; i <= segments.Length; i++)
        {
            if (i < segments.Length && segments[i].Kind != SegmentKind.Move) continue;
            AddSubpath(segments[first..i]);
            first = i;
        }
    }

    /// <param name="segments">A move and what follows it.</param>
    void AddSubpath(ReadOnlySpan<Segment> segments)
    {
        if (segments.Length < 2) return;
        var current = segments[0].End;
        Point start = current, firstDirection = default, lastDirection = default;
        var isDrawn = false;
        var isClosed = false;
        foreach (ref readonly var segment in segments[1..])
        {
            isClosed = segment.Kind == SegmentKind.Close;
            var (from, to) = SegmentDirections.Of(current, segment);
            if (from != default)
            {
                if (!isDrawn) firstDirection = from;
                else AddJoin(current, lastDirection, from);
                AddSides(current, from);
                AddSides(segment.End, to);
                AddTurns(current, segment);
                lastDirection = to;
                isDrawn = true;
            }
            current = segment.End;
        }
        if (!isDrawn) AddDot(current);
        else if (isClosed) AddJoin(start, lastDirection, firstDirection);
        else
        {
            AddCap(start, firstDirection * -1);
            AddCap(current, lastDirection);
        }
    }

    static double Dot(Point a, Point b) => a.X * b.X + a.Y * b.Y;

    void Include(Point p) => box = box.Include(map.Apply(p));

    void AddSides(Point at, Point direction)
    {
        var side = new Point(-direction.Y, direction.X) * half;
        Include(at + side);
        Include(at - side);
    }

    void AddTurns(Point start, in Segment segment)
    {
        if (segment.Kind is not (SegmentKind.Cubic or SegmentKind.Quadratic)) return;
        Span<double> at = stackalloc double[2];
        var a = map.Apply(start);
        var b = map.Apply(segment.Control1);
        var c = map.Apply(segment.Control2);
        var d = map.Apply(segment.End);
        if (segment.Kind == SegmentKind.Cubic)
        {
            foreach (var t in at[..CurveExtrema.Cubic(a.X, b.X, c.X, d.X, at)]) AddTurnX(CurveExtrema.CubicAt(a.X, b.X, c.X, d.X, t));
            foreach (var t in at[..CurveExtrema.Cubic(a.Y, b.Y, c.Y, d.Y, at)]) AddTurnY(CurveExtrema.CubicAt(a.Y, b.Y, c.Y, d.Y, t));
        }
        else
        {
            foreach (var t in at[..CurveExtrema.Quadratic(a.X, b.X, d.X, at)]) AddTurnX(CurveExtrema.QuadraticAt(a.X, b.X, d.X, t));
            foreach (var t in at[..CurveExtrema.Quadratic(a.Y, b.Y, d.Y, at)]) AddTurnY(CurveExtrema.QuadraticAt(a.Y, b.Y, d.Y, t));
        }
    }

    void AddTurnX(double x) => box = box with { Left = Math.Min(box.Left, x - reach.X), Right = Math.Max(box.Right, x + reach.X) };

    void AddTurnY(double y) => box = box with { Top = Math.Min(box.Top, y - reach.Y), Bottom = Math.Max(box.Bottom, y + reach.Y) };

    void AddJoin(Point at, Point incoming, Point outgoing)
    {
        if (join == LineJoin.Bevel) return;
        if (join == LineJoin.Round)
        {
            // The pen's outermost point shows where neither segment lies beside it: behind the end of one and before the start of the
            // other.
            foreach (var toward in (ReadOnlySpan<Point>)[towardsX, towardsX * -1, towardsY, towardsY * -1])
                if (Dot(toward, incoming) >= 0 && Dot(toward, outgoing) <= 0)
                    Include(at + toward * half);
            return;
        }
        var straightness = Dot(incoming, outgoing);
        // miter length / width = 1 / cos(turn / 2), and cos^2(turn / 2) = (1 + cos turn) / 2.
        if (2 > miterLimit * miterLimit * (1 + straightness)) return;
        var turn = incoming.X * outgoing.Y - incoming.Y * outgoing.X;
        var outward = turn > 0 ? -half : half;
        var sides = new Point(-incoming.Y - outgoing.Y, incoming.X + outgoing.X);
        Include(at + sides * (outward / (1 + straightness)));
    }

    /// <param name="outward">The direction in which the line ends.</param>
    void AddCap(Point at, Point outward)
    {
        if (cap == LineCap.Square) AddSides(at + outward * half, outward);
        if (cap != LineCap.Round) return;
        foreach (var toward in (ReadOnlySpan<Point>)[towardsX, towardsX * -1, towardsY, towardsY * -1])
            if (Dot(toward, outward) >= 0)
                Include(at + toward * half);
    }

    /// <summary>A subpath without length: its caps alone show.</summary>
    void AddDot(Point at)
    {
        if (cap == LineCap.Butt) return;
        AddCap(at, new Point(1, 0));
        AddCap(at, new Point(-1, 0));
    }
}
