using EmojiGen.Evaluation.Metrics;
using EmojiGen.Torch;
using EmojiGen.Training.Objectives;

namespace EmojiGen.Tests.Training.Objectives;

public class StructuralSimilarityTests
{
    [Fact]
    public void It_is_the_metric_and_has_its_gradient()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(5);
        Tensor x = generator.Uniform([2, 3, 17, 24]) * 2 - 1, y = (x + (generator.Normal(x.Shape) * 0.2)).Clamp(-1, 1);
        var expected = Enumerable.Range(0, 2).Average(i => PictureDifference.Ssim(Picture(x, i), Picture(y, i)));
        StructuralSimilarity.Mean(x, y).ToDouble().ShouldBe(expected, 1e-5);

        var moved = x.WithGrad();
        StructuralSimilarity.Mean(moved, y).Backward();
        const float step = 1e-2f;
        var place = Tensor.Zeros(x.Shape);
        place.AsSpan<float>()[700] = step;
        var slope = (StructuralSimilarity.Mean(x + place, y).ToDouble() - StructuralSimilarity.Mean(x - place, y).ToDouble()) / (2 * step);
        moved.Grad!.ToArray<float>()[700].ShouldBe((float)slope, 2e-5f);
        Should.Throw<ArgumentException>(() =>
            StructuralSimilarity.Mean(Tensor.Zeros([1, 1, 10, 20]), Tensor.Zeros([1, 1, 10, 20]))).Message.ShouldContain("11 pixels");
    }

    static Tensor Picture(Tensor pictures, int index) => ((pictures.Select(0, index) + 1) * 0.5).Permute(1, 2, 0);
}
