namespace EmojiGen.Diffusion.Schedulers;

/// <summary>What AUTOMATIC1111's web UI, and those that take after it, call samplers and the spacings of their steps.</summary>
/// <remarks>stable-diffusion-webui, <c>modules/sd_samplers_kdiffusion.py</c>, <c>sd_samplers_timesteps.py</c>, <c>sd_schedulers.py</c>. A
/// spacing has the name under which theirs begins at the same timesteps: linspace is Uniform, trailing Simple, leading DDIM.</remarks>
static class WebUiSamplers
{
    public static (string Sampler, string? ScheduleType) Of(string? name, SchedulerConfig model)
    {
        var (type, config) = name is null ? (model.ClassName, model) : KnownSchedulers.Configured(name, model);
        return type switch
        {
            "DDIMScheduler" => ("DDIM", null),
            "DDPMScheduler" => ("DDPM", null),
            "PNDMScheduler" => ("PLMS", null),
            "LCMScheduler" => ("LCM", null),
            "EulerDiscreteScheduler" => ("Euler", Spacing(config)),
            "EulerAncestralDiscreteScheduler" => ("Euler a", Spacing(config)),
            "UniPCMultistepScheduler" => ("UniPC", Spacing(config)),
            "FlowMatchEulerDiscreteScheduler" => ("Euler", Spacing(config)),
            "DPMSolverMultistepScheduler" => ($"DPM++ {config.SolverOrder ?? 2}M{(IsStochastic(config) ? " SDE" : "")}", Spacing(config)),
            _ => (type, null),
        };
    }

    public static string? Find(string sampler, string? scheduleType) =>
        (scheduleType is null ? null : KnownSchedulers.Find($"{sampler} {scheduleType}")) ?? KnownSchedulers.Find(sampler);

    static bool IsStochastic(SchedulerConfig config) => config.AlgorithmType?.StartsWith("sde", StringComparison.Ordinal) == true;

    static string Spacing(SchedulerConfig config) => SigmaSchedule.Kind(config) switch
    {
        "karras" => "Karras",
        "exponential" => "Exponential",
        "beta" => "Beta",
        _ when config.UseFlowSigmas == true || config.ClassName.StartsWith("FlowMatch", StringComparison.Ordinal) => "Normal",
        _ => (config.TimestepSpacing ?? "linspace") switch { "trailing" => "Simple", "leading" => "DDIM", _ => "Uniform" },
    };
}
