namespace EmojiGen.Imaging.Cutouts;

/// <summary>What the ground looks like anywhere, from the border: a polynomial of the place, of the lowest degree that explains it, for
/// each axis of Oklab.</summary>
/// <remarks>Fitted by reweighted least squares, so that an object that reaches over a part of the border does not count.</remarks>
sealed class Ground
{
    const int Rounds = 20;

    /// <summary>Noise below this is the rounding of 8-bit colours.</summary>
    const double LeastSpread = 0.004;

    /// <summary>Noisier than this is a texture.</summary>
    const double MostSpread = 0.025;

    readonly double[][] coefficients;
    readonly int width, height;

    Ground(double[][] coefficients, int width, int height, double spread, double share)
    {
        (this.coefficients, this.width, this.height, Spread) = (coefficients, width, height, spread);
        Tolerance = ToleranceOf(spread);
        BorderShare = spread > MostSpread ? 0 : share;
    }

    /// <summary>Standard deviation of the border's colours from it, in Oklab.</summary>
    public double Spread { get; }

    /// <summary>A colour that is not further away is the ground's.</summary>
    public double Tolerance { get; }

    /// <summary>How much of the border is the ground's, 0 to 1; of two opposite sides the one with more of it counts, if that is
    /// less.</summary>
    public double BorderShare { get; }

    /// <summary>Whether it is white or black, as parts of many objects are: a colour that tells nothing.</summary>
    public bool IsCommon { get; private init; }

    public (float L, float A, float B) At(int x, int y)
    {
        Span<double> terms = stackalloc double[6];
        Terms(x, y, width, height, terms);
        return ((float)Value(coefficients[0], terms), (float)Value(coefficients[1], terms), (float)Value(coefficients[2], terms));
    }

    public static Ground OfBorder(OklabPixels colors)
    {
        var border = Border(colors.Width, colors.Height).ToArray();
        Ground? best = null;
        foreach (var degree in new[] { 1, 3, 6 }) // terms: a constant, a plane, a paraboloid
        {
            var ground = Fit(colors, border, degree);
            if (best is null || ground.Spread < 0.7 * best.Spread || ground.BorderShare > best.BorderShare + 0.1) best = ground;
        }
        return best!;
    }

    static double ToleranceOf(double spread) => Math.Clamp((4 * spread) + 0.012, 0.028, 0.07);

    /// <summary>Pixels of a frame 2 wide, or a hundredth of the shorter side where that is more.</summary>
    static IEnumerable<(int X, int Y)> Border(int width, int height)
    {
        var frame = Math.Max(2, Math.Min(width, height) / 100);
        var step = Math.Max(1, (width + height) / 1024);
        for (var y = 0; y < height; y += y < frame || y >= height - frame ? 1 : step)
        {
            for (var x = 0; x < width; x += y < frame || y >= height - frame ? step : 1)
            {
                if (x >= frame && x < width - frame && y >= frame && y < height - frame) x = width - frame;
                yield return (x, y);
            }
        }
    }

    static Ground Fit(OklabPixels colors, (int X, int Y)[] border, int terms)
    {
        var (width, height, count) = (colors.Width, colors.Height, border.Length);
        var basis = new double[count][];
        for (var i = 0; i < count; i++)
        {
            basis[i] = new double[6];
            Terms(border[i].X, border[i].Y, width, height, basis[i]);
        }
        var color = Array.ConvertAll(border, it => colors[(it.Y * width) + it.X]);
        double[] weights = [.. Enumerable.Repeat(1.0, count)], residuals = new double[count];
        double[][] solution = [];
        var spread = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            solution = [Solve(basis, color, it => it.L, weights, terms), Solve(basis, color, it => it.A, weights, terms),
                Solve(basis, color, it => it.B, weights, terms)];
            for (var i = 0; i < count; i++)
            {
                double l = color[i].L - Value(solution[0], basis[i]), a = color[i].A - Value(solution[1], basis[i]),
                    b = color[i].B - Value(solution[2], basis[i]);
                residuals[i] = Math.Sqrt((l * l) + (a * a) + (b * b));
            }
            // The median of a length in three dimensions is 1.54 times the deviation of each.
            spread = Math.Max(Median(residuals) / 1.54, LeastSpread);
            for (var i = 0; i < count; i++) weights[i] = 1 / Math.Pow(1 + Math.Pow(residuals[i] / (3 * spread), 2), 2);
        }
        var tolerance = ToleranceOf(spread);
        double Share(Func<(int X, int Y), bool> there) =>
            Enumerable.Range(0, count).Where(i => there(border[i])).Average(i => residuals[i] <= tolerance ? 1 : 0);
        // What covers two opposite sides is no object on a ground, but another part of the scene: sky over earth.
        var share = new[]
        {
            Share(_ => true), Math.Max(Share(it => it.X == 0), Share(it => it.X == width - 1)),
                Math.Max(Share(it => it.Y == 0), Share(it => it.Y == height - 1)),
        }.Min();
        return new Ground(solution, width, height, spread, share)
        {
            IsCommon = Math.Sqrt(Math.Pow(solution[1][0], 2) + Math.Pow(solution[2][0], 2)) < 0.03 && solution[0][0] is > 0.93 or < 0.12,
        };
    }

    static void Terms(int x, int y, int width, int height, Span<double> terms)
    {
        var (u, v) = ((2.0 * x / (width - 1)) - 1, (2.0 * y / (height - 1)) - 1);
        (terms[0], terms[1], terms[2], terms[3], terms[4], terms[5]) = (1, u, v, u * u, u * v, v * v);
    }

    static double Value(double[] coefficients, ReadOnlySpan<double> terms)
    {
        var sum = 0.0;
        for (var i = 0; i < coefficients.Length; i++) sum += coefficients[i] * terms[i];
        return sum;
    }

    static double Median(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }

    /// <summary>Normal equations, by elimination; a touch on the diagonal keeps what the border does not decide at zero.</summary>
    static double[] Solve(double[][] basis, (float L, float A, float B)[] color, Func<(float L, float A, float B), float> axis,
        double[] weights, int terms)
    {
        var matrix = new double[terms, terms + 1];
        for (var i = 0; i < basis.Length; i++)
        {
            for (var row = 0; row < terms; row++)
            {
                var weighted = weights[i] * basis[i][row];
                for (var column = 0; column < terms; column++) matrix[row, column] += weighted * basis[i][column];
                matrix[row, terms] += weighted * axis(color[i]);
            }
        }
        for (var pivot = 0; pivot < terms; pivot++)
        {
            if (pivot > 0) matrix[pivot, pivot] += 1e-9 * basis.Length;
            for (var row = pivot + 1; row < terms; row++)
            {
                var factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column <= terms; column++) matrix[row, column] -= factor * matrix[pivot, column];
            }
        }
        var solution = new double[terms];
        for (var row = terms - 1; row >= 0; row--)
        {
            var sum = matrix[row, terms];
            for (var column = row + 1; column < terms; column++) sum -= matrix[row, column] * solution[column];
            solution[row] = sum / matrix[row, row];
        }
        return solution;
    }
}
