using EmojiGen.Torch;

namespace EmojiGen.Models.Blocks;

/// <summary>A two-layer network on the waves of a timestep, or of any other condition.</summary>
public sealed class TimestepEmbedding : Module
{
    readonly Linear first, second;
    readonly Linear? condition;
    readonly Func<Tensor, Tensor> activation;
    readonly Func<Tensor, Tensor>? last;

    /// <param name="conditionWidth">Width of a further condition that is added before the first layer (the guidance of latent consistency
    /// models).</param>
    /// <param name="last">An activation after the second layer.</param>
    public TimestepEmbedding(int inputs, int width, string activation = "silu", int? conditionWidth = null, string? last = null)
    {
        first = Child("linear_1", new Linear(inputs, width));
        if (conditionWidth is { } columns) condition = Child("cond_proj", new Linear(columns, inputs, bias: false));
        second = Child("linear_2", new Linear(width, width));
        this.activation = Activation.Named(activation);
        this.last = last is null ? null : Activation.Named(last);
    }

    /// <param name="x">(B, inputs)</param>
    /// <param name="given">(B, conditionWidth), where the network has such a condition</param>
    /// <returns>(B, width)</returns>
    public Tensor Forward(Tensor x, Tensor? given = null)
    {
        if (given is not null && condition is not null) x += condition.Forward(given);
        var embedding = second.Forward(activation(first.Forward(x)));
        return last is null ? embedding : last(embedding);
    }

    /// <summary>Sines and cosines of a number at wavelengths from 2π to 10,000 · 2π.</summary>
    /// <param name="values">(N) any numbers</param>
    /// <param name="width">Columns of the result; an odd one ends in a column of zeros.</param>
    /// <param name="cosinesFirst">Whether cosines stand before sines, as in Stable Diffusion (<c>flip_sin_to_cos</c>).</param>
    /// <param name="shift">Taken from the number of frequencies: 0 in Stable Diffusion, 1 in the paper.</param>
    /// <returns>(N, width) float32</returns>
    /// <remarks>Vaswani et al. 2017, section 3.5; Ho et al. 2020.</remarks>
    public static Tensor Waves(Tensor values, int width, bool cosinesFirst = true, double shift = 0)
    {
        var half = width / 2;
        var frequencies = (Tensor.Arange(0, half, DType.Float32, values.Device) * (-Math.Log(10_000) / (half - shift))).Exp(); // (half)
        var angles = values.To(DType.Float32).Unsqueeze(1) * frequencies.Unsqueeze(0);                                        // (N, half)
        var waves = cosinesFirst ? Tensor.Cat([angles.Cos(), angles.Sin()], -1) : Tensor.Cat([angles.Sin(), angles.Cos()], -1);
        return width % 2 == 0 ? waves : waves.Pad([0, 1]);
    }
}
