using EmojiGen.Evaluation.Metrics;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Evaluation.Metrics;

public class MasksTests
{
    const int Side = 100;

    [Fact]
    public void A_disc_alone_is_perfect_and_so_is_a_ring() =>
        (Masks.Of(Made((x, y) => Away(x, y) < 40)), Masks.Of(Made((x, y) => Away(x, y) is < 40 and > 20)))
            .ShouldBe((MaskQuality.Perfect, MaskQuality.Perfect));

    [Fact]
    public void A_hole_of_three_pixels_is_a_fault() =>
        Masks.FaultsOf(Made((x, y) => Away(x, y) < 40 && !(y == 50 && x is >= 50 and < 53))).ShouldBe(MaskFaults.Holes);

    [Fact]
    public void A_pixel_apart_is_a_speck() =>
        Masks.FaultsOf(Made((x, y) => Away(x, y) < 40 || (x, y) == (2, 2))).ShouldBe(MaskFaults.Specks);

    [Fact]
    public void An_inside_that_lets_the_ground_through_is_faint()
    {
        var picture = Made((x, y) => Away(x, y) < 40);
        for (var y = 45; y < 60; y++)
            for (var x = 45; x < 60; x++) picture[x, y] = new(255, 0, 0, 180);
        Masks.FaultsOf(picture).ShouldBe(MaskFaults.Faint);
    }

    [Fact]
    public void A_ground_that_is_seen_is_no_mask_and_neither_is_nothing() =>
        (Masks.Of(Made((_, _) => true)), Masks.Of(Made((_, _) => false))).ShouldBe((MaskQuality.None, MaskQuality.None));

    static double Away(int x, int y) => Math.Sqrt(((x - 50.0) * (x - 50)) + ((y - 50.0) * (y - 50)));

    static Raster Made(Func<int, int, bool> isSeen)
    {
        var picture = new Raster(Side, Side);
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                if (isSeen(x, y)) picture[x, y] = new(255, 0, 0);
        return picture;
    }
}
