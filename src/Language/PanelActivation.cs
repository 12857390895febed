using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmojiGen.ModelFiles;

namespace EmojiGen.Language;

/// <summary>Activation functions of every number of some panels.</summary>
static unsafe class PanelActivation
{
    public static void Apply(ActivationName name, TokenPanels x)
    {
        for (var panel = 0; panel < x.Count; panel++) Apply(name, x[panel], x.Features * TokenPanels.Lanes);
    }

    static void Apply(ActivationName name, float* x, int count)
    {
        switch (name)
        {
            case ActivationName.Gelu: Gelu(x, count); break;
            case ActivationName.GeluTanh:
                Apply(x, count,
                static it => it * Sigmoid(GeluSlope * (it + (Vector256.Create(0.044715f) * it * it * it)))); break;
            case ActivationName.QuickGelu: Apply(x, count, static it => it * Sigmoid(Vector256.Create(1.702f) * it)); break;
            case ActivationName.Relu: Apply(x, count, static it => Vector256.Max(it, Vector256<float>.Zero)); break;
            case ActivationName.Silu: Apply(x, count, static it => it * Sigmoid(it)); break;
            case ActivationName.Tanh: Apply(x, count, static it => (Sigmoid(it + it) * 2f) - Vector256<float>.One); break;
            case ActivationName.Sigmoid: Apply(x, count, Sigmoid); break;
        }
    }

    /// <summary>2 sqrt(2 / pi): half of one plus tanh is the sigmoid of twice the argument.</summary>
    static Vector256<float> GeluSlope => Vector256.Create(1.5957691216f);

    static void Apply(float* x, int count, Func<Vector256<float>, Vector256<float>> function)
    {
        for (var i = 0; i < count; i += Vector256<float>.Count) function(Vector256.Load(x + i)).Store(x + i);
    }

    static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + PanelExponential.Exp(-x));

    /// <remarks>x Φ(x), with the error function by Abramowitz and Stegun, 7.1.26: 1.5e-7 off at most.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Gelu(float* x, int count)
    {
        const float p = 0.3275911f, a1 = 0.254829592f, a2 = -0.284496736f, a3 = 1.421413741f, a4 = -1.453152027f, a5 = 1.061405429f;
        var one = Vector256<float>.One;
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var value = Vector256.Load(x + i);
            var z = Vector256.Abs(value) * 0.70710678f;
            var t = one / Vector256.MultiplyAddEstimate(Vector256.Create(p), z, one);
            var sum = Vector256.MultiplyAddEstimate(Vector256.Create(a5), t, Vector256.Create(a4));
            sum = Vector256.MultiplyAddEstimate(sum, t, Vector256.Create(a3));
            sum = Vector256.MultiplyAddEstimate(sum, t, Vector256.Create(a2));
            sum = Vector256.MultiplyAddEstimate(sum, t, Vector256.Create(a1));
            var above = sum * t * PanelExponential.Exp(-(z * z)) * 0.5f; // the share of a unit normal beyond |x|
            var below = Vector256.ConditionalSelect(Vector256.LessThan(value, Vector256<float>.Zero), above, one - above);
            (value * below).Store(x + i);
        }
    }
}
