using EmojiGen.Models.Clip;
using EmojiGen.Models.MMDiT;
using EmojiGen.Models.T5;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion;

/// <summary>What a published model takes of a card's memory: its parameters, counted from its configuration, and what is computed with
/// them, estimated.</summary>
/// <param name="Name"><c>Stable Diffusion XL</c></param>
/// <param name="Side">Pixels of a picture's side as trained.</param>
/// <param name="Network">Numbers of the denoising network.</param>
/// <param name="TextEncoders">Numbers of each text encoder.</param>
/// <param name="Autoencoder">Its configuration.</param>
/// <param name="AutoencoderNumbers">Numbers of the autoencoder.</param>
public sealed record ModelMemory(string Name, int Side, long Network, IReadOnlyList<long> TextEncoders, AutoencoderKLConfig Autoencoder,
    long AutoencoderNumbers)
{
    /// <summary>Bytes of a number in 16 bits.</summary>
    const int Half = 2;

    /// <summary>An estimate, not measured: CUDA's context with libtorch's kernels, and what a step of denoising holds beside weights.</summary>
    const long Beside = 1_500_000_000;

    /// <summary>Bytes of a number that is trained: float32, its gradient, AdamW's two averages.</summary>
    const int Trained = 16;

    static readonly Lazy<IReadOnlyList<ModelMemory>> all = new(() =>
    [
        OfUnet("Stable Diffusion 1.5", ["v1"], ["text_encoder"]),
        OfUnet("Stable Diffusion 2.1", ["v2", "v1"], ["text_encoder"]),
        OfUnet("Stable Diffusion XL", ["xl", "v1"], ["text_encoder", "text_encoder_2"]),
        OfTransformer("Stable Diffusion 3 medium", ["sd3"]),
        OfTransformer("Stable Diffusion 3.5 medium", ["sd35-medium", "sd3"]),
        OfTransformer("Stable Diffusion 3.5 large", ["sd35-large", "sd3"]),
    ]);

    /// <summary>Those whose configurations come along, the smallest first.</summary>
    public static IReadOnlyList<ModelMemory> Published => all.Value;

    /// <summary>Numbers of all networks.</summary>
    public long Numbers => Network + TextEncoders.Sum() + AutoencoderNumbers;

    /// <summary>Bytes to draw in 16 bits, weights on the card: they, and more of decoding a picture in its smallest pieces and of a step.</summary>
    public long Drawing => (Numbers * Half) + Working;

    /// <summary>Bytes to draw with text encoders and autoencoder on the CPU: the denoising network and the autoencoder's visit. A text encoder
    /// that finds no room beside the network encodes on the CPU.</summary>
    public long DrawingOffloaded => ((Network + AutoencoderNumbers) * Half) + Working;

    /// <summary>Bytes to train a LoRA in 16 bits with <c>--offload</c> and gradient checkpointing, without what layers keep, which grows with
    /// pictures and batch: as much as drawing so, and a hundredth of the network's numbers trained.</summary>
    public long TrainingLora => DrawingOffloaded + (Network / 100 * Trained);

    /// <summary>Bytes to train the denoising network whole in bf16, in the same way.</summary>
    public long TrainingWhole => (Network * (Trained + Half + Half)) + (AutoencoderNumbers * sizeof(float)) + Working;

    long Working => Beside + (TiledDecoding.Least * TiledDecoding.Least * TiledDecoding.BytesOf(Autoencoder, DType.BFloat16));

    static ModelMemory OfUnet(string name, string[] folders, string[] encoders)
    {
        var config = UNet2DConditionConfig.Read(ConfigOf(folders, "unet"));
        using var network = new UNet2DConditionModel(config);
        return Of(name, folders, config.SampleSize, network, [.. encoders.Select(it => CountOfClip(folders, it))]);
    }

    static ModelMemory OfTransformer(string name, string[] folders)
    {
        var config = SD3TransformerConfig.Read(ConfigOf(folders, "transformer"));
        using var network = new SD3Transformer2DModel(config);
        using var t5 = new T5Encoder(T5Config.Read(ConfigOf(folders, "text_encoder_3")));
        return Of(name, folders, config.SampleSize, network,
            [CountOfClip(folders, "text_encoder"), CountOfClip(folders, "text_encoder_2"), t5.ParameterCount]);
    }

    static ModelMemory Of(string name, string[] folders, int latents, Module network, IReadOnlyList<long> encoders)
    {
        var config = AutoencoderKLConfig.Read(ConfigOf(folders, "vae"));
        using var vae = new AutoencoderKL(config);
        return new(name, latents * config.Downscale, network.ParameterCount, encoders, config, vae.ParameterCount);
    }

    static long CountOfClip(string[] folders, string component)
    {
        using var encoder = new ClipTextModel(ClipTextConfig.Read(ConfigOf(folders, component)),
            withProjection: component == "text_encoder_2" || folders.Contains("sd3"));
        return encoder.ParameterCount;
    }

    static string ConfigOf(string[] folders, string component) =>
        folders.Select(it => Path.Combine(AppContext.BaseDirectory, "published", it, component, "config.json")).First(File.Exists);
}
