using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Models.Bert;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>The embedded model: a small UNet on a sentence encoder's token states, told the style by its class, over an autoencoder that
/// paints transparency.</summary>
public sealed class EmojiMini : DiffusionModel
{
    /// <summary>What a folder's <c>model_index.json</c> calls it.</summary>
    internal const string PipelineClass = "EmojiMiniPipeline";

    readonly SentenceTokenEncoder text;
    readonly UNet2DConditionModel unet;
    readonly int tokens;
    readonly string[] styles;

    internal EmojiMini(ModelFolder folder, LoadOptions options) : base(folder, options)
    {
        tokens = folder.Settings.Whole("caption_tokens", 32);
        styles = folder.Settings.Texts("styles", []);
        text = SentenceTokenEncoder.Load(folder.Path("text_encoder"), device: Device);
        unet = Loaded(folder, "unet", options, new UNet2DConditionModel(UNet2DConditionConfig.Read(folder.Path("unet", "config.json"))),
            (it, weights, type) => it.Load(weights, dtype: type));
        Vae = LoadVae(folder, options);
    }

    EmojiMini(EmojiMini model) : base(model)
    {
        (tokens, styles) = (model.tokens, model.styles);
        text = model.text.Share();
        unet = Shared(new UNet2DConditionModel(model.unet.Config), model.unet);
        Vae = Shared(new AutoencoderKL(model.Vae.Config), model.Vae);
    }

    public override string Family => "emoji-mini";

    public override Module Network => unet;

    public override UNet2DConditionModel Unet => unet;

    /// <summary>None: the sentence encoder is frozen, and shared with retrieval.</summary>
    public override IReadOnlyDictionary<string, Module> TextEncoders => new Dictionary<string, Module>();

    public override int InputChannels => unet.Config.InChannels;

    public override int DefaultSize => unet.Config.SampleSize * Vae.Config.Downscale;

    public override double DefaultGuidance => 3;

    /// <summary>On more latents than the 16 x 16 that it saw in training it repeats the subject, stretched.</summary>
    public override bool DrawsOtherSizes => false;

    /// <summary>At the noise that the share of its own schedule has, whichever steps a sampler takes: no published pipeline counts
    /// otherwise, and with spacings of their own (Karras') half of the steps is most of the noise.</summary>
    internal override int FirstStep(Scheduler scheduler, int steps, double strength)
    {
        var trained = NoiseSchedule.Create(SchedulerConfig).Sigmas();
        var most = trained[Math.Clamp((int)Math.Round(strength * trained.Length) - 1, 0, trained.Length - 1)];
        var count = scheduler.Timesteps.Count;
        return Enumerable.Range(0, count - 1).FirstOrDefault(it => scheduler.NoiseAt(it) <= most, count - 1);
    }

    internal override (DenoisingConditions? Negative, DenoisingConditions Positive) Encode(GenerationRequest request, int width, int height,
        bool guided)
    {
        // Of what it shall not be, the style is as asked: only the words and the picture are guided away from.
        var style = Tensor.From<long>([request.Style is { } name && Array.IndexOf(styles, name) is >= 0 and var known ? known
            : styles.Length], 1).To(Device);
        return (guided ? Of(request.NegativePrompt ?? "") : null, Of(request.Prompt));

        DenoisingConditions Of(string prompt) =>
            new(text.EncodePadded([prompt], tokens).To(DType), Classes: unet.Config.NumClassEmbeds is null ? null : style);
    }

    internal override DiffusionModel Share() => new EmojiMini(this);

    internal override Tensor Predict(Tensor sample, double timestep, DenoisingConditions conditions, double guidance) =>
        unet.Forward(sample, Tensor.Scalar(timestep, device: sample.Device),
            new UNetConditions(conditions.States) { Pictures = conditions.Pictures, ClassLabels = conditions.Classes });

    /// <summary>Without doubt: the network was trained on the mean, and what a draw adds to it would stay as specks.</summary>
    public override LatentDistribution Encode(Tensor image) => Sure(base.Encode(image).Mean);

    static LatentDistribution Sure(Tensor mean) => new(mean, Tensor.Full(mean.Shape, double.NegativeInfinity, mean.DType, mean.Device));

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) text?.Dispose();
    }
}
