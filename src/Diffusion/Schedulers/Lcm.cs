using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>A few large steps of a network that was taught to answer with the clean sample at once; noise is added again between
/// them.</summary>
/// <remarks>Luo et al. 2023, algorithm 3; <c>LCMScheduler</c>.</remarks>
public sealed class Lcm : DiscreteScheduler
{
    /// <summary>The deviation of clean samples that the boundary condition assumes.</summary>
    const float SigmaData = 0.5f;

    readonly Prediction prediction;
    readonly int taught;
    readonly float scaling;

    /// <inheritdoc cref="Ddpm(SchedulerConfig)"/>
    public Lcm(SchedulerConfig config)
        : base(config, NoiseSchedule.Create(config, 0.00085, 0.012, "scaled_linear", awayFrom0: false), setAlphaToOne: true)
    {
        prediction = new(config, clips: false);
        taught = config.Within("original_inference_steps", config.OriginalInferenceSteps ?? 50, 1, Noise.Timesteps);
        scaling = (float)config.Within("timestep_scaling", config.TimestepScaling ?? 10, 0, double.MaxValue);
    }

    private protected override int[] Layout(int steps)
    {
        if (steps > taught) throw new ArgumentOutOfRangeException(nameof(steps), steps,
            $"Expected 1 to {taught} steps: this network was taught to take {taught}.");
        var stride = Noise.Timesteps / taught;
        return [.. Enumerable.Range(0, steps).Select(i => ((taught - (int)Math.Floor(i * (taught / (double)steps))) * stride) - 1)];
    }

    private protected override Tensor Advance(Tensor output, int index, Tensor sample, NoiseSource noise)
    {
        var t = Timestep(index);
        var bar = AlphaBar(t);
        var clean = prediction.Clean(output, sample, MathF.Sqrt(bar), MathF.Sqrt(1 - bar));
        var scaled = t * scaling;
        var squares = (scaled * scaled) + (SigmaData * SigmaData);
        // At timestep 0 the answer is the sample itself.
        var denoised = (scaled / MathF.Sqrt(squares) * clean) + (SigmaData * SigmaData / squares * sample);
        if (index == Timesteps.Count - 1) return denoised;
        var before = AlphaBar(Timestep(index + 1));
        return (MathF.Sqrt(before) * denoised) + (MathF.Sqrt(1 - before) * noise.Draw());
    }
}
