using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmojiGen.Language;

/// <summary>The exponential function, for eight numbers at once.</summary>
/// <remarks>
/// <see cref="Vector256.Exp(Vector256{float})"/> is not inlined, and runs as the compiler's first quick draft for as long as a command
/// lasts. Here e^x is 2^n e^r with |r| at
/// most ln 2 / 2, and e^r is Taylor's sum to the seventh power: its rest is below 6e-9, less than a float32's rounding.
/// </remarks>
static class PanelExponential
{
    const float Log2E = 1.44269504f;

    /// <summary>ln 2 in two parts, of which the first times a small whole number is exact.</summary>
    const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    /// <summary>Beyond it e^x is no normal number; smaller ones are told apart from 0 nowhere here.</summary>
    const float Least = -87, Most = 88;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(Least)), Vector256.Create(Most));
        var n = Vector256.Floor((x * Log2E) + Vector256.Create(0.5f));
        var r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2High), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2Low), r);
        var sum = Vector256.Create(1f / 5040);
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1f / 720));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1f / 120));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1f / 24));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1f / 6));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1f / 2));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256<float>.One);
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256<float>.One);
        // 2^n has n + 127 at its exponent's place.
        return sum * ((Vector256.ConvertToInt32(n) + Vector256.Create(127)) << 23).AsSingle();
    }
}
