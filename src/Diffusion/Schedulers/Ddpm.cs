using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>The reverse of diffusion as a chain that adds noise at each step.</summary>
/// <remarks>Ho et al. 2020, algorithm 2; <c>DDPMScheduler</c>.</remarks>
public sealed class Ddpm : DiscreteScheduler
{
    readonly Prediction prediction;
    readonly string variance;

    /// <exception cref="InvalidDataException">A field is out of its range or not known here; the message names it.</exception>
    public Ddpm(SchedulerConfig config) : base(config with { SetAlphaToOne = true }, NoiseSchedule.Create(config), setAlphaToOne: true)
    {
        prediction = new(config, clips: true);
        variance = config.OneOf("variance_type", config.VarianceType ?? "fixed_small",
            "fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log", "learned", "learned_range");
    }

    private protected override int[] Layout(int steps) => StepLayout.Discrete(Config, "leading", steps, Noise.Timesteps);

    private protected override Tensor Advance(Tensor output, int index, Tensor sample, NoiseSource noise)
    {
        var t = Timestep(index);
        Tensor? predicted = null;
        if (variance is "learned" or "learned_range" && output.Size(1) == 2 * sample.Size(1)
            && output.Split(sample.Size(1), 1) is [var mean, var spread])
            (output, predicted) = (mean, spread);

        var bar = AlphaBar(t);
        var barBefore = index + 1 < Timesteps.Count ? AlphaBar(Timestep(index + 1)) : 1;
        var (rest, restBefore) = (1 - bar, 1 - barBefore);
        var alpha = bar / barBefore;
        var beta = 1 - alpha;
        var clean = prediction.Clean(output, sample, MathF.Sqrt(bar), MathF.Sqrt(rest));
        // Eq. 7: the mean of the sample before, given this one and the clean one.
        var before = (MathF.Sqrt(barBefore) * beta / rest * clean) + (MathF.Sqrt(alpha) * restBefore / rest * sample);
        return t == 0 ? before : before + Spread(MathF.Max(restBefore / rest * beta, 1e-20f), beta, predicted, noise.Draw());
    }

    Tensor Spread(float small, float large, Tensor? predicted, Tensor noise)
    {
        return variance switch
        {
            "fixed_small" => noise * MathF.Sqrt(small),
            "fixed_small_log" => noise * MathF.Exp(0.5f * MathF.Log(small)),
            "fixed_large" => noise * MathF.Sqrt(large),
            // diffusers takes the root of the logarithm here, which is no number; the logarithm's meaning is the variance's.
            "fixed_large_log" => noise * MathF.Exp(0.5f * MathF.Log(large)),
            "learned" => noise * Learned().Sqrt(),
            _ => noise * (0.5 * Between((Learned() + 1) / 2, MathF.Log(small), MathF.Log(large))).Exp(),
        };

        Tensor Learned() => predicted
            ?? throw new ArgumentException($"variance_type {variance} wants a network that answers with twice the channels of the sample.");
    }

    static Tensor Between(Tensor share, float low, float high) => (share * high) + ((1 - share) * low);
}
