using EmojiGen.ModelFiles;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>The fields of a published <c>scheduler_config.json</c>. Null is a field that the file does not set: each scheduler has a
/// default of its own for it.</summary>
/// <remarks>So a scheduler can be made from another one's file, as diffusers' <c>from_config</c> does: what both know is taken
/// over.</remarks>
/// <param name="ClassName">The class in diffusers that the file was written by: <c>EulerDiscreteScheduler</c>.</param>
/// <param name="NumTrainTimesteps">T, the timesteps of training; 1000 everywhere.</param>
/// <param name="BetaSchedule"><c>linear</c>, <c>scaled_linear</c>, <c>squaredcos_cap_v2</c>, <c>sigmoid</c> or <c>laplace</c>.</param>
/// <param name="TrainedBetas">T betas that take the place of a formula.</param>
/// <param name="PredictionType">What the network answers: <c>epsilon</c>, <c>v_prediction</c>, <c>sample</c> or
/// <c>flow_prediction</c>.</param>
/// <param name="TimestepSpacing"><c>leading</c>, <c>trailing</c> or <c>linspace</c> (Lin et al. 2023, table 2).</param>
/// <param name="StepsOffset">Added to the timesteps of leading spacing.</param>
/// <param name="SetAlphaToOne">Whether the last step ends without any noise, or at that of timestep 0.</param>
/// <param name="LambdaMinClipped">Half the log of the least signal-to-noise ratio that steps begin at.</param>
/// <param name="FinalSigmasType">Where the last step ends: <c>zero</c>, or <c>sigma_min</c> of training.</param>
/// <param name="Shift">Of flow matching: above 1, more of the steps are spent where there is much noise.</param>
public sealed record SchedulerConfig(
    string ClassName = "",
    int? NumTrainTimesteps = null,
    double? BetaStart = null,
    double? BetaEnd = null,
    string? BetaSchedule = null,
    IReadOnlyList<double>? TrainedBetas = null,
    bool? RescaleBetasZeroSnr = null,
    string? PredictionType = null,
    string? TimestepSpacing = null,
    int? StepsOffset = null,
    bool? SetAlphaToOne = null,
    bool? ClipSample = null,
    double? ClipSampleRange = null,
    bool? Thresholding = null,
    double? DynamicThresholdingRatio = null,
    double? SampleMaxValue = null,
    string? VarianceType = null,
    double? Eta = null,
    bool? UseKarrasSigmas = null,
    bool? UseExponentialSigmas = null,
    bool? UseBetaSigmas = null,
    bool? UseLuLambdas = null,
    bool? UseFlowSigmas = null,
    double? FlowShift = null,
    double? SigmaMin = null,
    double? SigmaMax = null,
    string? InterpolationType = null,
    string? TimestepType = null,
    string? FinalSigmasType = null,
    string? AlgorithmType = null,
    string? SolverType = null,
    int? SolverOrder = null,
    bool? LowerOrderFinal = null,
    bool? EulerAtFinal = null,
    double? LambdaMinClipped = null,
    bool? PredictX0 = null,
    IReadOnlyList<double>? DisableCorrector = null,
    bool? SkipPrkSteps = null,
    int? OriginalInferenceSteps = null,
    double? TimestepScaling = null,
    double? Shift = null,
    bool? UseDynamicShifting = null,
    double? BaseShift = null,
    double? MaxShift = null,
    int? BaseImageSequence = null,
    int? MaxImageSequence = null,
    double? ShiftTerminal = null,
    bool? InvertSigmas = null,
    bool? StochasticSampling = null,
    string? TimeShiftType = null)
{
    /// <summary>What errors call the configuration: the file's path where there is one.</summary>
    public string Source { get; init; } = "The scheduler's configuration";

    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file is no JSON, or a field is of another type than the published one.</exception>
    public static SchedulerConfig Read(string path)
    {
        var file = ModelConfig.Read(path);
        return new(
            file.Text("_class_name", ""),
            file.WholeIfAny("num_train_timesteps"),
            file.NumberIfAny("beta_start"),
            file.NumberIfAny("beta_end"),
            file.TextOrNull("beta_schedule"),
            file.Numbers("trained_betas"),
            file.FlagIfAny("rescale_betas_zero_snr"),
            file.TextOrNull("prediction_type"),
            file.TextOrNull("timestep_spacing"),
            file.WholeIfAny("steps_offset"),
            file.FlagIfAny("set_alpha_to_one"),
            file.FlagIfAny("clip_sample"),
            file.NumberIfAny("clip_sample_range"),
            file.FlagIfAny("thresholding"),
            file.NumberIfAny("dynamic_thresholding_ratio"),
            file.NumberIfAny("sample_max_value"),
            file.TextOrNull("variance_type"),
            file.NumberIfAny("eta"),
            file.FlagIfAny("use_karras_sigmas"),
            file.FlagIfAny("use_exponential_sigmas"),
            file.FlagIfAny("use_beta_sigmas"),
            file.FlagIfAny("use_lu_lambdas"),
            file.FlagIfAny("use_flow_sigmas"),
            file.NumberIfAny("flow_shift"),
            file.NumberIfAny("sigma_min"),
            file.NumberIfAny("sigma_max"),
            file.TextOrNull("interpolation_type"),
            file.TextOrNull("timestep_type"),
            file.TextOrNull("final_sigmas_type"),
            file.TextOrNull("algorithm_type"),
            file.TextOrNull("solver_type"),
            file.WholeIfAny("solver_order"),
            file.FlagIfAny("lower_order_final"),
            file.FlagIfAny("euler_at_final"),
            file.NumberIfAny("lambda_min_clipped"),
            file.FlagIfAny("predict_x0"),
            file.Numbers("disable_corrector"),
            file.FlagIfAny("skip_prk_steps"),
            file.WholeIfAny("original_inference_steps"),
            file.NumberIfAny("timestep_scaling"),
            file.NumberIfAny("shift"),
            file.FlagIfAny("use_dynamic_shifting"),
            file.NumberIfAny("base_shift"),
            file.NumberIfAny("max_shift"),
            file.WholeIfAny("base_image_seq_len"),
            file.WholeIfAny("max_image_seq_len"),
            file.NumberIfAny("shift_terminal"),
            file.FlagIfAny("invert_sigmas"),
            file.FlagIfAny("stochastic_sampling"),
            file.TextOrNull("time_shift_type"))
        { Source = $"'{path}'" };
    }

    internal string OneOf(string field, string value, params ReadOnlySpan<string> known) => known.Contains(value) ? value
        : throw Wrong(field, known.Length == 1 ? $"only {known[0]} is known here"
            : $"known here are {string.Join(", ", known[..^1]!)} and {known[^1]}", value);

    internal int Within(string field, int value, int least, int most) => value >= least && value <= most ? value
        : throw Wrong(field, FormattableString.Invariant($"it must be from {least} to {most}"), FormattableString.Invariant($"{value}"));

    internal double Within(string field, double value, double least, double most) => value >= least && value <= most ? value // NaN is not
        : throw Wrong(field, FormattableString.Invariant($"it must be from {least} to {most}"), FormattableString.Invariant($"{value}"));

    InvalidDataException Wrong(string field, string expected, string value) => new($"{Source}: {field} is '{value}'; {expected}.");
}
