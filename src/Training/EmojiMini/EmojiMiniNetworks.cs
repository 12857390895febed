using EmojiGen.Models.Vae;

namespace EmojiGen.Training.EmojiMini;

/// <summary>The sizes of <c>emoji-mini</c>.</summary>
static class EmojiMiniNetworks
{
    /// <summary>Pixels of a side.</summary>
    public const int SampleSize = 128;

    /// <summary>The first layer takes 4 x 4 pixels as one: the same parameters at full size would train at a sixth of the speed.</summary>
    public static AutoencoderKLConfig Vae { get; } = new(InChannels: 4, OutChannels: 4, LatentChannels: 8, BlockOutChannels: [128, 192], LayersPerBlock: 1,
        SampleSize: SampleSize, ScalingFactor: 1, MidBlockAddAttention: false, PatchSize: 4, PremultipliedAlpha: true);
}
