using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>A schedule of noise with a rule to step along it, as diffusers has them: what a published <c>scheduler_config.json</c> says.</summary>
/// <remarks>A scheduler knows no network. Its steps keep what they need of earlier ones, so a scheduler serves one run at a time; <see cref="SetTimesteps"/> begins anew.</remarks>
public abstract class Scheduler
{
    /// <summary>What the network is called with at each step, first to last; empty before <see cref="SetTimesteps"/>.</summary>
    public abstract IReadOnlyList<double> Timesteps { get; }

    /// <summary>What unit noise is multiplied by to begin.</summary>
    public abstract double InitNoiseSigma { get; }

    /// <summary>Lays out so many steps.</summary>
    /// <param name="steps">1 to the number of training timesteps</param>
    public abstract void SetTimesteps(int steps);

    /// <summary>What the network sees of a sample at step <paramref name="index"/> of <see cref="Timesteps"/>.</summary>
    public virtual Tensor ScaleModelInput(Tensor sample, int index) => sample;

    /// <summary>The sample after step <paramref name="index"/>.</summary>
    /// <param name="modelOutput">What the network answered, of the sample's shape.</param>
    /// <param name="sample">The sample before the step.</param>
    /// <param name="generator">Draws the noise of those that add some.</param>
    public abstract Tensor Step(Tensor modelOutput, int index, Tensor sample, Generator? generator = null);

    /// <summary>A clean sample with the noise of step <paramref name="index"/>: where image-to-image begins.</summary>
    public abstract Tensor AddNoise(Tensor original, Tensor noise, int index);
}
