using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Schedulers;

/// <summary>
/// Data of a normal distribution of deviation <see cref="Deviation"/>, for which everything is known in closed form: the best answer of a
/// network at
/// any noise, and where the probability flow leads. With x = α x_0 + σ ε, E[x_0 | x] = α s² x / (α² s² + σ²), and x / sqrt(α² s² + σ²) is
/// constant along the flow
/// (Karras et al. 2022, eq. 1, for a Gaussian).
/// </summary>
static class GaussianFlow
{
    public const double Deviation = 0.7;

    /// <summary>How far from the flow a run is that follows it to the last step, relative to it. What the last step does depends on how far
    /// from clean it begins.</summary>
    public static double Error(Scheduler scheduler, SchedulerConfig config, int steps, int begin = 0)
    {
        scheduler.SetTimesteps(steps);
        var (before, _) = Run(scheduler, config, begin);
        var (alpha, sigma) = Scales(scheduler, config, scheduler.Timesteps.Count - 1);
        return Math.Abs((before / Scale(alpha, sigma)) - 1);
    }

    /// <summary>Where a run ends.</summary>
    public static double End(Scheduler scheduler, SchedulerConfig config, int steps)
    {
        scheduler.SetTimesteps(steps);
        return Run(scheduler, config, 0).End;
    }

    static (double BeforeLast, double End) Run(Scheduler scheduler, SchedulerConfig config, int begin)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(7);
        var (alpha, sigma) = Scales(scheduler, config, begin);
        var sample = Tensor.Full([1, 1, 1, 16], Scale(alpha, sigma), DType.Float64);
        var before = sample;
        for (var i = begin; i < scheduler.Timesteps.Count; i++)
        {
            before = sample;
            (alpha, sigma) = Scales(scheduler, config, i);
            sample = scheduler.Step(Answer(config.PredictionType ?? "epsilon", sample, alpha, sigma), i, sample, generator);
        }
        return (before.Mean().ToDouble(), sample.Mean().ToDouble());
    }

    /// <summary>Root of the mean square after a run from noise, relative to the data's.</summary>
    public static double Spread(Scheduler scheduler, SchedulerConfig config, int steps)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(7);
        scheduler.SetTimesteps(steps);
        var sample = generator.Normal([1, 1, 256, 256]) * scheduler.InitNoiseSigma;
        for (var i = 0; i < scheduler.Timesteps.Count; i++)
        {
            var (alpha, sigma) = Scales(scheduler, config, i);
            sample = scheduler.Step(Answer(config.PredictionType ?? "epsilon", sample, alpha, sigma), i, sample, generator);
        }
        return Math.Sqrt(sample.Square().Mean().ToDouble()) / Deviation;
    }

    static double Scale(double alpha, double sigma) => Math.Sqrt((alpha * alpha * Deviation * Deviation) + (sigma * sigma));

    public static Tensor Answer(string prediction, Tensor sample, double alpha, double sigma)
    {
        var variance = Scale(alpha, sigma) * Scale(alpha, sigma);
        var (clean, noise) = (sample * (alpha * Deviation * Deviation / variance), sample * (sigma / variance));
        return prediction switch
        {
            "epsilon" => noise,
            "sample" => clean,
            "flow_prediction" => noise - clean,
            _ => (noise * AlphaOf(alpha, sigma)) - (clean * SigmaOf(alpha, sigma))
        };
    }

    // The velocity is defined where α² + σ² = 1, which the Euler samplers' coordinates are not.
    static double AlphaOf(double alpha, double sigma) => alpha / Math.Sqrt((alpha * alpha) + (sigma * sigma));

    static double SigmaOf(double alpha, double sigma) => sigma / Math.Sqrt((alpha * alpha) + (sigma * sigma));

    static (double Alpha, double Sigma) Scales(Scheduler scheduler, SchedulerConfig config, int index)
    {
        if (scheduler is DiscreteScheduler discrete)
        {
            double bar = discrete.Noise.AlphasCumprod[(int)scheduler.Timesteps[index]];
            return (Math.Sqrt(bar), Math.Sqrt(1 - bar));
        }
        double sigma = scheduler.Sigmas[index];
        return scheduler is Euler or EulerAncestral ? (1, sigma)
            : scheduler is FlowMatchEuler || config.UseFlowSigmas == true ? (1 - sigma, sigma)
            : (1 / Math.Sqrt((sigma * sigma) + 1), sigma / Math.Sqrt((sigma * sigma) + 1));
    }
}
