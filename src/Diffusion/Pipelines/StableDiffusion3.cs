using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Diffusion.Prompts;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Models.Clip;
using EmojiGen.Models.MMDiT;
using EmojiGen.Models.T5;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>Stable Diffusion 3 and 3.5: two CLIP text encoders and, where it is there, T5; a multimodal transformer (Esser et al.
/// 2024).</summary>
public sealed class StableDiffusion3 : DiffusionModel
{
    readonly ClipTokenizer tokenizer, tokenizer2;
    readonly UnigramTokenizer? tokenizer3;
    readonly ClipTextModel text, text2;
    readonly T5Encoder? text3;
    readonly SD3Transformer2DModel transformer;

    internal StableDiffusion3(ModelFolder folder, LoadOptions options) : base(folder, options)
    {
        tokenizer = ClipTokenizer.Load(folder.Path("tokenizer"));
        tokenizer2 = ClipTokenizer.Load(folder.Path("tokenizer_2"));
        text = LoadClip("text_encoder");
        text2 = LoadClip("text_encoder_2");
        if (folder.Has("text_encoder_3"))
        {
            tokenizer3 = UnigramTokenizer.Load(folder.Path("tokenizer_3"));
            text3 = Loaded(folder, "text_encoder_3", options, new T5Encoder(T5Config.Read(folder.Path("text_encoder_3", "config.json"))),
                (it, weights, type) => it.LoadPublished(weights, type), Resting);
        }
        transformer = Loaded(folder, "transformer", options,
            new SD3Transformer2DModel(SD3TransformerConfig.Read(folder.Path("transformer", "config.json"))), (it, weights, type) => it.Load(weights, dtype: type));
        Vae = LoadVae(folder, options);

        ClipTextModel LoadClip(string component) => Loaded(folder, component, options,
            new ClipTextModel(ClipTextConfig.Read(folder.Path(component, "config.json")), withProjection: true), (it, weights, type) => it.LoadPublished(weights, type), Resting);
    }

    StableDiffusion3(StableDiffusion3 model) : base(model)
    {
        (tokenizer, tokenizer2, tokenizer3) = (model.tokenizer, model.tokenizer2, model.tokenizer3);
        text = Shared(new ClipTextModel(model.text.Config, withProjection: true), model.text);
        text2 = Shared(new ClipTextModel(model.text2.Config, withProjection: true), model.text2);
        text3 = model.text3 is { } t5 ? Shared(new T5Encoder(t5.Config), t5) : null;
        transformer = Shared(new SD3Transformer2DModel(model.transformer.Config), model.transformer);
        Vae = Shared(new AutoencoderKL(model.Vae.Config), model.Vae);
    }

    public override string Family => transformer.Config.QkNorm ? "Stable Diffusion 3.5" : "Stable Diffusion 3";

    public override Module Network => transformer;

    public override IReadOnlyDictionary<string, Module> TextEncoders => text3 is null
        ? new Dictionary<string, Module> { ["text_encoder"] = text, ["text_encoder_2"] = text2 }
        : new Dictionary<string, Module> { ["text_encoder"] = text, ["text_encoder_2"] = text2, ["text_encoder_3"] = text3 };

    public override int InputChannels => transformer.Config.InChannels;

    public override int DefaultSize => transformer.Config.SampleSize * Vae.Config.Downscale;

    public override double DefaultGuidance => 7;

    public override int SizeMultiple => Vae.Config.Downscale * transformer.Config.PatchSize;

    internal override int FirstStep(Scheduler scheduler, int steps, double strength) =>
        (int)Math.Max(steps - Math.Min(steps * strength, steps), 0);

    internal override int Patches(int width, int height) => width / SizeMultiple * (height / SizeMultiple);

    internal override (DenoisingConditions? Negative, DenoisingConditions Positive) Encode(GenerationRequest request, int width, int height,
        bool guided)
    {
        var negative = guided ? request.NegativePrompt ?? "" : null;
        // The negative prompt skips no layers, as the published pipeline has it.
        ClipPrompts narrow = Clip(text, tokenizer, tokenizer2), wide = Clip(text2, tokenizer2, tokenizer);
        string[] prompts = negative is null ? [request.Prompt] : [request.Prompt, negative];
        // Without T5, as many tokens of zeros as CLIP has.
        var t5 = text3 is null
            ? Array.ConvertAll(prompts, _ => Tensor.Zeros([1, tokenizer.LongestText, transformer.Config.JointAttentionDim], DType, Device))
            : Encoded(text3, () => Array.ConvertAll(prompts, it => T5(text3, it, request.MaxSequenceLength)),
                it => Array.ConvertAll(it, states => states.To(Device, DType)));
        return (negative is null ? null : Joined(narrow.Negative!, wide.Negative!, t5[1], narrow.PooledNegative!, wide.PooledNegative!),
            Joined(narrow.Positive, wide.Positive, t5[0], narrow.PooledPositive, wide.PooledPositive));

        ClipPrompts Clip(ClipTextModel encoder, ClipTokenizer own, ClipTokenizer other) => Encoded(encoder, () => ClipPrompts.Encode(own,
            encoder, request.Prompt, negative, (states, skip) => states.Before(skip + 1), request.ClipSkip, other), it => it.To(Device, DType));
    }

    internal override DiffusionModel Share() => new StableDiffusion3(this);

    internal override Tensor Predict(Tensor sample, double timestep, DenoisingConditions conditions, double guidance) =>
        transformer.Forward(sample, Tensor.Scalar(timestep, device: sample.Device), conditions.States, conditions.Pooled!);

    Tensor T5(T5Encoder encoder, string prompt, int longest) => encoder.Forward(Tensor.From(
        Array.ConvertAll(tokenizer3!.Encode(WeightedPrompt.PlainText(prompt), longest, pad: true), it => (long)it), 1, longest));

    static DenoisingConditions Joined(Tensor narrow, Tensor wide, Tensor t5, Tensor narrowPooled, Tensor widePooled)
    {
        var clip = Tensor.Cat([narrow, wide], -1);                                                            // (1, 77 windows, d)
        // (1, 77 windows, joint_attention_dim)
        var padded = clip.Pad([0, t5.Size(-1) - clip.Size(-1)]);
        return new DenoisingConditions(Tensor.Cat([padded, t5], 1), Tensor.Cat([narrowPooled, widePooled], -1));
    }
}
