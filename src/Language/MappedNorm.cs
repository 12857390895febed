using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmojiGen.ModelFiles;

namespace EmojiGen.Language;

/// <summary>A layer norm over the features of each token.</summary>
/// <remarks>Ba et al. 2016, equations 3 and 4.</remarks>
sealed unsafe class MappedNorm(SafetensorsFile file, string weight, string bias, double epsilon)
{
    const int Half = TokenPanels.Lanes / 2;

    readonly float[] weights = file.ReadSingles(weight), biases = file.ReadSingles(bias);

    /// <summary>The norm of <paramref name="x"/>, in its place.</summary>
    public void Forward(TokenPanels x) => Forward(x, null);

    /// <summary>The norm of <paramref name="x"/> and <paramref name="residual"/> added, in the place of <paramref name="x"/>.</summary>
    public void Forward(TokenPanels x, TokenPanels? residual)
    {
        for (var panel = 0; panel < x.Count; panel++)
        {
            var other = residual is null ? null : residual[panel];
            for (var half = 0; half < TokenPanels.Lanes; half += Half)
                Normalise(x[panel] + half, other is null ? null : other + half, x.Features);
        }
    }

    /// <summary>Two passes for the moments: the mean is known before deviations from it are squared, so that a large one takes no
    /// digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Normalise(float* x, float* residual, int features)
    {
        Vector256<float> sum = default, squares = default;
        for (var i = 0; i < features; i++)
        {
            var value = Vector256.Load(x + (i * TokenPanels.Lanes));
            if (residual is not null)
            {
                value += Vector256.Load(residual + (i * TokenPanels.Lanes));
                value.Store(x + (i * TokenPanels.Lanes));
            }
            sum += value;
        }
        var mean = sum / features;
        for (var i = 0; i < features; i++)
        {
            var deviation = Vector256.Load(x + (i * TokenPanels.Lanes)) - mean;
            squares = Vector256.MultiplyAddEstimate(deviation, deviation, squares);
        }
        var scale = Vector256<float>.One / Vector256.Sqrt((squares / features) + Vector256.Create((float)epsilon));
        for (var i = 0; i < features; i++)
        {
            var unit = (Vector256.Load(x + (i * TokenPanels.Lanes)) - mean) * scale;
            Vector256.MultiplyAddEstimate(unit, Vector256.Create(weights[i]), Vector256.Create(biases[i]))
                .Store(x + (i * TokenPanels.Lanes));
        }
    }
}
