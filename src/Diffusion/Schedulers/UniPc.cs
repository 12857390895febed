using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>A predictor over the network's last answers, and a corrector that mends each step once the next answer is known.</summary>
/// <remarks>Zhao et al. 2023 (arXiv 2302.04867), algorithms 5 to 8; <c>UniPCMultistepScheduler</c>. Scalars are float32, as there: at many
/// steps their rounding shows.</remarks>
public sealed class UniPc : SigmaScheduler
{
    readonly Prediction prediction;
    readonly string solver;
    readonly int order;
    readonly double flowShift;
    readonly double? terminal;
    readonly bool ofClean, flow, lowerOrderFinal;
    readonly HashSet<int> uncorrected;
    readonly StepHistory answers, last = new(1);
    int lastOrder;

    /// <inheritdoc cref="Ddpm(SchedulerConfig)"/>
    public UniPc(SchedulerConfig config) : base(config)
    {
        ofClean = config.PredictX0 ?? true;
        prediction = new(config, clips: null, "epsilon", "v_prediction", "sample", "flow_prediction");
        // Names of the solvers of DPM-Solver and DEIS stand in files that were made from theirs.
        solver = config.OneOf("solver_type", config.SolverType ?? "bh2", "bh1", "bh2", "midpoint", "heun", "logrho") == "bh1" ? "bh1"
            : "bh2";
        order = config.Within("solver_order", config.SolverOrder ?? 2, 1, 8);
        flow = config.UseFlowSigmas ?? false;
        flowShift = config.Within("flow_shift", config.FlowShift ?? 1, double.Epsilon, double.MaxValue);
        terminal = config.ShiftTerminal is { } end and not 0 ? config.Within("shift_terminal", end, 0, 0.999) : null;
        lowerOrderFinal = config.LowerOrderFinal ?? true;
        uncorrected = [.. (config.DisableCorrector ?? []).Select(step => (int)step)];
        config.OneOf("time_shift_type", config.TimeShiftType ?? "exponential", "exponential", "linear");
        FinalSigma(0);
        SigmaSchedule.Kind(config);
        answers = new(order);
        Noise = NoiseSchedule.WithoutZero(config);
    }

    public NoiseSchedule Noise { get; }

    public override void SetTimesteps(int steps, double? mu = null)
    {
        var trained = Noise.Sigmas();
        var whole = StepLayout.Multistep(Config, Checked(steps, Noise.Timesteps), Noise.Timesteps, Noise.Timesteps);
        var timesteps = Array.ConvertAll(whole, t => (double)t);
        double[] sigmas;
        double least;
        if (SigmaSchedule.Converted(Config, trained[^1], trained[0], steps) is { } converted)
        {
            sigmas = converted;
            if (flow && Config.UseKarrasSigmas == true)
            {
                sigmas = Array.ConvertAll(sigmas, sigma => sigma / (sigma + 1));
                timesteps = Array.ConvertAll(sigmas, sigma => sigma * Noise.Timesteps);
            }
            else
            {
                var logs = Array.ConvertAll(trained, NumPySingle.Log);
                timesteps = Array.ConvertAll(sigmas, sigma => SigmaSchedule.TimestepOf(sigma, logs));
                if (Config.UseKarrasSigmas == true) timesteps = Array.ConvertAll(timesteps, Math.Round);
            }
            least = sigmas[^1];
        }
        else if (flow)
        {
            sigmas = Array.ConvertAll(StepLayout.Linspace(1, 1.0 / Noise.Timesteps, steps + 1)[..^1],
                sigma => Config.UseDynamicShifting == true && mu is { } size
                ? SigmaSchedule.Shifted(sigma, size, Config.TimeShiftType ?? "exponential") : SigmaSchedule.Shifted(sigma, flowShift));
            if (terminal is { } end) SigmaSchedule.StretchTo(end, sigmas);
            if (Math.Abs(sigmas[0] - 1) < 1e-6) sigmas[0] -= 1e-6; // where all is noise, λ would be infinite
            timesteps = Array.ConvertAll(sigmas, sigma => sigma * Noise.Timesteps);
            least = sigmas[^1];
        }
        else
        {
            sigmas = SigmaSchedule.At(Array.ConvertAll(whole, t => (float)t), trained);
            least = trained[0];
        }
        Lay(Array.ConvertAll(timesteps, Math.Truncate), [.. sigmas, FinalSigma(least)]);
    }

    public override Tensor AddNoise(Tensor original, Tensor noise, int index) => TensorScope.Run(() =>
    {
        var at = At(index);
        return (at.Alpha * original) + (at.Sigma * noise);
    });

    private protected override void Forget()
    {
        answers.Clear();
        last.Clear();
    }

    private protected override Tensor Advance(Tensor output, int index, Tensor sample, NoiseSource noise)
    {
        answers.Enter(index);
        last.Enter(index);
        var at = At(index);
        var answer = ofClean ? prediction.Clean(output, sample, at.Alpha, at.Sigma) : prediction.Noise(output, sample, at.Alpha, at.Sigma);
        if (last.Count > 0 && !uncorrected.Contains(index - 1)) sample = Moved(last[0], index - 1, lastOrder, answer);
        answers.Keep(answer);
        last.Keep(sample);
        lastOrder = Math.Min(answers.Count, lowerOrderFinal || Sigma(index + 1) == 0 ? Timesteps.Count - index : order);
        return Moved(sample, index, lastOrder, corrector: null);
    }

    SolverStep At(int index) => SolverStep.Of(Sigma(index), flow);

    /// <summary>From step <paramref name="index"/> to the next, over the answers at it and before it.</summary>
    /// <param name="use">Answers at it and before it.</param>
    /// <param name="corrector">The answer at the next step, where it is known already.</param>
    Tensor Moved(Tensor sample, int index, int use, Tensor? corrector)
    {
        var (from, to) = (At(index), At(index + 1));
        var h = to.Lambda - from.Lambda;
        if (h == 0) return sample; // the last two sigmas may be the same
        var hh = ofClean ? -h : h;
        var growth = TorchSingle.Expm1(hh);
        var scale = solver == "bh1" ? hh : growth; // B(h)
        var ratios = new float[use];
        for (var i = 1; i < use; i++) ratios[i - 1] = (At(index - i).Lambda - from.Lambda) / h;
        ratios[^1] = 1;

        Tensor? change = null;
        var weights = corrector is null ? Predictor(ratios, hh, growth, scale) : Corrector(ratios, hh, growth, scale);
        for (var i = 1; i < use; i++) Add((answers[i] - answers[0]) / ratios[i - 1], weights[i - 1]);
        if (corrector is not null) Add(corrector - answers[0], weights[^1]);

        var (weight, other) = ofClean ? (to.Sigma / from.Sigma, to.Alpha) : (to.Alpha / from.Alpha, to.Sigma);
        var next = (weight * sample) - (other * growth * answers[0]);
        return change is null ? next : next - (other * scale * change);

        void Add(Tensor difference, float by) => change = change is null ? by * difference : change + (by * difference);
    }

    static float[] Predictor(float[] ratios, float hh, float growth, float scale) => ratios.Length switch
    {
        1 => [],
        2 => [0.5f], // what eq. 9 simplifies to
        _ => Solve(ratios, hh, growth, scale, ratios.Length - 1),
    };

    static float[] Corrector(float[] ratios, float hh, float growth, float scale) =>
        ratios.Length == 1 ? [0.5f] : Solve(ratios, hh, growth, scale, ratios.Length);

    /// <summary>The weights of the differences: R ρ = b, R the powers of the ratios (eq. 9).</summary>
    static float[] Solve(float[] ratios, float hh, float growth, float scale, int size)
    {
        var (powers, right) = (new float[size * size], new float[size]);
        var phi = (growth / hh) - 1;
        var factorial = 1;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++) powers[(i * size) + j] = MathF.Pow(ratios[j], i);
            right[i] = phi * factorial / scale;
            factorial *= i + 2;
            phi = (phi / hh) - (1f / factorial);
        }
        using var scope = new TensorScope();
        return Op.Call("aten::linalg_solve", Tensor.From(powers, size, size), Tensor.From(right)).ToArray<float>();
    }
}
