namespace EmojiGen.Diffusion.Schedulers;

/// <summary>The beta distribution, as far as a schedule of sigmas needs it.</summary>
static class BetaDistribution
{
    /// <summary>The x below which a share <paramref name="p"/> of the distribution lies.</summary>
    /// <param name="p">0 to 1</param>
    public static double Quantile(double p, double a, double b)
    {
        if (p <= 0) return 0;
        if (p >= 1) return 1;
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 200 && high - low > 1e-16; i++) // halved, not Newton's: the density is infinite at both ends
        {
            var middle = (low + high) / 2;
            if (middle == low || middle == high) break;
            if (Cumulative(middle, a, b) < p) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>The share below <paramref name="x"/>: the regularised incomplete beta function, by its continued fraction (DLMF
    /// 8.17.22).</summary>
    public static double Cumulative(double x, double a, double b)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) - LogBeta(a, b));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - (front * Fraction(1 - x, b, a) / b);
    }

    static double Fraction(double x, double a, double b)
    {
        const double tiny = 1e-300;
        double c = 1, d = 1 / Away(1 - ((a + b) * x / (a + 1))), value = d;
        for (var m = 1; m < 1000; m++)
        {
            Step(m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m))));
            var change = Step(-(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1)));
            if (Math.Abs(change - 1) < 1e-16) break;
        }
        return value;

        double Step(double term)
        {
            d = 1 / Away(1 + (term * d));
            c = Away(1 + (term / c));
            value *= c * d;
            return c * d;
        }

        static double Away(double denominator) => Math.Abs(denominator) < tiny ? tiny : denominator;
    }

    static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    /// <remarks>Lanczos 1964, g = 7, nine terms: good to 15 digits.</remarks>
    static double LogGamma(double x)
    {
        ReadOnlySpan<double> terms =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
            12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        var sum = terms[0];
        for (var i = 1; i < terms.Length; i++) sum += terms[i] / (x - 1 + i);
        var t = x - 1 + 7.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
