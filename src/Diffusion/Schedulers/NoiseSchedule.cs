using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>How much of a sample is left after each timestep of training, and how much noise: what training and sampling share.</summary>
/// <remarks>x_t = sqrt(ᾱ_t) x_0 + sqrt(1 - ᾱ_t) ε (Ho et al. 2020, eq. 4). Computed in float32 where diffusers does, since the numbers are
/// compared with its.</remarks>
public sealed class NoiseSchedule
{
    /// <summary>The least that ᾱ is set to where a sigma is divided by it: the smallest subnormal of fp16.</summary>
    const float Nearly0 = 1f / (1 << 24);

    readonly float[] alphasCumprod;

    NoiseSchedule(float[] betas, bool awayFrom0)
    {
        alphasCumprod = new float[betas.Length];
        var product = 1.0; // libtorch accumulates in double and rounds each
        for (var t = 0; t < betas.Length; t++)
        {
            product *= 1f - betas[t];
            alphasCumprod[t] = (float)product;
        }
        if (awayFrom0) alphasCumprod[^1] = Nearly0;
    }

    /// <summary>ᾱ_t, t from 0 to T - 1; falling from nearly 1 to nearly 0.</summary>
    public ReadOnlySpan<float> AlphasCumprod => alphasCumprod;

    /// <summary>T</summary>
    public int Timesteps => alphasCumprod.Length;

    /// <summary>The schedule of a configuration with diffusers' general defaults: 1000 timesteps, betas linear from 0.0001 to
    /// 0.02.</summary>
    /// <exception cref="InvalidDataException">A field is out of its range or not known here; the message names it.</exception>
    public static NoiseSchedule Create(SchedulerConfig config) => Create(config, 0.0001, 0.02, "linear", awayFrom0: false);

    /// <summary>As <see cref="Create(SchedulerConfig)"/>, for the schedulers that divide by the last ᾱ.</summary>
    internal static NoiseSchedule WithoutZero(SchedulerConfig config) => Create(config, 0.0001, 0.02, "linear", awayFrom0: true);

    /// <param name="awayFrom0">Whether the last ᾱ of a schedule rescaled to zero signal is set to nearly 0, for those that divide by
    /// it.</param>
    internal static NoiseSchedule Create(SchedulerConfig config, double start, double end, string shape, bool awayFrom0)
    {
        var timesteps = config.Within("num_train_timesteps", config.NumTrainTimesteps ?? 1000, 1, 1_000_000);
        var betas = Betas(config, timesteps, start, end, shape);
        var rescale = config.RescaleBetasZeroSnr ?? false;
        return new(rescale ? WithZeroTerminalSnr(betas) : betas, rescale && awayFrom0);
    }

    static float[] Betas(SchedulerConfig config, int timesteps, double defaultStart, double defaultEnd, string defaultShape)
    {
        if (config.TrainedBetas is { } trained)
        {
            if (trained.Count != timesteps)
                throw new InvalidDataException(
                    $"{config.Source}: trained_betas holds {trained.Count} numbers; it must hold one for each of the {timesteps} of num_train_timesteps.");
            return [.. trained.Select(beta => (float)config.Within("trained_betas", beta, 0, 1))];
        }
        var start = config.Within("beta_start", config.BetaStart ?? defaultStart, 0, 1);
        var end = config.Within("beta_end", config.BetaEnd ?? defaultEnd, 0, 1);
        return config.OneOf("beta_schedule", config.BetaSchedule ?? defaultShape, "linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid",
            "laplace") switch
        {
            "linear" => StepLayout.Linspace32(start, end, timesteps),
            // The one of latent diffusion.
            "scaled_linear" => Array.ConvertAll(StepLayout.Linspace32(Math.Sqrt(start), Math.Sqrt(end), timesteps), root => root * root),
            "sigmoid" => Array.ConvertAll(StepLayout.Linspace32(-6, 6, timesteps),
            x => (1 / (1 + MathF.Exp(-x)) * (float)(end - start)) + (float)start),
            "laplace" => FromCumulative(timesteps, Laplace),
            _ => FromCumulative(timesteps, Cosine),
        };
    }

    static float[] FromCumulative(int timesteps, Func<double, double> alphaBar)
    {
        var betas = new float[timesteps];
        for (var t = 0; t < timesteps; t++)
            betas[t] = (float)Math.Min(1 - (alphaBar((t + 1) / (double)timesteps) / alphaBar(t / (double)timesteps)), 0.999);
        return betas;
    }

    /// <remarks>Nichol and Dhariwal 2021, eq. 17.</remarks>
    static double Cosine(double t) => Math.Pow(Math.Cos((t + 0.008) / 1.008 * Math.PI / 2), 2);

    static double Laplace(double t)
    {
        var snr = Math.Exp(-0.5 * Math.CopySign(1, 0.5 - t) * Math.Log(1 - (2 * Math.Abs(0.5 - t)) + 1e-6));
        return Math.Sqrt(snr / (1 + snr));
    }

    /// <remarks>Lin et al. 2023, algorithm 1.</remarks>
    static float[] WithZeroTerminalSnr(float[] betas)
    {
        var roots = Array.ConvertAll(new NoiseSchedule(betas, awayFrom0: false).alphasCumprod, MathF.Sqrt);
        var (first, last) = (roots[0], roots[^1]);
        var scale = first / (first - last);
        var bars = Array.ConvertAll(roots, root => (root - last) * scale * ((root - last) * scale));
        var rescaled = new float[betas.Length];
        rescaled[0] = 1f - bars[0];
        for (var t = 1; t < betas.Length; t++) rescaled[t] = 1f - (bars[t] / bars[t - 1]);
        return rescaled;
    }

    /// <summary>A clean sample with the noise of timesteps.</summary>
    /// <param name="original">(B, ...)</param>
    /// <param name="noise">Of the same shape, unit variance.</param>
    /// <param name="timesteps">(B) or (1) whole numbers from 0 to T - 1</param>
    public Tensor AddNoise(Tensor original, Tensor noise, Tensor timesteps) => TensorScope.Run(() =>
    {
        var (signal, rest) = Scales(timesteps, original);
        return (signal * original) + (rest * noise);
    });

    /// <inheritdoc cref="AddNoise(Tensor, Tensor, Tensor)"/>
    public Tensor AddNoise(Tensor original, Tensor noise, int timestep) => TensorScope.Run(() =>
    {
        var bar = alphasCumprod[timestep];
        return (original * MathF.Sqrt(bar)) + (noise * MathF.Sqrt(1 - bar));
    });

    /// <summary>What a network of <c>v_prediction</c> answers: sqrt(ᾱ) ε - sqrt(1 - ᾱ) x_0.</summary>
    /// <remarks>Salimans and Ho 2022, appendix D.</remarks>
    /// <inheritdoc cref="AddNoise(Tensor, Tensor, Tensor)"/>
    public Tensor Velocity(Tensor original, Tensor noise, Tensor timesteps) => TensorScope.Run(() =>
    {
        var (signal, rest) = Scales(timesteps, original);
        return (signal * noise) - (rest * original);
    });

    /// <summary>ᾱ / (1 - ᾱ), the ratio of signal to noise that losses are weighted by.</summary>
    /// <param name="timesteps">(B) whole numbers from 0 to T - 1</param>
    /// <returns>(B) float32</returns>
    public Tensor Snr(Tensor timesteps) => TensorScope.Run(() =>
    {
        var bars = Bars(timesteps);
        return bars / (1 - bars);
    });

    (Tensor Signal, Tensor Noise) Scales(Tensor timesteps, Tensor like)
    {
        var shape = new long[like.Rank];
        Array.Fill(shape, 1);
        shape[0] = timesteps.ElementCount;
        var bars = Bars(timesteps).To(like.Device, like.DType).Reshape(shape); // (B, 1, 1, 1)
        return (bars.Sqrt(), (1 - bars).Sqrt());
    }

    Tensor Bars(Tensor timesteps) => Tensor.From(alphasCumprod).To(timesteps.Device).IndexSelect(0, timesteps.To(DType.Int64).Reshape(-1));

    /// <summary>sqrt((1 - ᾱ) / ᾱ): the noise beside a sample of unit scale (Karras et al. 2022), by timestep.</summary>
    internal float[] Sigmas() => Array.ConvertAll(alphasCumprod, bar => MathF.Sqrt((1 - bar) / bar));
}
