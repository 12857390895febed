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
        var expected = from x in (int[])[5, Side - 1 - 5] from right in Enumerable.Range(-Reach, (2 * Reach) + 1) from down in Enumerable.Range(-Reach, (2 * Reach) + 1) select (x + right, 7 + down);
        seen.ShouldBe(expected, ignoreOrder: true);
    }

    static byte[] Marked()
    {
        var rgba = new byte[Side * Side * 4];
        ((byte[])[10, 20, 30, 255]).CopyTo(rgba, 4 * ((7 * Side) + 5));
        return rgba;
    }
}
