using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Models.Clip;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>Stable Diffusion 1 and 2: one CLIP text encoder and a UNet (Rombach et al. 2022).</summary>
public sealed class StableDiffusion : DiffusionModel
{
    readonly ClipTokenizer tokenizer;
    readonly ClipTextModel text;
    readonly UNet2DConditionModel unet;

    internal StableDiffusion(ModelFolder folder, LoadOptions options) : base(folder, options)
    {
        tokenizer = ClipTokenizer.Load(folder.Path("tokenizer"));
        text = Loaded(folder, "text_encoder", options, new ClipTextModel(ClipTextConfig.Read(folder.Path("text_encoder", "config.json"))),
            (it, weights, type) => it.LoadPublished(weights, type), Resting);
        unet = Loaded(folder, "unet", options, new UNet2DConditionModel(UNet2DConditionConfig.Read(folder.Path("unet", "config.json"))),
            (it, weights, type) => it.Load(weights, dtype: type));
        Vae = LoadVae(folder, options);
    }

    StableDiffusion(StableDiffusion model) : base(model)
    {
        tokenizer = model.tokenizer;
        text = Shared(new ClipTextModel(model.text.Config), model.text);
        unet = Shared(new UNet2DConditionModel(model.unet.Config), model.unet);
        Vae = Shared(new AutoencoderKL(model.Vae.Config), model.Vae);
    }

    public override string Family => unet.Config.CrossAttentionDim[0] == 1024 ? "Stable Diffusion 2" : "Stable Diffusion 1";

    public override Module Network => unet;

    public override UNet2DConditionModel Unet => unet;

    public override IReadOnlyDictionary<string, Module> TextEncoders => new Dictionary<string, Module> { ["text_encoder"] = text };

    public override int InputChannels => unet.Config.InChannels;

    public override int DefaultSize => unet.Config.SampleSize * Vae.Config.Downscale;

    internal override bool TakesGuidance => unet.Config.TimeCondProjDim is not null;

    internal override (DenoisingConditions? Negative, DenoisingConditions Positive) Encode(GenerationRequest request, int width, int height,
        bool guided)
    {
        var prompts = Encoded(text, () => ClipPrompts.Encode(tokenizer, text, request.Prompt, guided ? request.NegativePrompt ?? "" : null,
            States, request.ClipSkip), it => it.To(Device, DType));
        return (prompts.Negative is { } negative ? new DenoisingConditions(negative) : null, new DenoisingConditions(prompts.Positive));
    }

    internal override DiffusionModel Share() => new StableDiffusion(this);

    internal override Tensor Predict(Tensor sample, double timestep, DenoisingConditions conditions, double guidance) =>
        unet.Forward(sample, Tensor.Scalar(timestep, device: sample.Device), new UNetConditions(conditions.States)
        {
            Pictures = conditions.Pictures,
            Guidance = GuidanceWaves.Of(unet, guidance, sample),
        });

    /// <summary>The last states, or those some layers earlier, normed as the last ones are.</summary>
    Tensor States(ClipTextStates states, int skip) => skip == 0 ? states.LastHiddenState : text.FinalNorm(states.Before(skip));
}
