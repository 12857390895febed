using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>A scheduler that steps from one timestep of training to an earlier one.</summary>
public abstract class DiscreteScheduler : Scheduler
{
    readonly float final;
    double[] timesteps = [];

    private protected DiscreteScheduler(SchedulerConfig config, NoiseSchedule noise, bool setAlphaToOne)
    {
        StepLayout.Spacing(config, "leading");
        Config = config;
        Noise = noise;
        final = config.SetAlphaToOne ?? setAlphaToOne ? 1 : noise.AlphasCumprod[0];
    }

    public NoiseSchedule Noise { get; }

    public sealed override IReadOnlyList<double> Timesteps => timesteps;

    private protected SchedulerConfig Config { get; }

    private protected int Steps { get; private set; }

    public sealed override void SetTimesteps(int steps, double? mu = null)
    {
        Forget();
        Steps = Checked(steps, Noise.Timesteps);
        timesteps = Array.ConvertAll(Layout(steps), t => (double)t);
    }

    public sealed override Tensor AddNoise(Tensor original, Tensor noise, int index) =>
        Noise.AddNoise(original, noise, (int)timesteps[index]);

    internal sealed override double NoiseAt(int index) => Noise.Sigmas()[Timestep(index)];

    private protected abstract int[] Layout(int steps);

    private protected int Timestep(int index) => (int)timesteps[index];

    /// <summary>ᾱ at a timestep; beyond the first one, that of the end.</summary>
    private protected float AlphaBar(int timestep) => timestep >= 0 ? Noise.AlphasCumprod[Math.Min(timestep, Noise.Timesteps - 1)] : final;

    /// <summary>What one step goes down by, where steps are even.</summary>
    private protected int Stride => Noise.Timesteps / Steps;
}
