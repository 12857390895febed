using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>Straight steps to less noise than the next sigma has, and fresh noise up to it.</summary>
/// <remarks>k-diffusion's <c>sample_euler_ancestral</c>; <c>EulerAncestralDiscreteScheduler</c>.</remarks>
public sealed class EulerAncestral : SigmaScheduler
{
    readonly string prediction;

    /// <inheritdoc cref="Ddpm(SchedulerConfig)"/>
    public EulerAncestral(SchedulerConfig config) : base(config)
    {
        prediction = config.OneOf("prediction_type", config.PredictionType ?? "epsilon", "epsilon", "v_prediction", "sample");
        Noise = NoiseSchedule.WithoutZero(config);
    }

    public NoiseSchedule Noise { get; }

    public override double InitNoiseSigma => EulerSteps.InitNoiseSigma(Config, Sigmas, Noise);

    public override void SetTimesteps(int steps, double? mu = null)
    {
        var timesteps = StepLayout.Continuous(Config, Checked(steps, Noise.Timesteps), Noise.Timesteps);
        Lay(Array.ConvertAll(timesteps, t => (double)t), [.. SigmaSchedule.At(timesteps, Noise.Sigmas()), 0]);
    }

    public override Tensor ScaleModelInput(Tensor sample, int index) => EulerSteps.Scale(sample, Sigma(index));

    public override Tensor AddNoise(Tensor original, Tensor noise, int index) => TensorScope.Run(() => original + (noise * Sigma(index)));

    private protected override Tensor Advance(Tensor output, int index, Tensor sample, NoiseSource noise)
    {
        var (from, to) = (Sigma(index), Sigma(index + 1));
        var up = MathF.Sqrt(to * to * ((from * from) - (to * to)) / (from * from));
        var down = MathF.Sqrt((to * to) - (up * up));
        var next = sample + ((sample - EulerSteps.Clean(prediction, output, sample, from)) / from * (down - from));
        return next + (noise.Draw() * up);
    }
}
