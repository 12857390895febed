using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Torch;

namespace EmojiGen.Training.Objectives;

/// <summary>How a diffusion loss is made harder or softer; all off by default.</summary>
/// <param name="SnrGamma">Min-SNR weighting's gamma, usually 5 (Hang et al. 2023); null: every timestep counts alike.</param>
/// <param name="NoiseOffset">How much of a channel's noise is the same everywhere, so that pictures may be darker or lighter as a whole
/// (Guttenberg 2023); 0 or more.</param>
/// <param name="BackgroundWeight">What counts of the loss where a picture is transparent, 0 to 1; 1: as much as elsewhere.</param>
public sealed record DiffusionLossOptions(double? SnrGamma = null, double NoiseOffset = 0, double BackgroundWeight = 1);

/// <summary>What a denoising network is trained to answer, by the very schedule that samples are drawn with.</summary>
public abstract class DiffusionObjective
{
    /// <summary>The objective that a model's scheduler configuration says.</summary>
    /// <exception cref="InvalidDataException">It names a prediction that is not known here.</exception>
    public static DiffusionObjective Of(SchedulerConfig config) =>
        config.ClassName.StartsWith("FlowMatch", StringComparison.Ordinal) ? new FlowObjective(config) : new DiscreteObjective(config);

    /// <summary>Timesteps to train at, one for each example.</summary>
    /// <returns>(B) as the network takes them</returns>
    public abstract Tensor DrawTimesteps(int examples, Generator random);

    /// <summary>What the network sees.</summary>
    /// <param name="clean">(B, C, H, W)</param>
    /// <param name="noise">Of the same shape, unit variance.</param>
    /// <param name="timesteps">(B)</param>
    public abstract Tensor AddNoise(Tensor clean, Tensor noise, Tensor timesteps);

    /// <summary>What it should answer.</summary>
    /// <inheritdoc cref="AddNoise"/>
    public abstract Tensor Target(Tensor clean, Tensor noise, Tensor timesteps);

    /// <summary>(B) weights of the examples; null where all count alike.</summary>
    public abstract Tensor? Weights(Tensor timesteps, double? gamma);

    /// <summary>Noise as the options have it.</summary>
    public static Tensor DrawNoise(Tensor like, Generator random, double offset) => TensorScope.Run(() =>
    {
        var noise = random.Normal(like.Shape);
        return offset == 0 ? noise : noise + (offset * random.Normal([like.Size(0), like.Size(1), 1, 1]));
    });

    /// <summary>Mean squared error in float32, on the answer's device: what was drawn for it may be on the CPU.</summary>
    /// <param name="answer">(B, C, H, W), or twice as many channels, of which the first half is meant (the rest is a learned
    /// variance)</param>
    /// <param name="opaque">(B, 1, H, W) in [0, 1]: how much of each place shows; null: all.</param>
    /// <param name="background">What counts where nothing shows; 0 to 1.</param>
    public Tensor Loss(Tensor answer, Tensor clean, Tensor noise, Tensor timesteps, double? gamma = null, Tensor? opaque = null,
        double background = 1)
    {
        using var scope = new TensorScope();
        if (answer.Size(1) == 2 * clean.Size(1)) answer = answer.Narrow(1, 0, clean.Size(1));
        var target = Target(clean, noise, timesteps).To(answer.Device, DType.Float32);
        var weights = Weights(timesteps, gamma)?.To(answer.Device);
        if (weights is null && (opaque is null || background == 1)) return scope.MoveOut(answer.To(DType.Float32).MseLoss(target));
        var errors = (answer.To(DType.Float32) - target).Square();                              // (B, C, H, W)
        Tensor each;
        if (opaque is null || background == 1) each = errors.Mean([1, 2, 3]);                   // (B)
        else
        {
            var counts = background + ((1 - background) * opaque.To(answer.Device));                              // (B, 1, H, W)
            // A picture of which little shows weighs as much as one that fills its square.
            each = (errors * counts).Mean([1, 2, 3]) / counts.Mean([1, 2, 3]).Clamp(min: 1e-4);
        }
        return scope.MoveOut((weights is null ? each : each * weights).Mean());
    }
}

/// <summary>Noise by whole timesteps: <c>epsilon</c>, <c>v_prediction</c> or <c>sample</c>.</summary>
sealed class DiscreteObjective : DiffusionObjective
{
    readonly NoiseSchedule schedule;
    readonly string prediction;

    public DiscreteObjective(SchedulerConfig config)
    {
        schedule = NoiseSchedule.Create(config);
        prediction = config.PredictionType ?? "epsilon";
        if (prediction is not ("epsilon" or "v_prediction" or "sample"))
            throw new InvalidDataException(
                $"{config.Source}: prediction_type '{prediction}' cannot be trained; known: epsilon, v_prediction, sample.");
    }

    public override Tensor DrawTimesteps(int examples, Generator random) => random.Integers(0, schedule.Timesteps, [examples]);

    public override Tensor AddNoise(Tensor clean, Tensor noise, Tensor timesteps) => schedule.AddNoise(clean, noise, timesteps);

    public override Tensor Target(Tensor clean, Tensor noise, Tensor timesteps) => prediction switch
    {
        "epsilon" => noise,
        "v_prediction" => schedule.Velocity(clean, noise, timesteps),
        _ => clean,
    };

    /// <remarks>Hang et al. 2023, eq. 7: min(SNR, γ) of the error in x_0, which is SNR times smaller than that in ε, and SNR + 1 times
    /// smaller than that in v.</remarks>
    public override Tensor? Weights(Tensor timesteps, double? gamma) => gamma is not { } most ? null : TensorScope.Run(() =>
    {
        var snr = schedule.Snr(timesteps);
        var least = snr.Clamp(max: most);
        // Where a schedule ends in pure noise, SNR is 0 and ε says nothing of x_0: such a timestep counts as the limit does.
        return prediction switch { "epsilon" => least / snr.Clamp(min: 1e-8), "v_prediction" => least / (snr + 1), _ => least };
    });
}

/// <summary>Straight flow from noise to pictures, with timesteps most often in the middle.</summary>
/// <remarks>Esser et al. 2024, section 3.1: logit-normal timesteps, the schedule's shift on top, as diffusers' SD 3 programs have
/// it.</remarks>
sealed class FlowObjective(SchedulerConfig config) : DiffusionObjective
{
    readonly int trained = config.Within("num_train_timesteps", config.NumTrainTimesteps ?? 1000, 1, 1_000_000);
    readonly double shift = config.UseDynamicShifting ?? false ? 1
        : config.Within("shift", config.Shift ?? 1, double.Epsilon, double.MaxValue);

    public override Tensor DrawTimesteps(int examples, Generator random) => TensorScope.Run(() =>
    {
        var share = random.Normal([examples]).Sigmoid();
        // diffusers draws an index into timesteps that fall from T to 1.
        var sigma = (trained - (share * trained).Floor().Clamp(max: trained - 1)) / trained;
        return sigma * shift / (1 + ((shift - 1) * sigma)) * trained;
    });

    public override Tensor AddNoise(Tensor clean, Tensor noise, Tensor timesteps) => TensorScope.Run(() =>
    {
        var sigma = Sigma(timesteps, clean);
        return ((1 - sigma) * clean) + (sigma * noise);
    });

    public override Tensor Target(Tensor clean, Tensor noise, Tensor timesteps) => noise - clean;

    public override Tensor? Weights(Tensor timesteps, double? gamma) => gamma is null ? null
        : throw new ArgumentException(
            "Min-SNR weighting is for schedules of noise, not for flow matching (SD 3), which weights by how timesteps are drawn.", nameof(gamma));

    // (B, 1, 1, 1)
    Tensor Sigma(Tensor timesteps, Tensor like) => (timesteps.To(DType.Float32) / trained).To(like.DType).Reshape(-1, 1, 1, 1);
}
