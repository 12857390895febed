using EmojiGen.Torch;

namespace EmojiGen.Evaluation.Metrics;

/// <summary>How near a picture is to another, number by number and by structure.</summary>
public static class PictureDifference
{
    const int Radius = 5; // 3.5 deviations of 1.5
    const double Deviation = 1.5;

    /// <summary>Mean squared difference.</summary>
    /// <param name="x">(H, W, C)</param>
    /// <param name="y">(H, W, C)</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static double Mse(Tensor x, Tensor y)
    {
        Check(x, y, smallest: 1);
        using var scope = new TensorScope();
        return (x.To(DType.Float64) - y.To(DType.Float64)).Square().Mean().ToDouble();
    }

    /// <summary>Peak signal-to-noise ratio in decibels; infinite for equal pictures.</summary>
    /// <param name="range">Of the values: 1 for pictures from 0 to 1.</param>
    /// <inheritdoc cref="Mse"/>
    public static double Psnr(Tensor x, Tensor y, double range = 1) => 10 * Math.Log10(range * range / Mse(x, y));

    /// <summary>Structural similarity, 1 for equal pictures: Gaussian windows of deviation 1.5, population covariances, the mean over
    /// channels and over all windows that lie within.</summary>
    /// <param name="x">(H, W, C) of 11 pixels and more</param>
    /// <param name="y">(H, W, C)</param>
    /// <param name="range">Of the values: 1 for pictures from 0 to 1.</param>
    /// <remarks>Wang et al. 2004, eq. 13; as scikit-image computes it.</remarks>
    /// <exception cref="ArgumentException">The shapes differ, or are smaller than a window.</exception>
    public static double Ssim(Tensor x, Tensor y, double range = 1)
    {
        Check(x, y, smallest: (2 * Radius) + 1);
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var (a, b) = (Planes(x), Planes(y));
        double c1 = Math.Pow(0.01 * range, 2), c2 = Math.Pow(0.03 * range, 2);
        Tensor meanA = Blur(a), meanB = Blur(b);
        Tensor varianceA = Blur(a * a) - meanA * meanA, varianceB = Blur(b * b) - meanB * meanB, covariance = Blur(a * b) - meanA * meanB;
        var similarity = (meanA * meanB * 2 + c1) * (covariance * 2 + c2) / ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB
            + c2));
        return similarity.Mean().ToDouble();
    }

    static Tensor Planes(Tensor picture) => picture.To(DType.Float64).Permute(2, 0, 1).Unsqueeze(1); // (C, 1, H, W)

    /// <summary>(C, 1, H, W) to (C, 1, H - 10, W - 10), along one side and then the other.</summary>
    static Tensor Blur(Tensor planes)
    {
        var window = Enumerable.Range(-Radius, (2 * Radius) + 1).Select(at => Math.Exp(-0.5 * at * at / (Deviation * Deviation))).ToArray();
        var sum = window.Sum();
        var kernel = Tensor.From(Array.ConvertAll(window, weight => weight / sum), 1, 1, window.Length, 1).To(planes.Device);
        return planes.Conv2d(kernel).Conv2d(kernel.Transpose(2, 3));
    }

    static void Check(Tensor x, Tensor y, int smallest)
    {
        if (x.Rank != 3 || x.Size(0) < smallest || x.Size(1) < smallest || !x.Shape.AsSpan().SequenceEqual(y.Shape))
            throw new ArgumentException(
                $"Pictures to compare must be of one shape (height, width, channels), of {smallest} pixels and more, got {x} and {y}.", nameof(x));
    }
}
