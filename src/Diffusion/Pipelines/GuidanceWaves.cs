using EmojiGen.Models.Blocks;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>The guidance scale as an input of networks that were distilled with it (Luo et al. 2023, latent consistency models).</summary>
static class GuidanceWaves
{
    /// <param name="sample">(B, C, h, w) what the network is called with</param>
    /// <returns>(B, time_cond_proj_dim); null where the network takes none</returns>
    public static Tensor? Of(UNet2DConditionModel unet, double scale, Tensor sample) => unet.Config.TimeCondProjDim is not { } width ? null
        : TimestepEmbedding.Waves(Tensor.Full([sample.Size(0)], (scale - 1) * 1000, device: sample.Device), width, cosinesFirst: false, shift: 1);
}
