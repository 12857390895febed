using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Torch;
using EmojiGen.Training.Objectives;

namespace EmojiGen.Tests.Training.Objectives;

public class PerceptualDistanceTests
{
    static ClipPictureEncoder Encoder() =>
        ClipPictureEncoder.Load(Path.Combine(Repository.Root, "models", "emoji-mini", "image_encoder"), DType.Float32);

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Equal_pictures_are_at_no_distance_and_more_blur_is_farther(int channels)
    {
        using var scope = new TensorScope();
        using var threads = TorchThreads.Limit(1);
        using var generator = new Generator(3);
        using var encoder = Encoder();
        var distance = new PerceptualDistance(encoder);
        var sharp = Op.Call("aten::sign", generator.Normal([2, channels, 8, 8])).Interpolate(64, 64, Interpolation.Nearest);
        distance.Between(sharp, sharp).ToDouble().ShouldBe(0, 1e-6);
        double little = distance.Between(Blurred(sharp, 48), sharp).ToDouble(), more = distance.Between(Blurred(sharp, 16), sharp).ToDouble();
        little.ShouldBeGreaterThan(1e-4);
        more.ShouldBeGreaterThan(little);

        static Tensor Blurred(Tensor pictures, long side) =>
            pictures.Interpolate(side, side, Interpolation.Bilinear).Interpolate(64, 64, Interpolation.Bilinear);
    }

    [Fact]
    public void Its_gradient_is_its_slope()
    {
        using var scope = new TensorScope();
        using var threads = TorchThreads.Limit(1);
        using var generator = new Generator(4);
        using var encoder = Encoder();
        var distance = new PerceptualDistance(encoder);
        Tensor x = generator.Uniform([1, 3, 64, 64]) * 2 - 1, y = generator.Uniform([1, 3, 64, 64]) * 2 - 1;
        var moved = x.WithGrad();
        distance.Between(moved, y).Backward();
        var along = moved.Grad! / moved.Grad!.Square().Sum().Sqrt();
        const double step = 0.05;
        var slope = (distance.Between(x + (along * step), y).ToDouble() - distance.Between(x - (along * step), y).ToDouble()) / (2 * step);
        slope.ShouldBe(moved.Grad!.Square().Sum().Sqrt().ToDouble(), slope * 0.02);
    }
}
