using System.Runtime.CompilerServices;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Models.MMDiT;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Objectives;

namespace EmojiGen.Training.FineTuning;

/// <summary>The denoising loss of a published model on captioned pictures, with a share for pictures of a class where it shall not be
/// forgotten.</summary>
/// <remarks>Ho et al. 2020, eq. 14; Ruiz et al. 2023 (DreamBooth), eq. 2.</remarks>
sealed class DenoisingTask(DiffusionModel model, FineTuneSettings settings, IReadOnlyList<TrainedGroup> groups, LatentCache pictures,
    IReadOnlyList<string> captions, LatentCache? ofClass, CaptionStates states, DiffusionObjective objective)
    : TrainingTask
{

    public override int ExampleCount => pictures.Count;

    public override IReadOnlyList<TrainedGroup> Groups => groups;

    /// <summary>What a validation gives: the loss on pictures that are not trained on, pictures to look at.</summary>
    public Func<long, Validation?> Look { get; init; } = _ => null;

    public override FormattableString LessMemory(TrainerOptions options)
    {
        List<(Setting Setting, string Before, string After)> less = [];
        if (options.BatchSize > 1) less.Add((FineTuneSetting.BatchSize, "", $" below {options.BatchSize} (and more {{0}})"));
        if (!settings.GradientCheckpointing) less.Add((FineTuneSetting.GradientCheckpointing, "", ""));
        if (options.Precision == MixedPrecision.No) less.Add((FineTuneSetting.Precision, "", " bf16"));
        if (!settings.Offload && !settings.TrainTextEncoder) less.Add((FineTuneSetting.Offload, "", ""));
        less.Add((FineTuneSetting.Resolution, "a smaller ", ""));
        object[] names = [new RequestProperty(FineTuneSetting.Accumulation.Name), .. less.Select(it => new RequestProperty(it.Setting.Name))];
        return FormattableStringFactory.Create(
            $"set {string.Join(", or ", less.Select((it, i) => $"{it.Before}{{{i + 1}}}{it.After}"))}", names);
    }

    public override Validation? Validate(long step) => Look(step);

    public override Tensor Loss(TrainingBatch batch)
    {
        var loss = Loss(pictures, batch.Indices, [.. batch.Indices.Select(it => captions[it])], batch.Random);
        if (ofClass is null) return loss;
        var others = batch.Random.Integers(0, ofClass.Count, [batch.Indices.Count]).ToArray<long>();
        var prior = Loss(ofClass, Array.ConvertAll(others, it => (int)it), [.. others.Select(_ => settings.ClassPrompt!)], batch.Random);
        Report("instance_loss", loss.Detach().ToDouble());
        Report("prior_loss", prior.Detach().ToDouble());
        return loss + settings.PriorWeight * prior;
    }

    Tensor Loss(LatentCache cache, IReadOnlyList<int> indices, IReadOnlyList<string> shown, Generator random)
    {
        var (latents, opaque) = cache.Draw(indices, random);                                       // (B, C, h, w), (B, 1, h, w)
        var noise = DiffusionObjective.DrawNoise(latents, random, settings.Loss.NoiseOffset);
        var timesteps = objective.DrawTimesteps(indices.Count, random);                           // (B)
        var left = settings.CaptionDropout == 0 ? null : random.Uniform([shown.Count]).ToArray<float>();
        var told = shown.Select((caption, i) => left is not null && left[i] < settings.CaptionDropout ? null : caption);
        var answer = Predict(model, objective.AddNoise(latents, noise, timesteps), timesteps, states.Of(told));
        return objective.Loss(answer, latents, noise, timesteps, settings.Loss.SnrGamma, opaque, settings.Loss.BackgroundWeight);
    }

    /// <summary>What a model's network answers, on its device; what it is asked may be on the CPU.</summary>
    /// <param name="noisy">(B, C, h, w)</param>
    /// <param name="timesteps">(B)</param>
    public static Tensor Predict(DiffusionModel model, Tensor noisy, Tensor timesteps, DenoisingConditions told) =>
        Ask(model, noisy.To(model.Device), timesteps.To(model.Device), told);

    static Tensor Ask(DiffusionModel model, Tensor noisy, Tensor timesteps, DenoisingConditions told) => model.Network switch
    {
        UNet2DConditionModel unet =>
            unet.Forward(noisy, timesteps,
            new UNetConditions(told.States) { TextEmbeds = told.Pooled, TimeIds = told.Sizes, ClassLabels = told.Classes }),
        SD3Transformer2DModel transformer => transformer.Forward(noisy, timesteps, told.States, told.Pooled!),
        var other => throw new InvalidDataException($"A {other.GetType().Name} cannot be fine-tuned here."),
    };
}
