using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.Data;

public class PictureCollageTests
{
    [Fact]
    public void Both_pictures_are_there_side_by_side_or_above_each_other_and_the_ground_stays_clear()
    {
        using var scope = new TensorScope();
        using var random = new Generator(2);
        Tensor red = Plain(1, -1), green = Plain(-1, 1);
        for (var i = 0; i < 20; i++)
        {
            var numbers = random.Uniform([PictureCollage.Numbers]).ToArray<float>();
            var both = (PictureCollage.Of(red, green, numbers) + 1) * 0.5;
            var area = both.Narrow(1, 0, 3).Sum(1, keep: true); // premultiplied: one of the colours, or none
            (area - both.Narrow(1, 3, 1)).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
            double reds = both.Narrow(1, 0, 1).Sum().ToDouble(), greens = both.Narrow(1, 1, 1).Sum().ToDouble(), whole = 64 * 64;
            greens.ShouldBeInRange(0.44 * 0.44 * whole, 0.71 * 0.71 * whole); // nothing is over it
            reds.ShouldBeInRange(0.1 * whole, 0.71 * 0.71 * whole);
        }

        static Tensor Plain(float r, float g) =>
            Tensor.Cat([Tensor.Full([1, 1, 64, 64], r), Tensor.Full([1, 1, 64, 64], g), Tensor.Full([1, 1, 64, 64], -1),
            Tensor.Ones([1, 1, 64, 64])], 1);
    }
}
