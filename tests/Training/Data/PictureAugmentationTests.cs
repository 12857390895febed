using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.Data;

public class PictureAugmentationTests
{
    const int Side = 32, Reach = 2;

    [Fact]
    public void A_picture_is_mirrored_or_moved_and_nothing_else()
    {
        using var random = new Generator(4);
        var before = Marked();
        var seen = new HashSet<(int X, int Y)>();
        for (var i = 0; i < 600; i++)
        {
            var rgba = (byte[])before.Clone();
            PictureAugmentation.Apply(rgba, Side, random);
            var marks = Enumerable.Range(0, Side * Side).Where(p => rgba[(4 * p) + 3] != 0).ToList();
            marks.Count.ShouldBe(1);
            rgba.AsSpan(4 * marks[0], 4).SequenceEqual((byte[])[10, 20, 30, 255]).ShouldBeTrue();
            seen.Add((marks[0] % Side, marks[0] / Side));
        }
        // The mark at (5, 7), or its mirror image at (26, 7), in every place within reach.
        var expected = from x in (int[])[5, Side - 1 - 5]
                       from right in Enumerable.Range(-Reach,
            (2 * Reach) + 1)
                       from down in Enumerable.Range(-Reach, (2 * Reach) + 1)
                       select (x + right, 7 + down);
        seen.ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public void Colours_are_exchanged_in_every_order_and_in_as_many_pictures_as_asked()
    {
        using var random = new Generator(8);
        byte[] rgba = [.. Enumerable.Range(0, 2000).SelectMany(_ => (byte[])[10, 20, 30, 255])];
        PictureAugmentation.Recolor(rgba, 1, random, 0.4);
        var seen = rgba.Chunk(4).GroupBy(it => (it[0], it[1], it[2], it[3])).ToDictionary(it => it.Key, it => it.Count());
        seen.Count.ShouldBe(6);
        seen.Keys.ShouldAllBe(it => it.Item1 + it.Item2 + it.Item3 == 60 && it.Item4 == 255);
        seen[(10, 20, 30, 255)].ShouldBeInRange(1100, 1300);
    }

    /// <summary>With the numbers in the middle a picture is only halved; its means of 2 x 2 pixels are exact.</summary>
    [Fact]
    public void What_is_neither_turned_nor_zoomed_is_the_picture_at_half_the_size()
    {
        using var scope = new TensorScope();
        using var random = new Generator(3);
        var large = random.Uniform([2, 4, 32, 32]);
        var same = PictureAugmentation.Turn(large, Tensor.From<float>([0.5f, 0.5f, 0.9f, 0.5f, 0.5f, 0.5f, 0.5f, 0.1f, 0.5f, 0.5f], 2, 5),
            ground: -1);
        var half = large.AvgPool2d(2);
        (same.Narrow(0, 0, 1) - half.Narrow(0, 0, 1)).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
        (same.Narrow(0, 1, 1) - half.Narrow(0, 1, 1).Flip(3)).Abs().Max().ToDouble().ShouldBeLessThan(1e-5); // mirrored
    }

    /// <summary>A dot right of the middle goes where the numbers say, and the ground comes in around.</summary>
    [Fact]
    public void A_picture_is_turned_zoomed_and_moved_by_its_numbers()
    {
        using var scope = new TensorScope();
        var large = Tensor.Ones([1, 1, 128, 128]);
        large.Narrow(2, 62, 4).Narrow(3, 110, 4).Fill_(-1); // 48 right of the middle, of 64
        var turned = Place(1, 0.5f, 0.5f, 0.5f);
        turned.X.ShouldBe(24 * Math.Cos(Math.PI / 9), 0.6);
        Math.Abs(turned.Y).ShouldBe(24 * Math.Sin(Math.PI / 9), 0.6);
        Place(0.5f, 0, 0.5f, 0.5f).X.ShouldBe(24 * Math.Exp(0.25), 0.6); // larger
        Place(0.5f, 1, 0.5f, 0.5f).X.ShouldBe(24 * Math.Exp(-0.25), 0.6);
        Place(0.5f, 0.5f, 1, 0.5f).X.ShouldBe(24 - (0.1 * 32), 0.6);
        Place(0.5f, 0.5f, 0.5f, 1).Y.ShouldBe(-0.1 * 32, 0.6);

        (double X, double Y) Place(float angle, float size, float right, float down)
        {
            var picture = PictureAugmentation.Turn(large, Tensor.From<float>([angle, size, 0.9f, right, down], 1, 5), ground: 1)
                .ToArray<float>();
            var dark = picture.Select((it, i) => (Weight: 1 - it, X: (i % 64) - 31.5, Y: (i / 64) - 31.5)).Where(it => it.Weight > 0.2)
                .ToList();
            var all = dark.Sum(it => it.Weight);
            return (dark.Sum(it => it.Weight * it.X) / all, dark.Sum(it => it.Weight * it.Y) / all);
        }
    }

    static byte[] Marked()
    {
        var rgba = new byte[Side * Side * 4];
        ((byte[])[10, 20, 30, 255]).CopyTo(rgba, 4 * ((7 * Side) + 5));
        return rgba;
    }
}
