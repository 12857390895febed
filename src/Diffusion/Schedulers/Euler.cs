using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>Straight steps along the derivative.</summary>
/// <remarks>Karras et al. 2022, algorithm 2 without its churn; <c>EulerDiscreteScheduler</c>.</remarks>
public sealed class Euler : SigmaScheduler
{
    readonly string prediction;

    /// <inheritdoc cref="Ddpm(SchedulerConfig)"/>
    public Euler(SchedulerConfig config) : base(config)
    {
        Noise = NoiseSchedule.WithoutZero(config);
        prediction = config.OneOf("prediction_type", config.PredictionType ?? "epsilon", "epsilon", "v_prediction", "sample",
            "original_sample");
        config.OneOf("timestep_type", config.TimestepType ?? "discrete", "discrete", "continuous");
        config.OneOf("interpolation_type", config.InterpolationType ?? "linear", "linear", "log_linear");
        FinalSigma(0);
        SigmaSchedule.Kind(config);
    }

    public NoiseSchedule Noise { get; }

    public override double InitNoiseSigma => EulerSteps.InitNoiseSigma(Config, Sigmas, Noise);

    public override void SetTimesteps(int steps, double? mu = null)
    {
        var trained = Noise.Sigmas();
        var timesteps = StepLayout.Continuous(Config, Checked(steps, Noise.Timesteps), Noise.Timesteps);
        var sigmas = Config.InterpolationType != "log_linear" ? SigmaSchedule.At(timesteps, trained)
            : Array.ConvertAll(StepLayout.Linspace32(NumPySingle.Log(trained[^1]), NumPySingle.Log(trained[0]), steps + 1),
                log => (double)MathF.Exp(log));
        if (SigmaSchedule.Converted(Config, sigmas[0], sigmas[^1], steps) is { } converted)
        {
            sigmas = converted;
            var logs = Array.ConvertAll(trained, NumPySingle.Log);
            timesteps = Array.ConvertAll(sigmas, sigma => (float)SigmaSchedule.TimestepOf(sigma, logs));
        }
        if (Config.TimestepType == "continuous" && prediction == "v_prediction")
            timesteps = Array.ConvertAll(sigmas, sigma => 0.25f * MathF.Log((float)sigma));
        Lay(Array.ConvertAll(timesteps, t => (double)t), [.. sigmas, FinalSigma(trained[0])]);
    }

    public override Tensor ScaleModelInput(Tensor sample, int index) => EulerSteps.Scale(sample, Sigma(index));

    public override Tensor AddNoise(Tensor original, Tensor noise, int index) => TensorScope.Run(() => original + (noise * Sigma(index)));

    private protected override Tensor Advance(Tensor output, int index, Tensor sample, NoiseSource noise)
    {
        var sigma = Sigma(index);
        return sample + ((sample - EulerSteps.Clean(prediction, output, sample, sigma)) / sigma * (Sigma(index + 1) - sigma));
    }
}

/// <summary>What the Euler samplers share.</summary>
static class EulerSteps
{
    /// <summary>Leading spacing begins below the largest sigma of training, so the clean sample's own variance counts.</summary>
    public static double InitNoiseSigma(SchedulerConfig config, IReadOnlyList<float> sigmas, NoiseSchedule noise)
    {
        var largest = sigmas.Count > 0 ? sigmas.Max() : noise.Sigmas().Max();
        return (config.TimestepSpacing ?? "linspace") is "linspace" or "trailing" ? largest : MathF.Sqrt((largest * largest) + 1);
    }

    /// <summary>To unit variance, where the sample is x_0 + σ ε.</summary>
    public static Tensor Scale(Tensor sample, float sigma) => sample / MathF.Sqrt((sigma * sigma) + 1);

    public static Tensor Clean(string prediction, Tensor output, Tensor sample, float sigma) => prediction switch
    {
        "epsilon" => sample - (sigma * output),
        "v_prediction" => (output * (-sigma / MathF.Sqrt((sigma * sigma) + 1))) + (sample / ((sigma * sigma) + 1)),
        _ => output,
    };
}
