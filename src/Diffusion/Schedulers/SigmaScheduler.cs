namespace EmojiGen.Diffusion.Schedulers;

/// <summary>A scheduler that steps from one sigma to a smaller one.</summary>
public abstract class SigmaScheduler : Scheduler
{
    double[] timesteps = [];
    float[] sigmas = [];

    private protected SigmaScheduler(SchedulerConfig config)
    {
        StepLayout.Spacing(config, "leading");
        Config = config;
    }

    public sealed override IReadOnlyList<double> Timesteps => timesteps;

    public sealed override IReadOnlyList<float> Sigmas => sigmas;

    private protected SchedulerConfig Config { get; }

    /// <param name="sigmas">One before each step and one after the last; rounded to float32.</param>
    private protected void Lay(double[] timesteps, IEnumerable<double> sigmas)
    {
        Forget();
        this.timesteps = timesteps;
        this.sigmas = [.. sigmas.Select(sigma => (float)sigma)];
    }

    private protected float Sigma(int index) => sigmas[index];

    internal sealed override double NoiseAt(int index) => sigmas[index];

    /// <summary>Where the last step ends, by <c>final_sigmas_type</c>: nowhere, or at the least sigma of training.</summary>
    private protected double FinalSigma(double least) =>
        Config.OneOf("final_sigmas_type", Config.FinalSigmasType ?? "zero", "zero", "sigma_min") == "zero" ? 0 : least;
}
