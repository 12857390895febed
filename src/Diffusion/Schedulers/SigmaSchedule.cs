namespace EmojiGen.Diffusion.Schedulers;

/// <summary>Sequences of sigmas from the largest to the smallest, and where they lie among the timesteps of training.</summary>
static class SigmaSchedule
{
    /// <remarks>Karras et al. 2022, eq. 5, with ρ = 7.</remarks>
    public static double[] Karras(double max, double min, int steps)
    {
        const double rho = 7;
        var (from, to) = (Math.Pow(max, 1 / rho), Math.Pow(min, 1 / rho));
        return Array.ConvertAll(StepLayout.Linspace(0, 1, steps), ramp => Math.Pow(from + (ramp * (to - from)), rho));
    }

    /// <summary>Evenly spaced in their logarithms.</summary>
    public static double[] Exponential(double max, double min, int steps) =>
        Array.ConvertAll(StepLayout.Linspace(Math.Log(max), Math.Log(min), steps), Math.Exp);

    /// <summary>Dense at both ends.</summary>
    /// <remarks>Lee et al. 2024, with α = β = 0.6.</remarks>
    public static double[] Beta(double max, double min, int steps) =>
        Array.ConvertAll(StepLayout.Linspace(0, 1, steps), ramp => min + (BetaDistribution.Quantile(1 - ramp, 0.6, 0.6) * (max - min)));

    /// <summary>Evenly spaced in λ, half the logarithm of the signal-to-noise ratio.</summary>
    /// <param name="logMax">The logarithm of the largest sigma.</param>
    /// <remarks>Lu et al. 2022; with its ρ = 1 the ramp is straight.</remarks>
    public static double[] Lu(double logMax, double logMin, int steps) =>
        Array.ConvertAll(StepLayout.Linspace(0, 1, steps), ramp => Math.Exp(logMax + (ramp * (logMin - logMax))));

    /// <summary>Of the sequences that a configuration may ask for, the one; null for none of them.</summary>
    public static double[]? Converted(SchedulerConfig config, double max, double min, int steps)
    {
        max = config.SigmaMax is { } most ? config.Within("sigma_max", most, double.Epsilon, double.MaxValue) : max;
        min = config.SigmaMin is { } least ? config.Within("sigma_min", least, 0, double.MaxValue) : min;
        return Kind(config) switch
        {
            "karras" => Karras(max, min, steps),
            "exponential" => Exponential(max, min, steps),
            "beta" => Beta(max, min, steps),
            _ => null
        };
    }

    /// <exception cref="InvalidDataException">The configuration asks for several.</exception>
    public static string? Kind(SchedulerConfig config)
    {
        string[] asked = [.. Asked()];
        return asked.Length <= 1 ? asked.FirstOrDefault()
            : throw new InvalidDataException(
                $"{config.Source} sets {string.Join(" and ", asked.Select(kind => $"use_{kind}_sigmas"))}; only one of them can be.");

        IEnumerable<string> Asked()
        {
            if (config.UseKarrasSigmas == true) yield return "karras";
            if (config.UseExponentialSigmas == true) yield return "exponential";
            if (config.UseBetaSigmas == true) yield return "beta";
        }
    }

    /// <summary>The sigmas of training at timesteps between its own.</summary>
    public static double[] At(ReadOnlySpan<float> timesteps, float[] trained)
    {
        var sigmas = new double[timesteps.Length];
        for (var i = 0; i < sigmas.Length; i++)
        {
            var below = (int)timesteps[i];
            sigmas[i] = below >= trained.Length - 1 ? trained[^1]
                : (((double)trained[below + 1] - trained[below]) * (timesteps[i] - below)) + trained[below];
        }
        return sigmas;
    }

    /// <summary>The timestep, with its fraction, at which training had a sigma.</summary>
    /// <param name="logSigmas">The logarithms of the sigmas of training, rising.</param>
    public static double TimestepOf(double sigma, float[] logSigmas)
    {
        var log = Math.Log(Math.Max(sigma, 1e-10));
        var low = 0; // the last that is not above
        for (var t = 0; t < logSigmas.Length; t++) if (log - logSigmas[t] >= 0) low = t;
        low = Math.Max(0, Math.Min(low, logSigmas.Length - 2));
        var high = Math.Min(low + 1, logSigmas.Length - 1);
        if (high == low) return low;
        var weight = Math.Clamp((logSigmas[low] - log) / ((double)logSigmas[low] - logSigmas[high]), 0, 1);
        return ((1 - weight) * low) + (weight * high);
    }

    /// <summary>More of the steps where there is much noise: s σ / (1 + (s - 1) σ).</summary>
    public static double Shifted(double sigma, double shift) => shift * sigma / (1 + ((shift - 1) * sigma));

    /// <summary>Shifted by how large the picture is.</summary>
    /// <param name="type"><c>exponential</c> or <c>linear</c> in <paramref name="mu"/>.</param>
    public static double Shifted(double sigma, double mu, string type)
    {
        var by = type == "linear" ? mu : Math.Exp(mu);
        return by / (by + (1 / sigma) - 1);
    }

    /// <summary>Stretched so that the last becomes <paramref name="terminal"/>.</summary>
    public static void StretchTo(double terminal, double[] sigmas)
    {
        var scale = (1 - sigmas[^1]) / (1 - terminal);
        for (var i = 0; i < sigmas.Length; i++) sigmas[i] = 1 - ((1 - sigmas[i]) / scale);
    }
}
