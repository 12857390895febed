using EmojiGen.Evaluation.Metrics;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Evaluation.Metrics;

public class MetricTests
{
    static Tensor Draw(ulong seed, params long[] shape)
    {
        using var generator = new Generator(seed);
        return generator.Normal(shape, DType.Float64);
    }

    [Fact]
    public void A_distribution_moved_is_as_far_as_it_moved()
    {
        using var scope = new TensorScope();
        var a = Draw(0, 200, 8);
        FrechetDistance.Between(a, a).ShouldBe(0, 1e-9);
        FrechetDistance.Between(a, a + Tensor.From(new[] { 3.0, 4, 0, 0, 0, 0, 0, 0 }, 8)).ShouldBe(25, 1e-6);
    }

    [Fact]
    public void A_distribution_scaled_is_as_far_as_its_deviations_differ()
    {
        // For C and s² C: tr(C + s² C - 2 s C) = (1 - s)² tr C, and the mean moves by (s - 1) m.
        using var scope = new TensorScope();
        var a = Draw(1, 50, 5);
        var trace = a.Var([0]).Sum().ToDouble();
        var mean = a.Mean(0).Square().Sum().ToDouble();
        FrechetDistance.Between(a, a * 3).ShouldBe(4 * (trace + mean), 1e-6);
    }

    [Fact]
    public void Fewer_pictures_than_features_still_have_a_distance()
    {
        using var scope = new TensorScope();
        FrechetDistance.Between(Draw(2, 4, 16), Draw(2, 4, 16)).ShouldBe(0, 1e-6);
        FrechetDistance.Between(Draw(2, 4, 16), Draw(3, 4, 16)).ShouldBeGreaterThan(1);
    }

    [Fact]
    public void What_is_no_set_of_features_is_refused()
    {
        using var scope = new TensorScope();
        Should.Throw<ArgumentException>(() => FrechetDistance.Between(Draw(0, 5, 3), Draw(0, 5, 4))).Message.ShouldContain("one width");
        Should.Throw<ArgumentException>(() => FrechetDistance.Between(Draw(0, 1, 3), Draw(0, 5, 3))).Message.ShouldContain("2 pictures");
        Should.Throw<ArgumentException>(() =>
            FrechetDistance.Between(Draw(0, 5, 3) * double.NaN, Draw(0, 5, 3))).Message.ShouldContain("finite");
    }

    [Fact]
    public void Equal_pictures_are_alike_and_others_as_the_formula_says()
    {
        using var scope = new TensorScope();
        var x = Draw(4, 16, 20, 3).Sigmoid();
        (PictureDifference.Mse(x, x), PictureDifference.Psnr(x, x)).ShouldBe((0, double.PositiveInfinity));
        PictureDifference.Ssim(x, x).ShouldBe(1, 1e-12);
        PictureDifference.Psnr(x, x + 0.1).ShouldBe(20, 1e-9);
        PictureDifference.Psnr(x * 255, x * 255 + 25.5, 255).ShouldBe(20, 1e-9);
        // Of flat pictures only the means are left: (2 a b + c) / (a² + b² + c), c = 0.01².
        PictureDifference.Ssim(Tensor.Full([11, 11, 1], 0.5), Tensor.Full([11, 11, 1], 0.25))
            .ShouldBe((0.25 + 1e-4) / (0.3125 + 1e-4), 1e-6);
        Should.Throw<ArgumentException>(() =>
            PictureDifference.Ssim(Tensor.Zeros([10, 11, 1]), Tensor.Zeros([10, 11, 1]))).Message.ShouldContain("11 pixels");
    }

    [Fact]
    public void Scores_are_cosines_in_percent()
    {
        using var scope = new TensorScope();
        ClipScore.Of(Tensor.From(new float[] { 1, 0, 3, 4, 1, 0 }, 3, 2), Tensor.From(new float[] { 2, 0, 4, 3, -1, 0 }, 3, 2))
            .ShouldBe([100, 96, 0], 1e-4);
    }
}
