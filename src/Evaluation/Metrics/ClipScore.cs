using EmojiGen.Torch;

namespace EmojiGen.Evaluation.Metrics;

/// <summary>How well pictures fit their texts: cosines of CLIP's vectors, times 100, not below 0.</summary>
/// <remarks>Hessel et al. 2021, with the weight 100 that torchmetrics and the reports since use.</remarks>
public static class ClipScore
{
    /// <param name="pictures">(N, width) CLIP's vectors</param>
    /// <param name="texts">(N, width) each of the text of the picture in the same row</param>
    /// <returns>(N) from 0 to 100</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static float[] Of(Tensor pictures, Tensor texts)
    {
        if (pictures.Rank != 2 || !pictures.Shape.AsSpan().SequenceEqual(texts.Shape))
            throw new ArgumentException(
                $"CLIP scores take as many vectors of pictures as of texts, of one width, got {pictures} and {texts}.", nameof(pictures));
        using var scope = new TensorScope();
        return (pictures.To(DType.Float32).CosineSimilarity(texts.To(DType.Float32)) * 100).Clamp(min: 0).ToArray<float>();
    }
}
