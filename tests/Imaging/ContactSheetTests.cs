using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

public class ContactSheetTests
{
    static readonly Raster red = Raster.Filled(32, 32, new(255, 0, 0)), blue = Raster.Filled(16, 16, new(0, 0, 255)),
        wide = Raster.Filled(100, 50, new(0, 160, 0));

    [Fact]
    public void Pictures_lie_in_a_grid_small_ones_as_they_are_and_large_ones_scaled_down()
    {
        var sheet = ContactSheet.Compose([(red, null), (blue, null), (wide, null)], columns: 2, cell: 32);

        (sheet.Width, sheet.Height).ShouldBe((4 + 2 * 36, 4 + 2 * 36));
        BoxOf(sheet, new(255, 0, 0)).ShouldBe((4, 4, 32, 32));
        BoxOf(sheet, new(0, 0, 255)).ShouldBe((48, 12, 16, 16));
        BoxOf(sheet, new(0, 160, 0)).ShouldBe((4, 48, 32, 16));
    }

    [Fact]
    public void A_sheet_of_fewer_pictures_than_columns_is_no_wider_than_they_are() =>
        ContactSheet.Compose([(red, null)], columns: 10, cell: 32).Width.ShouldBe(4 + 36);

    [Theory]
    [InlineData(SheetGround.Light)]
    [InlineData(SheetGround.Dark)]
    [InlineData(SheetGround.Checker)]
    public void The_whole_sheet_is_opaque(SheetGround ground) =>
        ContactSheet.Compose([(new Raster(32, 32), "nothing")], 1, 32, ground, "title").Span.ToArray().Chunk(4)
            .ShouldAllBe(static p => p[3] == 255);

    [Fact]
    public void Captions_are_drawn_below_their_picture_and_nowhere_else()
    {
        var sheet = ContactSheet.Compose([(red, "mmmm & <b>"), (red, null)], columns: 2, cell: 64);

        Ink(sheet, 0, 8 + 64, 76).ShouldBeGreaterThan(20);
        Ink(sheet, 76, 8 + 64, 72).ShouldBe(0);

        static int Ink(Raster sheet, int left, int top, int width) =>
            sheet.Crop(left, top, width, sheet.Height - top).Span.ToArray().Chunk(4).Count(static p => p[0] < 128);
    }

    [Theory]
    [InlineData("a cat riding a skateboard in the rain at night")]
    [InlineData("Donaudampfschifffahrtsgesellschaftskapitänsmütze")]
    [InlineData("猫とスケートボードと雨と夜と街と光と影と音と風")]
    [InlineData("x\ny\u0001z")]
    public void A_caption_stays_within_its_column_and_two_lines(string caption)
    {
        // The picture is white on white, so all ink is the caption's.
        var sheet = ContactSheet.Compose(
            [(new Raster(64, 64), null), (Raster.Filled(96, 96, Rgba.White), caption), (new Raster(64, 64), null)], columns: 3, cell: 96);

        var ink = new Raster(sheet.Width, sheet.Height);
        for (var y = 0; y < sheet.Height; y++)
            for (var x = 0; x < sheet.Width; x++)
                if (sheet[x, y].R < 200) ink[x, y] = Rgba.Black;

        var box = ink.ContentBounds().ShouldNotBeNull();
        box.X.ShouldBeGreaterThanOrEqualTo(12 + 96);
        (box.X + box.Width).ShouldBeLessThanOrEqualTo(3 * (12 + 96));
        box.Y.ShouldBeGreaterThanOrEqualTo(12 + 96);
        (box.Y + box.Height).ShouldBeLessThan(sheet.Height);
    }

    [Fact]
    public void Nothing_to_show_is_refused() =>
        Should.Throw<ArgumentException>(() =>
            ContactSheet.Compose([], 4, 64)).Message.ShouldStartWith("A contact sheet needs at least one picture");

    static (int, int, int, int)? BoxOf(Raster sheet, Rgba color)
    {
        var mask = new Raster(sheet.Width, sheet.Height);
        for (var y = 0; y < sheet.Height; y++)
            for (var x = 0; x < sheet.Width; x++)
                if (sheet[x, y] == color) mask[x, y] = Rgba.White;
        return mask.ContentBounds();
    }
}
