using EmojiGen.Torch;

namespace EmojiGen.Training.Objectives;

/// <summary>How alike pictures are in structure, with a gradient: squared error alone leaves a faint noise on flat grounds, which eyes
/// see.</summary>
/// <remarks>Wang et al. 2004, eq. 13, as the metric has it: Gaussian windows of 11 pixels, deviation 1.5, all that lie within. A window is
/// two products with a band matrix.</remarks>
public static class StructuralSimilarity
{
    const int Radius = 5;
    const double Deviation = 1.5, C1 = 0.01 * 0.01, C2 = 0.03 * 0.03;

    /// <param name="x">(B, C, H, W) of 11 pixels and more, in [-1, 1]</param>
    /// <param name="y">Of the same shape.</param>
    /// <returns>The mean over all, 1 for equal pictures; float32</returns>
    public static Tensor Mean(Tensor x, Tensor y) => TensorScope.Run(() =>
    {
        Tensor a = (x.To(DType.Float32) + 1) * 0.5, b = (y.To(DType.Float32) + 1) * 0.5, down = Window(a.Size(2)).To(a.Device),
            across = Window(a.Size(3)).To(a.Device).Transpose(0, 1);
        Tensor meanA = Blur(a), meanB = Blur(b);
        Tensor varianceA = Blur(a * a) - meanA * meanA, varianceB = Blur(b * b) - meanB * meanB, covariance = Blur(a * b) - meanA * meanB;
        return ((meanA * meanB * 2 + C1) * (covariance * 2 + C2) / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2)))
            .Mean();

        Tensor Blur(Tensor pictures) => down.Matmul(pictures).Matmul(across); // (B, C, H - 10, W - 10)
    });

    /// <summary>(size - 10, size): the window at each place where it lies within.</summary>
    static Tensor Window(long size)
    {
        var weights = Enumerable.Range(-Radius, (2 * Radius) + 1).Select(at => Math.Exp(-0.5 * at * at / (Deviation * Deviation)))
            .ToArray();
        var (sum, rows) = (weights.Sum(), size - (2 * Radius));
        if (rows < 1)
            throw new ArgumentException($"Structure is compared in pictures of {(2 * Radius) + 1} pixels and more, not of {size}.",
            nameof(size));
        var matrix = new float[rows * size];
        for (var row = 0; row < rows; row++)
            for (var i = 0; i < weights.Length; i++) matrix[(row * size) + row + i] = (float)(weights[i] / sum);
        return Tensor.From<float>(matrix, rows, size);
    }
}
