using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>What a network's answer says of the clean sample, and how that is kept in its range.</summary>
sealed class Prediction
{
    readonly bool threshold;
    readonly double? clip;
    readonly double ratio, most;

    /// <param name="known">The values of <c>prediction_type</c> that the scheduler can work with.</param>
    /// <param name="clips">Whether the scheduler clips where its configuration does not say; null where it never does.</param>
    public Prediction(SchedulerConfig config, bool? clips, params ReadOnlySpan<string> known)
    {
        Type = config.OneOf("prediction_type", config.PredictionType ?? "epsilon", known.IsEmpty ? ["epsilon", "v_prediction", "sample"]
            : known);
        threshold = config.Thresholding ?? false;
        ratio = config.Within("dynamic_thresholding_ratio", config.DynamicThresholdingRatio ?? 0.995, 0, 1);
        most = config.Within("sample_max_value", config.SampleMaxValue ?? 1, 0, double.MaxValue);
        clip = clips is { } byDefault && (config.ClipSample ?? byDefault)
            ? config.Within("clip_sample_range", config.ClipSampleRange ?? 1, 0, double.MaxValue) : null;
    }

    public string Type { get; }

    public bool Thresholds => threshold;

    /// <summary>x_0 where x = signal x_0 + noise ε, in its range.</summary>
    public Tensor Clean(Tensor output, Tensor sample, float signal, float noise) => Kept(Raw(output, sample, signal, noise));

    Tensor Raw(Tensor output, Tensor sample, float signal, float noise) => Type switch
    {
        "epsilon" => (sample - (noise * output)) / signal,
        "v_prediction" => (signal * sample) - (noise * output),
        "flow_prediction" => sample - (noise * output),
        _ => output,
    };

    /// <summary>ε where x = signal x_0 + noise ε.</summary>
    public Tensor Noise(Tensor output, Tensor sample, float signal, float noise)
    {
        var epsilon = Type switch
        {
            "epsilon" => output,
            "v_prediction" => (signal * output) + (noise * sample),
            "flow_prediction" => sample + ((1 - noise) * output),
            _ => (sample - (signal * output)) / noise,
        };
        return threshold ? (sample - (signal * Kept((sample - (noise * epsilon)) / signal))) / noise : epsilon;
    }

    public Tensor Kept(Tensor clean) => threshold ? Thresholded(clean) : clip is { } range ? clean.Clamp(-range, range) : clean;

    /// <summary>Each sample of the batch clipped where so many of its values lie below, and brought to unit range by that.</summary>
    /// <remarks>Saharia et al. 2022, section 2.3.</remarks>
    Tensor Thresholded(Tensor clean)
    {
        var shape = clean.Shape;
        var flat = clean.Reshape(shape[0], -1); // (B, C H W)
        var limit = Op.Call("aten::quantile.scalar", flat.Abs(), ratio, 1, true).Clamp(1, most); // (B, 1)
        return (flat.Minimum(limit).Maximum(-limit) / limit).Reshape(shape);
    }
}
