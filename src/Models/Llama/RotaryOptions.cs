using EmojiGen.Torch;

namespace EmojiGen.Models.Llama;

/// <summary>How far queries and keys are turned by their place (Su et al. 2021), under the names of published configurations.</summary>
/// <param name="Theta">Base of the wavelengths.</param>
/// <param name="Kind"><c>default</c>; <c>linear</c>: places are divided by <paramref name="Factor"/>; <c>llama3</c>: only long wavelengths
/// are stretched; <c>divided</c>: each frequency is by its own number.</param>
/// <param name="Factor">How many times longer than in pretraining texts may be.</param>
/// <param name="LowFrequencyFactor">Wavelengths beyond the original length over this are stretched wholly.</param>
/// <param name="HighFrequencyFactor">Wavelengths below the original length over this are not.</param>
/// <param name="OriginalLength">Tokens of the longest text in pretraining.</param>
/// <param name="Divisors">(width of a head / 2), what frequencies are divided by, the highest first.</param>
public sealed record RotaryOptions(
    double Theta = 10000,
    string Kind = "default",
    double Factor = 1,
    double LowFrequencyFactor = 1,
    double HighFrequencyFactor = 4,
    int OriginalLength = 8192,
    IReadOnlyList<float>? Divisors = null)
{
    /// <summary>From <c>rope_theta</c> and <c>rope_scaling</c>, or from <c>rope_parameters</c>, as it is called since transformers
    /// 5.</summary>
    /// <exception cref="InvalidDataException">A field cannot be read, or the kind is not known here.</exception>
    internal static RotaryOptions Read(ModelConfig file)
    {
        var published = new RotaryOptions();
        var part = file.Section("rope_parameters") ?? file.Section("rope_scaling");
        var theta = part?.Has("rope_theta") == true ? part.Number("rope_theta", published.Theta)
            : file.Number("rope_theta", published.Theta);
        var whole = file.Number("partial_rotary_factor", part?.Number("partial_rotary_factor", 1) ?? 1);
        var kind = part?.Text("rope_type", part.Text("type", published.Kind)) ?? published.Kind;
        if (kind is not ("default" or "linear" or "llama3"))
            throw new InvalidDataException(
                $"Configuration '{file.Path}': rope_type '{kind}' is not known here; known are default, linear and llama3.");
        var options = new RotaryOptions(
            theta,
            kind,
            part?.Number("factor", 1) ?? 1,
            part?.Number("low_freq_factor", published.LowFrequencyFactor) ?? published.LowFrequencyFactor,
            part?.Number("high_freq_factor", published.HighFrequencyFactor) ?? published.HighFrequencyFactor,
            part?.Whole("original_max_position_embeddings", published.OriginalLength) ?? published.OriginalLength);
        if (!(theta > 1 && options.Factor >= 1 && options.LowFrequencyFactor > 0 && options.HighFrequencyFactor > options.LowFrequencyFactor
            && options.OriginalLength > 0 && whole == 1))
            throw new InvalidDataException(
                $"Configuration '{file.Path}': {options} with partial_rotary_factor {whole} cannot be; theta must be over 1, factors 1 and more, the high frequency factor over the low one, and all of a head turned.");
        return options;
    }

    /// <summary>Cosines and sines of the angles at places.</summary>
    /// <param name="places">(B, T) float32</param>
    /// <param name="width">Of a head, even.</param>
    /// <returns>(B, 1, T, width) each, the two halves alike</returns>
    internal (Tensor Cos, Tensor Sin) Angles(Tensor places, int width, DType dtype)
    {
        var exponents = Tensor.Arange(0, width / 2, DType.Float32, places.Device) * 2 / width;
        var frequencies = Op.Call("aten::pow.Scalar", Theta, exponents).Reciprocal(); // (width / 2)
        if (Kind == "linear") frequencies /= Factor;
        if (Divisors is not null) frequencies /= Tensor.From([.. Divisors], Divisors.Count).To(places.Device);
        if (Kind == "llama3") frequencies = Stretched(frequencies);
        var angles = places.Unsqueeze(-1) * frequencies; // (B, T, width / 2)
        var both = Tensor.Cat([angles, angles], -1).Unsqueeze(1); // (B, 1, T, width)
        return (both.Cos().To(dtype), both.Sin().To(dtype));
    }

    /// <summary>Pairs of numbers, one of each half, turned by their angles.</summary>
    /// <param name="x">(B, heads, T, width)</param>
    internal static Tensor Turn(Tensor x, (Tensor Cos, Tensor Sin) angles) => x.Chunk(2, -1) is [var first, var second]
        ? x * angles.Cos + Tensor.Cat([-second, first], -1) * angles.Sin
            : throw new ArgumentException($"Rotary embeddings want heads of an even width, got {x}.");

    /// <summary>LLaMA 3.1: long wavelengths are stretched, short ones kept, those between blended.</summary>
    Tensor Stretched(Tensor frequencies)
    {
        var turns = frequencies * (OriginalLength / (2 * Math.PI)); // in the original length
        var kept = ((turns - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor)).Clamp(0, 1);
        return (1 - kept) * frequencies / Factor + kept * frequencies;
    }
}
