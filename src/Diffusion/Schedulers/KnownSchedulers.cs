namespace EmojiGen.Diffusion.Schedulers;

/// <summary>Schedulers by the names that files and people call them by.</summary>
static class KnownSchedulers
{
    static readonly Entry[] entries =
    [
        new("ddim", "DDIMScheduler", it => new Ddim(it)),
        new("ddpm", "DDPMScheduler", it => new Ddpm(it)),
        new("pndm", "PNDMScheduler", it => new Pndm(it), it => it with { SkipPrkSteps = it.SkipPrkSteps ?? true }, "plms"),
        new("euler", "EulerDiscreteScheduler", it => new Euler(it)),
        new("euler-karras", "EulerDiscreteScheduler", it => new Euler(it), Karras),
        new("euler-a", "EulerAncestralDiscreteScheduler", it => new EulerAncestral(it), Aliases: "euler-ancestral"),
        new("dpm++2m", "DPMSolverMultistepScheduler", it => new DpmSolverMultistep(it), Deterministic, "dpmpp2m"),
        new("dpm++2m-karras", "DPMSolverMultistepScheduler", it => new DpmSolverMultistep(it), it => Karras(Deterministic(it)),
            "dpmpp2mkarras"),
        new("dpm++sde", "DPMSolverMultistepScheduler", it => new DpmSolverMultistep(it), Stochastic, "dpmppsde", "dpm++2msde",
            "dpmpp2msde"),
        new("dpm++sde-karras", "DPMSolverMultistepScheduler", it => new DpmSolverMultistep(it), it => Karras(Stochastic(it)),
            "dpmppsdekarras", "dpm++2msdekarras", "dpmpp2msdekarras"),
        new("unipc", "UniPCMultistepScheduler", it => new UniPc(it), it => it with { SolverType = null }),
        new("lcm", "LCMScheduler", it => new Lcm(it)),
        new("flow-euler", "FlowMatchEulerDiscreteScheduler", it => new FlowMatchEuler(it), Aliases: "flow-match-euler"),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. entries.Select(entry => entry.Name)];

    public static Scheduler Create(SchedulerConfig config) =>
        entries.FirstOrDefault(entry => entry.ClassName == config.ClassName) is { } known ? known.Create(config)
        : throw new InvalidDataException(config.ClassName.Length == 0
            ? $"{config.Source} has no _class_name, which says what scheduler it is; known here are {ClassNames}."
            : $"{config.Source}: _class_name '{config.ClassName}' is not known here; known are {ClassNames}. Name one of {string.Join(", ", Names)} to take its place.");

    public static Scheduler Create(string name, SchedulerConfig model)
    {
        var (entry, config) = Resolved(name, model);
        return entry.Create(config);
    }

    /// <summary>The class of a scheduler by a short name, and what of the model's configuration it is made from.</summary>
    /// <inheritdoc cref="Scheduler.Create(string, SchedulerConfig)"/>
    public static (string ClassName, SchedulerConfig Config) Configured(string name, SchedulerConfig model)
    {
        var (entry, config) = Resolved(name, model);
        return (entry.ClassName, config);
    }

    /// <summary>The name that people type, in its first spelling; null where there is none such.</summary>
    public static string? Find(string name)
    {
        var wanted = Plain(name);
        return entries.FirstOrDefault(it => it.Answers(wanted))?.Name;
    }

    static (Entry Entry, SchedulerConfig Config) Resolved(string name, SchedulerConfig model)
    {
        var wanted = Plain(name);
        var entry = entries.FirstOrDefault(it => it.Answers(wanted))
            ?? throw new ArgumentException($"There is no scheduler '{name}'; the names are {string.Join(", ", Names)}.", nameof(name));
        var (flowModel, flow) = (IsFlow(model.ClassName) || model.PredictionType == "flow_prediction", IsFlow(entry.ClassName));
        if (flow && !flowModel)
            throw new ArgumentException(
                $"Scheduler '{name}' is for models of flow matching (Stable Diffusion 3 and 3.5), which this one is not; take another of {string.Join(", ", Names)}.", nameof(name));
        if (flowModel && !flow)
        {
            // The two that have the sigmas of a flow; the others would draw noise only.
            if (entry.ClassName is not ("DPMSolverMultistepScheduler" or "UniPCMultistepScheduler"))
                throw new ArgumentException(
                    $"Scheduler '{name}' is not for models of flow matching, which this one is; take flow-euler, dpm++2m or unipc.", nameof(name));
            model = model with { UseFlowSigmas = true, PredictionType = "flow_prediction", FlowShift = model.FlowShift ?? model.Shift };
        }
        // A file's own variant of the same class stays; what is only a name's is added.
        return (entry, entry.Adjust?.Invoke(model) ?? model);
    }

    static string ClassNames => string.Join(", ", entries.Select(entry => entry.ClassName).Distinct());

    static bool IsFlow(string className) => className.StartsWith("FlowMatch", StringComparison.Ordinal);

    static SchedulerConfig Karras(SchedulerConfig model) => model with { UseKarrasSigmas = true };

    static SchedulerConfig Deterministic(SchedulerConfig model) =>
        model with { AlgorithmType = "dpmsolver++", FinalSigmasType = model.FinalSigmasType ?? "zero", SolverType = null };

    static SchedulerConfig Stochastic(SchedulerConfig model) => Deterministic(model) with { AlgorithmType = "sde-dpmsolver++" };

    static string Plain(string name) => string.Concat(name.Where(c => c is not (' ' or '-' or '_'))).ToUpperInvariant();

    sealed record Entry(string Name, string ClassName, Func<SchedulerConfig, Scheduler> Create, Func<SchedulerConfig,
        SchedulerConfig>? Adjust = null, params string[] Aliases)
    {
        public bool Answers(string plain) =>
            Plain(Name) == plain || Plain(ClassName) == plain || Aliases.Any(alias => Plain(alias) == plain);
    }
}
