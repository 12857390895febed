using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmojiGen.ModelFiles;

namespace EmojiGen.Language;

/// <summary>A linear layer whose weight stays in its file, mapped: eight rows at a time become float32, and serve all tokens.</summary>
sealed unsafe class MappedLinear
{
    const int Rows = TokenPanels.FeatureStep;

    readonly SafetensorsFile file;
    readonly SafetensorsEntry weight; // (outputs, inputs)
    readonly float[] bias;            // with zeros up to a whole number of blocks

    public MappedLinear(SafetensorsFile file, string weight, string bias)
    {
        this.file = file;
        this.weight = file[weight];
        (Outputs, Inputs) = ((int)this.weight.Shape[0], (int)this.weight.Shape[1]);
        this.bias = new float[(Outputs + Rows - 1) / Rows * Rows];
        file.ReadSingles(bias, 0, this.bias.AsSpan(0, Outputs));
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>x Wᵀ + b of every token.</summary>
    public void Forward(TokenPanels x, TokenPanels into)
    {
        using var block = new AlignedSingles(Rows * Inputs);
        var rows = block.Pointer;
        fixed (float* biases = bias)
        {
            for (var output = 0; output < Outputs; output += Rows)
            {
                var count = Math.Min(Rows, Outputs - output);
                file.ReadSingles(weight, (long)output * Inputs, new Span<float>(rows, count * Inputs));
                if (count < Rows) new Span<float>(rows + (count * Inputs), (Rows - count) * Inputs).Clear();
                for (var panel = 0; panel < x.Count; panel++)
                {
                    var result = into[panel] + (output * TokenPanels.Lanes);
                    if (Vector512.IsHardwareAccelerated)
                    {
                        EightRows(rows, biases + output, Inputs, x[panel], result);
                    }
                    else
                    {
                        FourRows(rows, biases + output, Inputs, x[panel], result);
                        FourRows(rows + (4 * Inputs), biases + output + 4, Inputs, x[panel], result + (4 * TokenPanels.Lanes));
                    }
                }
            }
        }
    }

    /// <summary>One vector holds the 16 tokens: eight sums, enough to hide an addition's time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // short commands call it a few thousand times only
    internal static void EightRows(float* w, float* bias, nint inputs, float* x, float* into)
    {
        float* w1 = w + inputs, w2 = w1 + inputs, w3 = w2 + inputs, w4 = w3 + inputs, w5 = w4 + inputs, w6 = w5 + inputs, w7 = w6 + inputs;
        Vector512<float> sum0 = Vector512.Create(bias[0]), sum1 = Vector512.Create(bias[1]), sum2 = Vector512.Create(bias[2]),
            sum3 = Vector512.Create(bias[3]);
        Vector512<float> sum4 = Vector512.Create(bias[4]), sum5 = Vector512.Create(bias[5]), sum6 = Vector512.Create(bias[6]),
            sum7 = Vector512.Create(bias[7]);
        for (nint i = 0; i < inputs; i++)
        {
            var tokens = Vector512.Load(x);
            x += TokenPanels.Lanes;
            sum0 = Vector512.MultiplyAddEstimate(Vector512.Create(w[i]), tokens, sum0);
            sum1 = Vector512.MultiplyAddEstimate(Vector512.Create(w1[i]), tokens, sum1);
            sum2 = Vector512.MultiplyAddEstimate(Vector512.Create(w2[i]), tokens, sum2);
            sum3 = Vector512.MultiplyAddEstimate(Vector512.Create(w3[i]), tokens, sum3);
            sum4 = Vector512.MultiplyAddEstimate(Vector512.Create(w4[i]), tokens, sum4);
            sum5 = Vector512.MultiplyAddEstimate(Vector512.Create(w5[i]), tokens, sum5);
            sum6 = Vector512.MultiplyAddEstimate(Vector512.Create(w6[i]), tokens, sum6);
            sum7 = Vector512.MultiplyAddEstimate(Vector512.Create(w7[i]), tokens, sum7);
        }
        sum0.Store(into);
        sum1.Store(into + TokenPanels.Lanes);
        sum2.Store(into + (2 * TokenPanels.Lanes));
        sum3.Store(into + (3 * TokenPanels.Lanes));
        sum4.Store(into + (4 * TokenPanels.Lanes));
        sum5.Store(into + (5 * TokenPanels.Lanes));
        sum6.Store(into + (6 * TokenPanels.Lanes));
        sum7.Store(into + (7 * TokenPanels.Lanes));
    }

    /// <summary>Two vectors hold the 16 tokens: eight sums again, which is what the sixteen registers have room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FourRows(float* w, float* bias, nint inputs, float* x, float* into)
    {
        const int half = TokenPanels.Lanes / 2;
        float* w1 = w + inputs, w2 = w1 + inputs, w3 = w2 + inputs;
        Vector256<float> low0 = Vector256.Create(bias[0]), low1 = Vector256.Create(bias[1]), low2 = Vector256.Create(bias[2]),
            low3 = Vector256.Create(bias[3]);
        Vector256<float> high0 = low0, high1 = low1, high2 = low2, high3 = low3;
        for (nint i = 0; i < inputs; i++)
        {
            Vector256<float> low = Vector256.Load(x), high = Vector256.Load(x + half);
            x += TokenPanels.Lanes;
            var weight = Vector256.Create(w[i]);
            low0 = Vector256.MultiplyAddEstimate(weight, low, low0);
            high0 = Vector256.MultiplyAddEstimate(weight, high, high0);
            weight = Vector256.Create(w1[i]);
            low1 = Vector256.MultiplyAddEstimate(weight, low, low1);
            high1 = Vector256.MultiplyAddEstimate(weight, high, high1);
            weight = Vector256.Create(w2[i]);
            low2 = Vector256.MultiplyAddEstimate(weight, low, low2);
            high2 = Vector256.MultiplyAddEstimate(weight, high, high2);
            weight = Vector256.Create(w3[i]);
            low3 = Vector256.MultiplyAddEstimate(weight, low, low3);
            high3 = Vector256.MultiplyAddEstimate(weight, high, high3);
        }
        low0.Store(into);
        high0.Store(into + half);
        low1.Store(into + (2 * half));
        high1.Store(into + (3 * half));
        low2.Store(into + (4 * half));
        high2.Store(into + (5 * half));
        low3.Store(into + (6 * half));
        high3.Store(into + (7 * half));
    }
}
