using EmojiGen.Torch;

namespace EmojiGen.Evaluation.Metrics;

/// <summary>How far apart two sets of pictures are, as normal distributions of their features.</summary>
/// <remarks>Heusel et al. 2017, eq. 6: |m₁ - m₂|² + tr(C₁ + C₂ - 2 √(C₁ C₂)). With features of DINOv2 the Fréchet DINO distance.</remarks>
public static class FrechetDistance
{
    /// <param name="a">(N, d) features, one row a picture; 2 rows or more</param>
    /// <param name="b">(M, d) features</param>
    /// <returns>0 for equal distributions; never negative beyond rounding</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a value is not finite.</exception>
    public static double Between(Tensor a, Tensor b)
    {
        if (a.Rank != 2 || b.Rank != 2 || a.Size(1) != b.Size(1) || a.Size(0) < 2 || b.Size(0) < 2)
            throw new ArgumentException(
                $"The Fréchet distance takes features (pictures, width) of one width and 2 pictures or more, got {a} and {b}.", nameof(a));
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var (meanA, covarianceA) = Statistics(a);
        var (meanB, covarianceB) = Statistics(b);
        // √(C₁ C₂) has the trace of √(√C₁ C₂ √C₁), which is symmetric: its eigenvalues are real and exact.
        var root = Root(covarianceA);
        var mixed = root.Matmul(covarianceB).Matmul(root);
        var eigenvalues = Eigen((mixed + mixed.Transpose(0, 1)) * 0.5).Values;
        var common = eigenvalues.Clamp(min: 0).Sqrt().Sum();
        var distance = (meanA - meanB).Square().Sum() + Trace(covarianceA) + Trace(covarianceB) - common * 2;
        return distance.ToDouble();
    }

    static (Tensor Mean, Tensor Covariance) Statistics(Tensor features)
    {
        var x = features.To(DType.Float64).To(Device.Cpu);
        if (x.IsFinite().All().ToInt64() == 0)
            throw new ArgumentException($"The Fréchet distance takes finite features; of {features} some are not.", nameof(features));
        var mean = x.Mean(0); // (d)
        var centred = x - mean;
        return (mean, centred.Transpose(0, 1).Matmul(centred) / (x.Size(0) - 1.0)); // (d, d)
    }

    static Tensor Root(Tensor symmetric)
    {
        var (values, vectors) = Eigen(symmetric);
        return (vectors * values.Clamp(min: 0).Sqrt()).Matmul(vectors.Transpose(0, 1));
    }

    static (Tensor Values, Tensor Vectors) Eigen(Tensor symmetric) =>
        Op.CallTensors("aten::linalg_eigh", symmetric) is [var values, var vectors] ? (values, vectors)
        : throw new InvalidOperationException("libtorch's linalg_eigh gave no values with vectors.");

    static Tensor Trace(Tensor matrix) => Op.Call("aten::trace", matrix);
}
