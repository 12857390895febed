using EmojiGen.Models.Vae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Training.EmojiMini;

/// <summary>Mean and deviation of each latent channel, by which latents come to unit variance.</summary>
public sealed record LatentScale(double[] Mean, double[] Deviation)
{
    const int Batch = 32, Pictures = 1024;

    /// <summary>Measures them on training pictures.</summary>
    public static LatentScale Of(AutoencoderKL vae, PreparedDataset dataset)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var places = EvenSpread.Of(dataset.Split(Split.Train), Pictures);
        // (N, C, h, w)
        var latents = Tensor.Cat(
        [.. places.Chunk(Batch).Select(some => TensorScope.Run(() => vae.Encode(AutoencoderTask.Pictures(dataset, some).To(vae.Device)).Mean.To(DType.Float32)))]);
        var mean = latents.Mean([0, 2, 3]);
        var deviation = (latents - mean.Reshape(1, -1, 1, 1)).Square().Mean([0, 2, 3]).Sqrt();
        return new([.. mean.ToArray<float>()], [.. deviation.ToArray<float>()]);
    }
}
