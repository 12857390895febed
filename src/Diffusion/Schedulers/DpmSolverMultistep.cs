using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>DPM-Solver and DPM-Solver++ over the network's last one to three answers, as an equation with or without fresh noise.</summary>
/// <remarks>Lu et al. 2022a (arXiv 2206.00927) and 2022b (2211.01095); <c>DPMSolverMultistepScheduler</c>. Scalars are float32, as
/// there.</remarks>
public sealed class DpmSolverMultistep : SigmaScheduler
{
    readonly Prediction prediction;
    readonly string algorithm, solver;
    readonly int order;
    readonly double flowShift;
    readonly bool flow, lowerOrderFinal, eulerAtFinal, endsAtZero;
    readonly StepHistory answers;

    /// <inheritdoc cref="Ddpm(SchedulerConfig)"/>
    public DpmSolverMultistep(SchedulerConfig config) : base(config)
    {
        prediction = new(config, clips: null, "epsilon", "v_prediction", "sample", "flow_prediction");
        algorithm = config.OneOf("algorithm_type", config.AlgorithmType ?? "dpmsolver++", "dpmsolver", "dpmsolver++", "sde-dpmsolver",
            "sde-dpmsolver++", "deis");
        if (algorithm == "deis") algorithm = "dpmsolver++"; // what diffusers takes for a file of that scheduler
        solver = config.OneOf("solver_type", config.SolverType ?? "midpoint", "midpoint", "heun", "logrho", "bh1", "bh2") == "heun" ? "heun"
            : "midpoint";
        order = config.Within("solver_order", config.SolverOrder ?? 2, 1, 3);
        flow = config.UseFlowSigmas ?? false;
        flowShift = config.Within("flow_shift", config.FlowShift ?? 1, double.Epsilon, double.MaxValue);
        lowerOrderFinal = config.LowerOrderFinal ?? true;
        eulerAtFinal = config.EulerAtFinal ?? false;
        endsAtZero = FinalSigma(1) == 0;
        if (endsAtZero && !algorithm.EndsWith("++", StringComparison.Ordinal))
            throw new InvalidDataException(
                $"{config.Source}: final_sigmas_type zero does not go with algorithm_type {algorithm}; it must be sigma_min.");
        config.OneOf("time_shift_type", config.TimeShiftType ?? "exponential", "exponential");
        if (SigmaSchedule.Kind(config) is { } kind && config.UseLuLambdas == true)
            throw new InvalidDataException($"{config.Source} sets use_{kind}_sigmas and use_lu_lambdas; only one of them can be.");
        answers = new(order);
        Noise = NoiseSchedule.WithoutZero(config);
    }

    public NoiseSchedule Noise { get; }

    bool Stochastic => algorithm.StartsWith("sde", StringComparison.Ordinal);

    bool OfClean => algorithm.EndsWith("++", StringComparison.Ordinal);

    public override void SetTimesteps(int steps, double? mu = null)
    {
        var trained = Noise.Sigmas();
        var logs = Array.ConvertAll(trained, NumPySingle.Log);
        var whole = StepLayout.Multistep(Config, Checked(steps, Noise.Timesteps), Noise.Timesteps, Noise.Timesteps - Clipped());
        var timesteps = Array.ConvertAll(whole, t => (double)t);
        double[] sigmas;
        if (SigmaSchedule.Converted(Config, trained[^1], trained[0], steps) is { } converted)
        {
            sigmas = flow && Config.UseKarrasSigmas == true ? Array.ConvertAll(converted, sigma => sigma / (sigma + 1)) : converted;
            timesteps = flow && Config.UseKarrasSigmas == true ? Array.ConvertAll(sigmas, sigma => sigma * Noise.Timesteps)
                : Found(sigmas, logs, round: Config.UseKarrasSigmas == true);
        }
        else if (Config.UseLuLambdas == true)
        {
            sigmas = SigmaSchedule.Lu(logs[^1], logs[0], steps);
            timesteps = Found(sigmas, logs, round: true);
        }
        else if (flow)
        {
            var shift = mu is { } size ? Math.Exp(size) : flowShift;
            sigmas = [.. StepLayout.Linspace(1, 1.0 / Noise.Timesteps, steps + 1).Skip(1).Reverse()
                .Select(alpha => SigmaSchedule.Shifted(1 - alpha, shift))];
            timesteps = Array.ConvertAll(sigmas, sigma => sigma * Noise.Timesteps);
        }
        else sigmas = SigmaSchedule.At(Array.ConvertAll(whole, t => (float)t), trained);
        Lay(Array.ConvertAll(timesteps, Math.Truncate), [.. sigmas, FinalSigma(trained[0])]);
    }

    double[] Found(double[] sigmas, float[] logs, bool round) => Array.ConvertAll(sigmas, sigma =>
        SigmaSchedule.TimestepOf(sigma, logs) is var t && round && Config.BetaSchedule != "squaredcos_cap_v2" ? Math.Round(t) : t);

    /// <summary>How many of the last timesteps have less signal than <c>lambda_min_clipped</c> allows.</summary>
    int Clipped()
    {
        var least = Config.LambdaMinClipped ?? double.NegativeInfinity;
        var count = 0;
        var bars = Noise.AlphasCumprod;
        while (count < bars.Length - 1 && MathF.Log(MathF.Sqrt(bars[^(count + 1)])) - MathF.Log(MathF.Sqrt(1 - bars[^(count + 1)])) < least)
            count++;
        return count;
    }

    public override Tensor AddNoise(Tensor original, Tensor noise, int index) => TensorScope.Run(() =>
    {
        var at = At(index);
        return (at.Alpha * original) + (at.Sigma * noise);
    });

    private protected override void Forget() => answers.Clear();

    private protected override Tensor Advance(Tensor output, int index, Tensor sample, NoiseSource noise)
    {
        if (Config.VarianceType is "learned" or "learned_range" && output.Size(1) == 2 * sample.Size(1))
            output = output.Narrow(1, 0, sample.Size(1));
        answers.Enter(index);
        var from = At(index);
        answers.Keep(OfClean ? prediction.Clean(output, sample, from.Alpha, from.Sigma)
            : prediction.Noise(output, sample, from.Alpha, from.Sigma));

        var few = lowerOrderFinal && Timesteps.Count < 15;
        var left = Timesteps.Count - index;
        var use = Math.Min(order, answers.Count);
        if (left == 1 && (eulerAtFinal || few || endsAtZero)) use = 1;
        else if (left == 2 && few) use = Math.Min(use, 2);
        var next = Moved(use, from, At(index + 1), index, sample);
        return Stochastic ? next + (noise.Draw(DType.Float32) * Spread(from, At(index + 1))) : next;
    }

    SolverStep At(int index) => SolverStep.Of(Sigma(index), flow);

    /// <summary>The step without its fresh noise: w x + a D0 + b D1 + c D2, where the Ds are the answer and its differences.</summary>
    Tensor Moved(int use, SolverStep from, SolverStep to, int index, Tensor sample)
    {
        var h = to.Lambda - from.Lambda;
        if (h == 0) return sample; // Karras sigmas end at the least of training, where final_sigmas_type may end too
        var noisy = Stochastic ? 2 : 1; // with fresh noise the integral runs twice as fast
        float weight, direct, first, second;
        if (OfClean)
        {
            var decay = TorchSingle.Exp(-noisy * h);
            weight = to.Sigma / from.Sigma * (Stochastic ? TorchSingle.Exp(-h) : 1);
            direct = -to.Alpha * (decay - 1);
            first = use == 3 || solver == "heun" ? to.Alpha * (((decay - 1) / (noisy * h)) + 1) : 0.5f * direct;
            // With fresh noise the half should be subtracted too (its term vanishes as h does); diffusers adds it, and its numbers are the
            // ones to have.
            second = -to.Alpha * (((decay - 1 + (noisy * h)) / (noisy * h * (noisy * h))) + (Stochastic ? 0.5f : -0.5f));
        }
        else
        {
            var growth = TorchSingle.Exp(h) - 1;
            weight = to.Alpha / from.Alpha;
            direct = -noisy * (to.Sigma * growth);
            first = use == 3 || solver == "heun" ? -noisy * (to.Sigma * ((growth / h) - 1)) : 0.5f * direct;
            second = -noisy * (to.Sigma * (((growth - h) / (h * h)) - 0.5f));
        }
        var next = (weight * sample) + (direct * answers[0]);
        if (use == 1) return next;

        var before = At(index - 1);
        var r0 = (from.Lambda - before.Lambda) / h;
        var d = (answers[0] - answers[1]) * (1 / r0);
        if (use == 2) return next + (first * d);

        var r1 = (before.Lambda - At(index - 2).Lambda) / h;
        var change = d - ((answers[1] - answers[2]) * (1 / r1));
        return next + (first * (d + (r0 / (r0 + r1) * change))) + (second * (1 / (r0 + r1) * change));
    }

    float Spread(SolverStep from, SolverStep to)
    {
        var h = to.Lambda - from.Lambda;
        return to.Sigma * (OfClean ? MathF.Sqrt(1 - TorchSingle.Exp(-2 * h)) : MathF.Sqrt(TorchSingle.Exp(2 * h) - 1));
    }
}
