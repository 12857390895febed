namespace EmojiGen.Svg.Paths;

/// <summary>Where, strictly between its ends, one coordinate of a Bézier curve turns.</summary>
static class CurveExtrema
{
    /// <returns>How many parameters were written to <paramref name="at"/> (0 or 1).</returns>
    public static int Quadratic(double a, double b, double c, Span<double> at)
    {
        var bend = a - 2 * b + c;
        if (bend == 0) return 0;
        at[0] = (a - b) / bend;
        return at[0] is > 0 and < 1 ? 1 : 0;
    }

    /// <returns>How many parameters were written to <paramref name="at"/> (0 to 2).</returns>
    public static int Cubic(double a, double b, double c, double d, Span<double> at)
    {
        // Within the ends' range the control points can make no turn beyond the ends.
        var (low, high) = a < d ? (a, d) : (d, a);
        if (b >= low && b <= high && c >= low && c <= high) return 0;
        // A third of the derivative: p t^2 + 2 q t + r.
        var p = d - a + 3 * (b - c);
        var q = a - 2 * b + c;
        var r = b - a;
        var count = 0;
        if (Math.Abs(p) < 1e-12 * (Math.Abs(q) + Math.Abs(r)))
        {
            if (q != 0) Add(-r / (2 * q), at);
            return count;
        }
        var discriminant = q * q - p * r;
        if (discriminant <= 0) return 0;
        // The form without cancellation: one root from the sum of like signs, the other from the product.
        var sum = -(q + Math.CopySign(Math.Sqrt(discriminant), q));
        Add(sum / p, at);
        if (sum != 0) Add(r / sum, at);
        return count;

        void Add(double t, Span<double> to)
        {
            if (t is > 0 and < 1) to[count++] = t;
        }
    }

    public static double QuadraticAt(double a, double b, double c, double t) => (1 - t) * (1 - t) * a + 2 * t * (1 - t) * b + t * t * c;

    public static double CubicAt(double a, double b, double c, double d, double t)
    {
        var u = 1 - t;
        return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
    }
}
