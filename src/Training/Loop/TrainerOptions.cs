using System.Globalization;
using System.Text.Json.Nodes;
using EmojiGen.Torch;
using EmojiGen.Training.Checkpoints;
using static System.FormattableString;

namespace EmojiGen.Training.Loop;

/// <summary>What trained networks compute in; their weights are kept in float32 whatever it is.</summary>
public enum MixedPrecision
{
    /// <summary>float32 throughout.</summary>
    No,
    BFloat16,

    /// <summary>With a scale on the loss, so that small gradients do not vanish (Micikevicius et al. 2018).</summary>
    Float16,
}

/// <summary>What turns gradients into steps.</summary>
public enum OptimizerKind
{
    AdamW,

    /// <summary>For networks that are trained from nothing; see <see cref="Torch.Muon"/>.</summary>
    Muon,
}

/// <summary>How a run goes, whatever is trained.</summary>
public sealed record TrainerOptions
{
    public static NamedChoices<OptimizerKind> Optimizers { get; } = new("adamw", "muon");

    public static NamedChoices<MixedPrecision> Precisions { get; } = new("no", "bf16", "fp16");

    /// <summary>Changes of the weights; 1 or more, 1,000 by default.</summary>
    public long Steps { get; init; } = 1000;

    /// <summary>Examples of one forward pass; 1 or more, 1 by default.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Forward passes of one step, their gradients averaged; 1 or more, 1 by default.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>Above 0; 1e-4 by default.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>How the learning rate goes; constant by default.</summary>
    public LearningRateOptions Schedule { get; init; } = new();

    /// <summary>What turns gradients into steps; AdamW by default.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>AdamW's decay of the mean of gradients, 0 to 1; 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's decay of the mean of their squares, 0 to 1; 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>AdamW's; above 0, 1e-8 by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Share of a weight, times the learning rate, taken off at each step; 0 or more, 0.01 by default.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gradients are scaled down to this common norm; null: never. 1 by default.</summary>
    public double? MaxGradientNorm { get; init; } = 1;

    public MixedPrecision Precision { get; init; }

    /// <summary>Decay of an average of the weights, 0 to 1, rising to this at first; null (default): none is kept.</summary>
    public double? EmaDecay { get; init; }

    /// <summary>Of the order of examples and of all that is drawn; 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>What makes the run this one beside these options: the model it begins from, its data by content, what the task is told.
    /// Default: nothing.</summary>
    public IReadOnlyDictionary<string, string> Identity { get; init; } = new Dictionary<string, string>();

    /// <summary>Where checkpoints go; null (default): none are written.</summary>
    public string? Folder { get; init; }

    /// <summary>Steps between checkpoints, 1 or more; 500 by default. The last step and an interrupted one are saved too.</summary>
    public long CheckpointEvery { get; init; } = 500;

    /// <summary>How many are kept, the latest and, beside them, the one that validated best; null (default): all.</summary>
    public int? CheckpointLimit { get; init; }

    /// <summary>Steps between validations, 1 or more; null (default): none.</summary>
    public long? ValidateEvery { get; init; }

    /// <summary>Whether the step that validated best is saved though no checkpoint is due; default: no.</summary>
    public bool KeepsBest { get; init; }

    /// <summary>Validations without improvement after which the run ends, 1 or more; null (default): it goes on.</summary>
    public int? Patience { get; init; }

    /// <summary>These options as far as they decide what a step gives, with what <see cref="Identity"/> adds.</summary>
    /// <param name="processes">That train together: several with a small batch are as one with a large one.</param>
    internal RunIdentity IdentityOf(int processes) => new RunIdentity(new Dictionary<string, string>
    {
        ["batch size"] = Invariant($"{BatchSize * processes}"),
        ["gradient accumulation"] = Invariant($"{AccumulationSteps}"),
        ["learning rate"] = Invariant($"{LearningRate}"),
        ["learning rate schedule"] =
            string.Create(CultureInfo.InvariantCulture, $"{Schedule.Name} {Schedule.WarmUpSteps} {Schedule.Cycles} {Schedule.Power}"),
        ["optimizer"] = Optimizers.NameOf(Optimizer),
        ["beta1"] = Invariant($"{Beta1}"),
        ["beta2"] = Invariant($"{Beta2}"),
        ["epsilon"] = Invariant($"{Epsilon}"),
        ["weight decay"] = Invariant($"{WeightDecay}"),
        ["largest gradient norm"] = MaxGradientNorm is { } norm ? Invariant($"{norm}") : "none",
        ["precision"] = Precisions.NameOf(Precision),
        ["decay of averaged weights"] = EmaDecay is { } decay ? Invariant($"{decay}") : "none",
        ["seed"] = Invariant($"{Seed}"),
    }).With(Identity);

    /// <summary>All of these options, defaults too, by the names under which commands take them.</summary>
    public IReadOnlyDictionary<string, JsonNode?> InForce => new Dictionary<string, JsonNode?>(StringComparer.Ordinal)
    {
        ["max-train-steps"] = Steps,
        ["batch-size"] = BatchSize,
        ["gradient-accumulation-steps"] = AccumulationSteps,
        ["learning-rate"] = LearningRate,
        ["lr-scheduler"] = Schedule.Name,
        ["lr-warmup-steps"] = Schedule.WarmUpSteps,
        ["lr-num-cycles"] = Schedule.Cycles,
        ["lr-power"] = Schedule.Power,
        ["optimizer"] = Optimizers.NameOf(Optimizer),
        ["adam-beta1"] = Beta1,
        ["adam-beta2"] = Beta2,
        ["adam-epsilon"] = Epsilon,
        ["adam-weight-decay"] = WeightDecay,
        ["max-grad-norm"] = MaxGradientNorm ?? 0,
        ["mixed-precision"] = Precisions.NameOf(Precision),
        ["ema-decay"] = EmaDecay,
        ["seed"] = Seed,
        ["checkpointing-steps"] = CheckpointEvery,
        ["checkpoints-total-limit"] = CheckpointLimit,
        ["validation-steps"] = ValidateEvery,
        ["early-stopping-patience"] = Patience,
    };

    /// <summary>The same where the device computes in what was asked for. A card that does not multiply bfloat16 (T4) computes in float16,
    /// with a scale on the loss; it needs no other change, since weights and sums of gradients are in float32 there too.</summary>
    public TrainerOptions On(Device device) =>
        Precision == MixedPrecision.BFloat16 && !device.MultipliesBFloat16 ? this with { Precision = MixedPrecision.Float16 } : this;

    /// <summary>The precision that is fastest on a device without losing what training needs.</summary>
    public static MixedPrecision FastestOn(Device device) => device.FastType switch
    {
        DType.BFloat16 => MixedPrecision.BFloat16,
        DType.Float16 => MixedPrecision.Float16,
        _ => MixedPrecision.No,
    };

    public DType ComputeType =>
        Precision switch { MixedPrecision.BFloat16 => DType.BFloat16, MixedPrecision.Float16 => DType.Float16, _ => DType.Float32 };

    /// <exception cref="ArgumentException">A value is out of its range; says which.</exception>
    public void Validate()
    {
        Check(Steps >= 1, "The number of training steps must be 1 or more", Steps);
        Check(BatchSize >= 1, "The batch must be of 1 example or more", BatchSize);
        Check(AccumulationSteps >= 1, "Gradients are accumulated over 1 pass or more", AccumulationSteps);
        Check(LearningRate > 0 && double.IsFinite(LearningRate), "The learning rate must be above 0", LearningRate);
        Check(Beta1 is >= 0 and < 1, "AdamW's beta1 must be at least 0 and below 1", Beta1);
        Check(Beta2 is >= 0 and < 1, "AdamW's beta2 must be at least 0 and below 1", Beta2);
        Check(Epsilon > 0, "AdamW's epsilon must be above 0", Epsilon);
        Check(WeightDecay >= 0, "The weight decay must be 0 or more", WeightDecay);
        Check(MaxGradientNorm is null or > 0, "The largest norm of gradients must be above 0", MaxGradientNorm);
        Check(EmaDecay is null or (>= 0 and < 1), "The decay of averaged weights must be at least 0 and below 1", EmaDecay);
        Check(CheckpointEvery >= 1, "The steps between checkpoints must be 1 or more", CheckpointEvery);
        Check(CheckpointLimit is null or >= 1, "The limit on checkpoints must be 1 or more", CheckpointLimit);
        Check(ValidateEvery is null or >= 1, "The steps between validations must be 1 or more", ValidateEvery);
        Check(Patience is null or >= 1, "The patience must be of 1 validation or more", Patience);

        static void Check(bool holds, string rule, object? got)
        {
            if (!holds) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{rule}, not {got}."));
        }
    }
}

/// <summary>How the learning rate goes over a run.</summary>
/// <param name="Name">One of <see cref="Names"/>: diffusers' names.</param>
/// <param name="WarmUpSteps">Over which it rises from 0; 0 or more.</param>
/// <param name="Cycles">Of <c>cosine_with_restarts</c>: how often it falls; 1 or more.</param>
/// <param name="Power">Of <c>polynomial</c>.</param>
/// <param name="End">Of <c>polynomial</c>: the learning rate at the end; diffusers' 1e-7.</param>
public sealed record LearningRateOptions(string Name = "constant", long WarmUpSteps = 0, int Cycles = 1, double Power = 1,
    double End = 1e-7)
{
    public static IReadOnlyList<string> Names
    {
        get;
    } = ["constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts", "polynomial"];

    /// <summary>Factors of the learning rate by step, from 0.</summary>
    /// <exception cref="ArgumentException">The name is not known, or the warm-up negative.</exception>
    public Func<long, double> For(long steps, double learningRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(WarmUpSteps);
        return Name switch
        {
            "constant" => LearningRateSchedule.Constant(),
            "constant_with_warmup" => LearningRateSchedule.ConstantWithWarmUp(WarmUpSteps),
            "linear" => LearningRateSchedule.Linear(WarmUpSteps, steps),
            "cosine" => LearningRateSchedule.Cosine(WarmUpSteps, steps),
            "cosine_with_restarts" => LearningRateSchedule.CosineWithRestarts(WarmUpSteps, steps, Cycles),
            "polynomial" => LearningRateSchedule.Polynomial(WarmUpSteps, steps, Power, Math.Min(End, learningRate) / learningRate),
            _ => throw new ArgumentException($"Learning rate schedule '{Name}' is not known; known: {string.Join(", ", Names)}."),
        };
    }
}
