using EmojiGen.Models.Clip;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;

namespace EmojiGen.Training.EmojiMini;

/// <summary>The sizes of <c>emoji-mini</c>.</summary>
public static class EmojiMiniNetworks
{
    /// <summary>Pixels of a side.</summary>
    public const int SampleSize = 128;

    /// <summary>The first layer takes 4 x 4 pixels as one: the same parameters at full size would train at a sixth of the speed.</summary>
    public static AutoencoderKLConfig Vae { get; } =
        new(InChannels: 4, OutChannels: 4, LatentChannels: 8, BlockOutChannels: [128, 192], LayersPerBlock: 1,
        SampleSize: SampleSize, ScalingFactor: 1, MidBlockAddAttention: false, PatchSize: 4, PremultipliedAlpha: true);

    /// <summary>Of the sentence encoder.</summary>
    public const int TextWidth = 384;

    /// <summary>Tokens of a caption that the denoising network attends to; shorter ones are padded with zeros.</summary>
    public const int CaptionTokens = 32;

    /// <summary>Patches of 16 pixels, 8 x 8 of them: coarse enough to be cheap, fine enough to say where things are.</summary>
    public static ClipVisionConfig ImageEncoder { get; } = new(HiddenSize: 192, IntermediateSize: 768, NumHiddenLayers: 5,
        NumAttentionHeads: 3, ImageSize: SampleSize, PatchSize: 16, HiddenAct: "gelu",
        ProjectionDim: TextWidth, WithProjection: true);

    /// <summary>The styles, in the order of the network's classes; the last class is none.</summary>
    public static string[] Styles { get; } = ["noto", "fluent", "flat", "twemoji"];

    /// <summary>28 M parameters. Attention at every level: what a picture of the emoji says must reach the finest.</summary>
    public static UNet2DConditionConfig Unet { get; } = new()
    {
        InChannels = Vae.LatentChannels,
        OutChannels = Vae.LatentChannels,
        SampleSize = SampleSize / Vae.Downscale,
        BlockOutChannels = [128, 256, 256],
        DownBlocks = [true, true, true],
        UpBlocks = [true, true, true],
        OnlyCrossAttention = [false, false, false],
        LayersPerBlock = [1, 1, 1],
        Heads = [2, 4, 4],
        CrossAttentionDim = [TextWidth, TextWidth, TextWidth],
        TransformerDepth = [[1], [1], [1]],
        UseLinearProjection = true,
        TimeEmbeddingDim = 256,
        ClassEmbedding = "label",
        NumClassEmbeds = Styles.Length + 1,
    };

    /// <summary>The IP-Adapter's resampler: patches to this many tokens.</summary>
    public const int PictureTokens = 16;

    public static Resampler Resampler() => new(ImageEncoder.HiddenSize, 256, PictureTokens, TextWidth, heads: 4, depth: 1);
}
