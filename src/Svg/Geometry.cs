namespace EmojiGen.Svg;

/// <summary>A point in user units, y pointing down as in SVG.</summary>
public readonly record struct Point(double X, double Y)
{
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);
    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);
    public static Point operator *(Point a, double scale) => new(a.X * scale, a.Y * scale);
}

/// <summary>An axis-aligned rectangle in user units. <see cref="Empty"/> is the identity of <see cref="Union"/>.</summary>
public readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public static readonly Box Empty =
        new(double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);

    public static Box At(double x, double y, double width, double height) => new(x, y, x + width, y + height);

    public double Width => Math.Max(0, Right - Left);
    public double Height => Math.Max(0, Bottom - Top);
    public double Area => Width * Height;
    public Point Center => new((Left + Right) / 2, (Top + Bottom) / 2);
    public bool IsEmpty => !(Left <= Right && Top <= Bottom);

    public Box Union(Box other) => new(
        Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    public Box Intersect(Box other) => new(
        Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));

    public Box Include(Point p) => new(Math.Min(Left, p.X), Math.Min(Top, p.Y), Math.Max(Right, p.X), Math.Max(Bottom, p.Y));

    public Box Inflate(double margin) => IsEmpty ? this : new(Left - margin, Top - margin, Right + margin, Bottom + margin);

    public bool Contains(Point p) => p.X >= Left && p.X <= Right && p.Y >= Top && p.Y <= Bottom;
}

/// <summary>An affine map in SVG's order: x' = A x + C y + E, y' = B x + D y + F.</summary>
public readonly record struct Matrix(double A, double B, double C, double D, double E, double F)
{
    public static readonly Matrix Identity = new(1, 0, 0, 1, 0, 0);

    public static Matrix Translation(double x, double y) => new(1, 0, 0, 1, x, y);

    public static Matrix Scaling(double x, double y) => new(x, 0, 0, y, 0, 0);

    /// <param name="degrees">Clockwise on screen, since y points down.</param>
    public static Matrix Rotation(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return new(cos, sin, -sin, cos, 0, 0);
    }

    /// <summary>The same map carried out about <paramref name="center"/> instead of the origin.</summary>
    public Matrix About(Point center) =>
        Translation(center.X, center.Y) * this * Translation(-center.X, -center.Y);

    public double Determinant => A * D - B * C;
    // Field by field: the record's own equality goes through a comparer, which costs a cold process its compilation.
    public bool IsIdentity => A == 1 && B == 0 && C == 0 && D == 1 && E == 0 && F == 0;

    /// <summary><c>outer * inner</c> maps by <c>inner</c> first, as nested SVG transforms do.</summary>
    public static Matrix operator *(Matrix outer, Matrix inner) => new(
        outer.A * inner.A + outer.C * inner.B,
        outer.B * inner.A + outer.D * inner.B,
        outer.A * inner.C + outer.C * inner.D,
        outer.B * inner.C + outer.D * inner.D,
        outer.A * inner.E + outer.C * inner.F + outer.E,
        outer.B * inner.E + outer.D * inner.F + outer.F);

    public Point Apply(Point p) => new(A * p.X + C * p.Y + E, B * p.X + D * p.Y + F);

    /// <summary>The bounds of the mapped corners: exact for maps without rotation, a cover otherwise.</summary>
    public Box Apply(Box box) => box.IsEmpty ? box : Box.Empty
        .Include(Apply(new Point(box.Left, box.Top))).Include(Apply(new Point(box.Right, box.Top)))
        .Include(Apply(new Point(box.Left, box.Bottom))).Include(Apply(new Point(box.Right, box.Bottom)));

    /// <exception cref="InvalidOperationException">The map is singular.</exception>
    public Matrix Invert()
    {
        var d = Determinant;
        if (d == 0) throw new InvalidOperationException("A transform that flattens the plane has no inverse.");
        return new(D / d, -B / d, -C / d, A / d, (C * F - D * E) / d, (B * E - A * F) / d);
    }
}
