using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.Tests.Imaging;

namespace EmojiGen.Tests.ModelEngines;

public class BlanknessTests
{
    [Fact]
    public void A_picture_that_shows_nothing_is_told_by_its_seed()
    {
        Blankness.Of(new Raster(64, 64), 7)!.ToString().ShouldBe("the picture of seed 7 is wholly transparent: nothing was drawn");
        var noisy = Raster.Filled(64, 64, new(240, 130, 20));
        for (var i = 0; i < 64; i++) noisy[i, i] = new(242, 128, 21); // as a decoder rounds
        Blankness.Of(noisy, 8)!.ToString().ShouldBe("the picture of seed 8 is of one colour: nothing was drawn");
    }

    [Fact]
    public void A_picture_of_one_colour_with_a_shape_is_a_picture()
    {
        var silhouette = new Raster(64, 64);
        silhouette.Fill(16, 16, 32, 32, new(0, 0, 0));
        Blankness.Of(silhouette, 1).ShouldBeNull();
        var dotted = Raster.Filled(64, 64, Rgba.White);
        dotted.Fill(30, 30, 4, 4, new(0, 0, 0)); // two eyes on snow
        Blankness.Of(dotted, 1).ShouldBeNull();
    }
}
