namespace EmojiGen.Svg.Paths;

static class EllipticArc
{
    /// <summary>Appends the arc from <paramref name="from"/> to <paramref name="to"/> as cubic curves of at most an eighth of a
    /// turn.</summary>
    /// <param name="rotation">Of the ellipse's x axis, in degrees.</param>
    /// <remarks>SVG 2, appendix B.2: endpoint to centre parameterisation, with radii grown where they cannot span the ends.</remarks>
    public static void AddCubics(ref SegmentBuffer segments, Point from, double radiusX, double radiusY, double rotation, bool isLarge,
        bool isPositive, Point to)
    {
        radiusX = Math.Abs(radiusX);
        radiusY = Math.Abs(radiusY);
        if (from == to) return;
        if (radiusX == 0 || radiusY == 0)
        {
            segments.Add(SegmentKind.Line, default, default, to);
            return;
        }
        var (sin, cos) = Math.SinCos(rotation * Math.PI / 180);
        var half = (from - to) * 0.5;
        var x = (cos * half.X + sin * half.Y) / radiusX;
        var y = (cos * half.Y - sin * half.X) / radiusY;
        // (x, y) is the half chord on the unit circle; longer than 1, it decides the radii.
        var length = x * x + y * y;
        if (length > 1)
        {
            var grow = Math.Sqrt(length);
            radiusX *= grow;
            radiusY *= grow;
            x /= grow;
            y /= grow;
            length = 1;
        }
        var offset = Math.Sqrt(Math.Max(0, 1 / length - 1)) * (isLarge == isPositive ? -1 : 1);
        var center = new Point(offset * y, -offset * x);
        var startAngle = Math.Atan2(y - center.Y, x - center.X);
        var sweep = Math.Atan2(-y - center.Y, -x - center.X) - startAngle;
        if (isPositive && sweep < 0) sweep += 2 * Math.PI;
        if (!isPositive && sweep > 0) sweep -= 2 * Math.PI;

        var middle = (from + to) * 0.5;
        var toPlane = new Matrix(cos * radiusX, sin * radiusX, -sin * radiusY, cos * radiusY, 0, 0);
        var shift = middle + toPlane.Apply(center);
        toPlane = toPlane with { E = shift.X, F = shift.Y };

        var pieces = Math.Max(1, (int)Math.Ceiling(Math.Abs(sweep) / (Math.PI / 4) - 1e-9));
        var step = sweep / pieces;
        var reach = 4.0 / 3 * Math.Tan(step / 4);
        var (s0, c0) = Math.SinCos(startAngle);
        for (var i = 1; i <= pieces; i++)
        {
            var (s1, c1) = Math.SinCos(startAngle + i * step);
            segments.Add(SegmentKind.Cubic,
                toPlane.Apply(new Point(c0 - reach * s0, s0 + reach * c0)),
                toPlane.Apply(new Point(c1 + reach * s1, s1 - reach * c1)),
                i == pieces ? to : toPlane.Apply(new Point(c1, s1)));
            (s0, c0) = (s1, c1);
        }
    }
}
