namespace EmojiGen.Diffusion.Schedulers;

/// <summary>Functions of float32 to the last bit as NumPy computes them, for where a result is cut to a whole timestep.</summary>
static class NumPySingle
{
    static readonly float[] numerator = [0f, 9.999999999999998702752e-01f, 2.112677543073053063722e+00f, 1.480000633576506585156e+00f,
        3.808837741388407920751e-01f, 2.589979117907922693523e-02f];
    static readonly float[] denominator = [1f, 2.612677543073109236779e+00f, 2.453006071784736363091e+00f, 9.864942958519418960339e-01f,
        1.546476374983906719538e-01f, 5.875095403124574342950e-03f];

    /// <summary>The natural logarithm: log 2 for each power of two, and a quotient of polynomials over [sqrt(1/2), sqrt(2)].</summary>
    /// <param name="x">Positive, and not subnormal.</param>
    public static float Log(float x)
    {
        var exponent = MathF.ILogB(x);
        var mantissa = MathF.ScaleB(x, -exponent); // 1 to 2
        if (mantissa > 1.41421356f) (mantissa, exponent) = (mantissa / 2, exponent + 1);
        var y = mantissa - 1;
        return MathF.FusedMultiplyAdd(exponent, 0.69314718055994530942f, Horner(numerator, y) / Horner(denominator, y));
    }

    static float Horner(float[] terms, float y)
    {
        var sum = terms[^1];
        for (var i = terms.Length - 2; i >= 0; i--) sum = MathF.FusedMultiplyAdd(sum, y, terms[i]);
        return sum;
    }
}
