using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>Straight steps along the velocity of a straight flow: a sample is (1 - σ) x_0 + σ ε, σ from 1 to 0.</summary>
/// <remarks>Esser et al. 2024; <c>FlowMatchEulerDiscreteScheduler</c>, of Stable Diffusion 3 and 3.5.</remarks>
public sealed class FlowMatchEuler : SigmaScheduler
{
    readonly int trained;
    readonly double shift, largest, least;
    readonly double? terminal;
    readonly string type;
    readonly bool dynamic, invert, stochastic;

    /// <inheritdoc cref="Ddpm(SchedulerConfig)"/>
    public FlowMatchEuler(SchedulerConfig config) : base(config)
    {
        trained = config.Within("num_train_timesteps", config.NumTrainTimesteps ?? 1000, 1, 1_000_000);
        shift = config.Within("shift", config.Shift ?? 1, double.Epsilon, double.MaxValue);
        terminal = config.ShiftTerminal is { } end and not 0 ? config.Within("shift_terminal", end, 0, 0.999) : null;
        type = config.OneOf("time_shift_type", config.TimeShiftType ?? "exponential", "exponential", "linear");
        dynamic = config.UseDynamicShifting ?? false;
        invert = config.InvertSigmas ?? false;
        stochastic = config.StochasticSampling ?? false;
        SigmaSchedule.Kind(config);
        // Training's own sigmas, shifted too unless the picture's size shifts them.
        (largest, least) = (OfTraining(trained), OfTraining(1));
    }

    public override double? MuFor(int imageTokens)
    {
        if (!dynamic) return null;
        var (from, to) = (Config.BaseImageSequence ?? 256, Config.MaxImageSequence ?? 4096);
        var (least, most) = (Config.BaseShift ?? 0.5, Config.MaxShift ?? 1.15);
        if (from == to)
            throw new InvalidDataException($"{Config.Source}: base_image_seq_len and max_image_seq_len are both {from}; they must differ.");
        return least + ((imageTokens - from) * (most - least) / (to - from));
    }

    public override void SetTimesteps(int steps, double? mu = null)
    {
        if (dynamic && mu is null)
            throw new ArgumentNullException(nameof(mu),
            $"{Config.Source} shifts by the picture's size (use_dynamic_shifting): pass MuFor of its tokens.");
        var sigmas = Array.ConvertAll(StepLayout.Linspace(largest * trained, least * trained, Checked(steps, trained)), t =>
            dynamic ? SigmaSchedule.Shifted(t / trained, mu!.Value, type) : SigmaSchedule.Shifted(t / trained, shift));
        if (terminal is { } end) SigmaSchedule.StretchTo(end, sigmas);
        var laid = Array.ConvertAll(SigmaSchedule.Converted(Config with { SigmaMin = null, SigmaMax = null }, sigmas[0], sigmas[^1], steps)
            ?? sigmas, sigma => (float)sigma);
        if (invert) laid = Array.ConvertAll(laid, sigma => 1 - sigma);
        Lay(Array.ConvertAll(laid, sigma => (double)(sigma * trained)), [.. laid.Select(sigma => (double)sigma), invert ? 1 : 0]);
    }

    public override Tensor AddNoise(Tensor original, Tensor noise, int index) =>
        TensorScope.Run(() => (Sigma(index) * noise) + ((1f - Sigma(index)) * original));

    private protected override Tensor Advance(Tensor output, int index, Tensor sample, NoiseSource noise)
    {
        var (from, to) = (Sigma(index), Sigma(index + 1));
        return stochastic ? ((1f - to) * (sample - (from * output))) + (to * noise.Draw()) : sample + ((to - from) * output);
    }

    float OfTraining(int timestep)
    {
        var (sigma, by) = (timestep / (float)trained, (float)shift);
        return dynamic ? sigma : by * sigma / (1 + ((by - 1) * sigma));
    }
}
