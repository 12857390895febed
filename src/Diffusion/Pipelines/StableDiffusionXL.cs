using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Models.Clip;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>Stable Diffusion XL: two CLIP text encoders, and a UNet that is told the picture's size (Podell et al. 2023).</summary>
public sealed class StableDiffusionXL : DiffusionModel
{
    readonly ClipTokenizer tokenizer, tokenizer2;
    readonly ClipTextModel text, text2;
    readonly UNet2DConditionModel unet;
    readonly bool zerosForNoPrompt;

    internal StableDiffusionXL(ModelFolder folder, LoadOptions options) : base(folder, options)
    {
        tokenizer = ClipTokenizer.Load(folder.Path("tokenizer"));
        tokenizer2 = ClipTokenizer.Load(folder.Path("tokenizer_2"));
        text = Loaded(folder, "text_encoder", options, new ClipTextModel(ClipTextConfig.Read(folder.Path("text_encoder", "config.json"))),
            (it, weights, type) => it.LoadPublished(weights, type), Resting);
        text2 = Loaded(folder, "text_encoder_2", options,
            new ClipTextModel(ClipTextConfig.Read(folder.Path("text_encoder_2", "config.json")), withProjection: true), (it, weights, type) => it.LoadPublished(weights, type), Resting);
        unet = Loaded(folder, "unet", options, new UNet2DConditionModel(UNet2DConditionConfig.Read(folder.Path("unet", "config.json"))),
            (it, weights, type) => it.Load(weights, dtype: type));
        Vae = LoadVae(folder, options);
        zerosForNoPrompt = folder.Settings.Flag("force_zeros_for_empty_prompt", true);
    }

    StableDiffusionXL(StableDiffusionXL model) : base(model)
    {
        (tokenizer, tokenizer2, zerosForNoPrompt) = (model.tokenizer, model.tokenizer2, model.zerosForNoPrompt);
        text = Shared(new ClipTextModel(model.text.Config), model.text);
        text2 = Shared(new ClipTextModel(model.text2.Config, withProjection: true), model.text2);
        unet = Shared(new UNet2DConditionModel(model.unet.Config), model.unet);
        Vae = Shared(new AutoencoderKL(model.Vae.Config), model.Vae);
    }

    public override string Family => "Stable Diffusion XL";

    public override Module Network => unet;

    public override UNet2DConditionModel Unet => unet;

    public override IReadOnlyDictionary<string, Module> TextEncoders =>
        new Dictionary<string, Module> { ["text_encoder"] = text, ["text_encoder_2"] = text2 };

    public override int InputChannels => unet.Config.InChannels;

    public override int DefaultSize => unet.Config.SampleSize * Vae.Config.Downscale;

    public override double DefaultGuidance => 5;

    internal override bool TakesGuidance => unet.Config.TimeCondProjDim is not null;

    internal override (DenoisingConditions? Negative, DenoisingConditions Positive) Encode(GenerationRequest request, int width, int height,
        bool guided)
    {
        // An absent negative prompt is zeros; an empty one is encoded.
        var absent = request.NegativePrompt is null && zerosForNoPrompt;
        var negativeText = guided ? request.NegativePrompt ?? "" : null;
        Tensor? pooled = null, negativePooled = null;
        ClipPrompts narrow = Of(text, tokenizer, tokenizer2), wide = Of(text2, tokenizer2, tokenizer);
        (pooled, negativePooled) = (wide.PooledPositive, wide.PooledNegative);
        var sizes = Tensor.From<float>([height, width, 0, 0, height, width], 1, 6).To(Device);
        var positive = new DenoisingConditions(Tensor.Cat([narrow.Positive, wide.Positive], -1), pooled, sizes);
        if (!guided) return (null, positive);
        var negative = absent ? new DenoisingConditions(positive.States.ZerosLike(), pooled.ZerosLike(), sizes)
            : new DenoisingConditions(Tensor.Cat([narrow.Negative!, wide.Negative!], -1), negativePooled, sizes);
        return (negative, positive);

        ClipPrompts Of(ClipTextModel encoder, ClipTokenizer own, ClipTokenizer other) => Encoded(encoder, () =>
            ClipPrompts.Encode(own, encoder, request.Prompt, negativeText, States, request.ClipSkip, other), it => it.To(Device, DType));
    }

    internal override DiffusionModel Share() => new StableDiffusionXL(this);

    internal override Tensor Predict(Tensor sample, double timestep, DenoisingConditions conditions, double guidance) =>
        unet.Forward(sample, Tensor.Scalar(timestep, device: sample.Device), new UNetConditions(conditions.States)
        {
            TextEmbeds = conditions.Pooled,
            TimeIds = conditions.Sizes,
            Pictures = conditions.Pictures,
            Guidance = GuidanceWaves.Of(unet, guidance, sample),
        });

    /// <summary>XL takes the states before the last layer, as they are.</summary>
    static Tensor States(ClipTextStates states, int skip) => states.Before(skip + 1);
}
