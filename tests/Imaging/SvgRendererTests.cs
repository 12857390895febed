using System.Text;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

public class SvgRendererTests
{
    static Raster Render(string svg, int width, int height) => SvgRenderer.Render(Encoding.UTF8.GetBytes(svg), width, height);

    static string Square(string body, string root = "viewBox='0 0 8 8'") => $"<svg xmlns='http://www.w3.org/2000/svg' {root}>{body}</svg>";

    [Fact]
    public void A_half_transparent_fill_keeps_its_colour_straight()
    {
        var picture = Render(Square("<rect width='4' height='8' fill='#c86432' fill-opacity='0.5'/>"), 16, 16);

        picture[3, 9].A.ShouldBeInRange((byte)127, (byte)128);
        // Eight bits premultiplied by a half leave one step of doubt in each channel.
        picture[3, 9].R.ShouldBeInRange((byte)199, (byte)201);
        picture[3, 9].G.ShouldBeInRange((byte)99, (byte)101);
        picture[3, 9].B.ShouldBeInRange((byte)49, (byte)51);
        picture[12, 9].ShouldBe(Rgba.Transparent);
    }

    [Theory]
    [InlineData("viewBox='0 0 8 8'")]
    [InlineData("width='8' height='8'")]
    [InlineData("width='1000' height='1000' viewBox='0 0 8 8'")]
    [InlineData("width='1em' height='1em' viewBox='0 0 8 8'")]
    public void The_drawing_fills_the_picture_however_the_document_gives_its_size(string root)
    {
        var picture = Render(Square("<rect width='8' height='8' fill='red'/>", root), 33, 33);

        (picture.Width, picture.Height).ShouldBe((33, 33));
        for (var i = 0; i < 33; i++) picture[i, 32 - i].ShouldBe(new Rgba(255, 0, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("preserveAspectRatio='none'")]
    public void Other_proportions_pad_and_never_distort(string aspect)
    {
        var picture = Render(Square("<rect width='8' height='8' fill='blue'/>", $"viewBox='0 0 8 8' {aspect}"), 40, 20);

        picture[9, 10].ShouldBe(Rgba.Transparent);
        picture[10, 0].ShouldBe(new Rgba(0, 0, 255));
        picture[29, 19].ShouldBe(new Rgba(0, 0, 255));
        picture[30, 10].ShouldBe(Rgba.Transparent);
    }
}
