using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Training.FineTuning;

/// <summary>Pictures as the autoencoder says them, computed once and kept on the CPU, where noise is drawn: a step then costs no encoding,
/// and a card no memory for pictures that it is not at.</summary>
sealed class LatentCache(DiffusionModel model, int side) : IDisposable
{
    readonly List<Entry> entries = [];

    public int Count => entries.Count;

    /// <summary>Encodes a picture: its shorter side scaled to the resolution, the middle cut out.</summary>
    public void Add(Raster picture, bool flipped)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var pixels = Square(picture).ToTensor();                                                                   // (1, 4, side, side)
        var opaque = pixels.Narrow(1, 3, 1).AvgPool2d(model.Vae.Config.Downscale);                                    // (1, 1, h, w)
        entries.Add(new(Encode(pixels), flipped ? Encode(pixels.Flip(3)) : null, opaque.Clone().Unscoped()));
    }

    /// <summary>Latents drawn from what the autoencoder said, scaled; on the CPU.</summary>
    /// <returns>(B, C, h, w), and (B, 1, h, w) how much of each place shows</returns>
    public (Tensor Latents, Tensor Opaque) Draw(IReadOnlyList<int> indices, Generator random)
    {
        // A row for each example, so that processes which train together draw their own.
        var chance = entries[0].Flipped is null ? null : random.Uniform([indices.Count]).ToArray<float>();
        List<Tensor> means = [], deviations = [], opaque = [];
        for (var i = 0; i < indices.Count; i++)
        {
            var entry = entries[indices[i]];
            var mirrored = chance is not null && chance[i] < 0.5;
            var (mean, deviation) = mirrored ? entry.Flipped!.Value : entry.Plain;
            means.Add(mean);
            deviations.Add(deviation);
            opaque.Add(mirrored ? entry.Opaque.Flip(3) : entry.Opaque);
        }
        var middle = Tensor.Cat([.. means]);                                                       // (B, C, h, w)
        return (model.Vae.Scale(middle + (Tensor.Cat([.. deviations]) * random.Normal(middle.Shape))), Tensor.Cat([.. opaque]));
    }

    public void Dispose()
    {
        foreach (var entry in entries) entry.Dispose();
    }

    (Tensor Mean, Tensor Deviation) Encode(Tensor pixels)
    {
        var said = model.EncodeFinite(pixels);
        return (Kept(said.Mean.To(DType.Float32)), Kept((said.LogVariance.To(DType.Float32) * 0.5).Exp()));

        static Tensor Kept(Tensor numbers) => (numbers.Device.IsCpu ? numbers.Clone() : numbers.To(Device.Cpu)).Unscoped();
    }

    Raster Square(Raster picture)
    {
        if (picture.Width == side && picture.Height == side) return picture;
        var scale = (double)side / Math.Min(picture.Width, picture.Height);
        var (width, height) = (Math.Max(side, (int)Math.Round(picture.Width * scale)),
            Math.Max(side, (int)Math.Round(picture.Height * scale)));
        return picture.Resize(width, height).Crop((width - side) / 2, (height - side) / 2, side, side);
    }

    sealed record Entry((Tensor Mean, Tensor Deviation) Plain, (Tensor Mean, Tensor Deviation)? Flipped, Tensor Opaque) : IDisposable
    {
        public void Dispose()
        {
            Opaque.Dispose();
            foreach (var (mean, deviation) in new[] { Plain, Flipped ?? Plain })
            {
                mean.Dispose();
                deviation.Dispose();
            }
        }
    }
}
