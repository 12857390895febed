using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>Straight to the clean sample and back to the noise of an earlier timestep.</summary>
/// <remarks>Song et al. 2020, eq. 12 and 16; <c>DDIMScheduler</c>.</remarks>
public sealed class Ddim : DiscreteScheduler
{
    readonly Prediction prediction;

    /// <inheritdoc cref="Ddpm(SchedulerConfig)"/>
    public Ddim(SchedulerConfig config) : base(config, NoiseSchedule.Create(config), setAlphaToOne: true)
    {
        prediction = new(config, clips: true);
        Eta = config.Within("eta", config.Eta ?? 0, 0, 1);
    }

    private protected override int[] Layout(int steps) => StepLayout.Discrete(Config, "leading", steps, Noise.Timesteps);

    private protected override Tensor Advance(Tensor output, int index, Tensor sample, NoiseSource noise)
    {
        var t = Timestep(index);
        var (bar, before) = (AlphaBar(t), AlphaBar(t - Stride));
        var (signal, rest) = (MathF.Sqrt(bar), MathF.Sqrt(1 - bar));
        var clean = prediction.Clean(output, sample, signal, rest);
        var epsilon = prediction.Type switch
        {
            "epsilon" => output,
            "v_prediction" => (signal * output) + (rest * sample),
            _ => (sample - (signal * output)) / rest, // of the answer as it came, before it is kept in its range
        };
        var variance = (1 - before) / (1 - bar) * (1 - (bar / before));
        var spread = (float)Eta * MathF.Sqrt(variance);
        var next = (MathF.Sqrt(before) * clean) + (MathF.Sqrt(1 - before - (spread * spread)) * epsilon);
        return Eta > 0 ? next + (spread * noise.Draw()) : next;
    }
}
