using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

public class RasterTests
{
    [Fact]
    public void A_picture_of_one_colour_keeps_it_at_every_size()
    {
        var picture = Raster.Filled(37, 23, new(10, 200, 99, 140));

        foreach (var (width, height) in new[] { (1, 1), (5, 50), (36, 23), (64, 64) })
        {
            var resized = picture.Resize(width, height);
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++) resized[x, y].ShouldBe(new Rgba(10, 200, 99, 140));
        }
    }

    [Fact]
    public void No_edge_takes_on_the_colour_of_what_is_transparent()
    {
        // White on transparent black: where alpha is not taken into account, the edge turns grey.
        var picture = new Raster(64, 64);
        for (var y = 13; y < 50; y++)
            for (var x = 13; x < 50; x++) picture[x, y] = Rgba.White;

        var small = picture.Resize(15, 15);

        small.Span.ToArray().Chunk(4).Where(static p => p[3] > 0).ShouldAllBe(static p => p[0] == 255 && p[1] == 255 && p[2] == 255);
        small.Span.ToArray().Chunk(4).ShouldContain(static p => p[3] > 20 && p[3] < 235, "the edge is soft");
    }

    [Fact]
    public void Shrinking_keeps_the_mean()
    {
        // Coverage is what an antialiased picture holds: 37 x 37 of 64 x 64.
        var picture = new Raster(64, 64);
        for (var y = 13; y < 50; y++)
            for (var x = 13; x < 50; x++) picture[x, y] = Rgba.White;

        var mean = picture.Resize(16, 16).Span.ToArray().Chunk(4).Average(static p => p[3] / 255.0);

        mean.ShouldBe(37.0 * 37 / (64 * 64), tolerance: 0.004);
    }

    [Fact]
    public void What_varies_slowly_is_the_same_when_doubled_and_halved()
    {
        var picture = new Raster(48, 48);
        for (var y = 0; y < 48; y++)
            for (var x = 0; x < 48; x++)
                picture[x, y] = new((byte)(128 + 100 * Math.Sin(x / 6.0)), (byte)(y * 5), (byte)(128 + 100 * Math.Cos((x + y) / 9.0)));

        var back = picture.Resize(96, 96).Resize(48, 48);

        for (var i = 0; i < back.Span.Length; i++) Math.Abs(back.Span[i] - picture.Span[i]).ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void Fitting_keeps_proportions_and_pads_with_nothing()
    {
        var fitted = Raster.Filled(30, 10, Rgba.Black).Fit(60, 60);

        fitted.ContentBounds().ShouldBe((0, 20, 60, 20));
    }

    [Fact]
    public void A_picture_over_another_follows_porter_and_duff()
    {
        var random = new Random(4);
        for (var trial = 0; trial < 500; trial++)
        {
            var over = new Rgba(Byte(), Byte(), Byte(), Byte());
            var under = new Rgba(Byte(), Byte(), Byte(), Byte());

            var result = Raster.Filled(1, 1, over).CompositeOver(Raster.Filled(1, 1, under))[0, 0];

            // Porter and Duff 1984, section 4.3, in straight alpha.
            var (a, b) = (over.A / 255.0, under.A / 255.0);
            var alpha = a + b * (1 - a);
            (result.A / 255.0).ShouldBe(alpha, 0.5 / 255 + 1e-9);
            if (alpha > 0) (result.R / 255.0).ShouldBe((over.R * a + under.R * b * (1 - a)) / 255 / alpha, 0.5 / 255 + 1e-9);
        }

        byte Byte() => (byte)random.Next(256);
    }

    [Theory]
    [InlineData(-3, -2)]
    [InlineData(6, 7)]
    [InlineData(-100, 4)]
    [InlineData(2, 100)]
    public void What_reaches_outside_the_ground_is_cut_off(int x, int y)
    {
        var result = Raster.Filled(4, 4, Rgba.Black).CompositeOver(new Raster(8, 8), x, y);

        for (var row = 0; row < 8; row++)
            for (var column = 0; column < 8; column++)
                result[column, row].ShouldBe(column >= x && column < x + 4 && row >= y && row < y + 4 ? Rgba.Black : Rgba.Transparent);
    }

    [Fact]
    public void Trimming_takes_away_what_is_transparent_and_nothing_else()
    {
        var picture = new Raster(20, 20);
        picture[4, 7] = new(1, 2, 3, 1);
        picture[11, 16] = Rgba.White;

        var trimmed = picture.Trim();

        (trimmed.Width, trimmed.Height).ShouldBe((8, 10));
        trimmed[0, 0].ShouldBe(new Rgba(1, 2, 3, 1));
        trimmed[7, 9].ShouldBe(Rgba.White);
        new Raster(3, 3).Trim().Width.ShouldBe(3);
    }

    [Fact]
    public void Bytes_that_do_not_fit_the_sides_are_refused() =>
        Should.Throw<ArgumentException>(() =>
            new Raster(2, 2, new byte[15])).Message.ShouldStartWith("A picture of 2x2 needs 16 bytes of RGBA, but 15 were given.");
}
