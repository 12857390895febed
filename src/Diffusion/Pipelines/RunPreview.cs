using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>Small pictures of latents in the making.</summary>
public static class RunPreview
{
    /// <summary>Latent pixels along the longer side of what is decoded: a sixteenth of a 512-pixel picture's, and of the time to decode
    /// it.</summary>
    const long Side = 16;

    /// <summary>What the latents show as they are now. Averaging them to a small picture takes most of the noise away, and works for any
    /// model.</summary>
    /// <returns>About 128 pixels along the longer side.</returns>
    public static Raster Preview(this DenoisingRun run)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var latents = run.ScaledLatents;
        var shrink = Math.Max(1, Math.Max(latents.Size(2), latents.Size(3)) / Side);
        return run.Decode(latents.Narrow(0, 0, 1).AvgPool2d(shrink)).ToRaster();
    }
}
