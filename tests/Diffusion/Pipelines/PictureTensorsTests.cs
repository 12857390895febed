using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Pipelines;

public class PictureTensorsTests
{
    static Raster Picture()
    {
        var picture = new Raster(3, 2);
        picture[0, 0] = new(255, 0, 0, 255);
        picture[1, 0] = new(10, 200, 30, 128);
        picture[2, 1] = new(0, 0, 255, 0);
        return picture;
    }

    [Fact]
    public void A_picture_comes_back_as_it_was()
    {
        using var scope = new TensorScope();
        Picture().ToTensor().ToRaster().Pixels.ToArray().ShouldBe(Picture().Pixels.ToArray());
    }

    [Fact]
    public void What_is_transparent_lies_on_the_ground_and_not_on_black()
    {
        using var scope = new TensorScope();
        var flat = PictureTensors.WithChannels(Picture().ToTensor(), 3).ToRaster();
        flat[0, 0].ShouldBe(new Rgba(255, 0, 0, 255));
        flat[2, 1].ShouldBe(new Rgba(255, 255, 255, 255));
        flat[1, 0].ShouldBe(new Rgba(132, 227, 142, 255)); // 10 * 128/255 + 255 * 127/255 and so on, rounded
    }

    [Fact]
    public void Premultiplying_is_undone_where_anything_can_be_seen()
    {
        using var scope = new TensorScope();
        var back = Picture().ToTensor().Premultiplied().Straight().ToRaster();
        back[0, 0].ShouldBe(new Rgba(255, 0, 0, 255));
        back[1, 0].ShouldBe(new Rgba(10, 200, 30, 128));
        back[2, 1].ShouldBe(new Rgba(0, 0, 0, 0)); // the hidden blue is gone
    }

    [Fact]
    public void Channels_that_cannot_be_made_are_refused()
    {
        using var scope = new TensorScope();
        Should.Throw<ArgumentException>(() =>
            PictureTensors.WithChannels(Tensor.Zeros([1, 2, 4, 4]), 3)).Message.ShouldBe("A picture of 2 channels cannot become one of 3.");
    }
}
