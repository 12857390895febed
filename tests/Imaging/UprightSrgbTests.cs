using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

/// <summary>A picture is read as its file means it: upright, in sRGB, whatever the format.</summary>
public class UprightSrgbTests
{
    static readonly Rgba red = new(255, 0, 0), green = new(0, 255, 0), blue = new(0, 0, 255), white = Rgba.White;

    // The corners of the upright picture, clockwise from the upper left, by where EXIF says that row 0 and column 0 of the stored one are.
    public static TheoryData<ImageFormat, ushort, string> Orientations()
    {
        var data = new TheoryData<ImageFormat, ushort, string>();
        foreach (var format in new[] { ImageFormat.Png, ImageFormat.WebP, ImageFormat.Jpeg })
        {
            data.Add(format, 1, "RGBW"); // row 0 at the top, column 0 on the left
            data.Add(format, 2, "GRWB"); // top, right
            data.Add(format, 3, "BWRG"); // bottom, right
            data.Add(format, 4, "WBGR"); // bottom, left
            data.Add(format, 5, "RWBG"); // left, top
            data.Add(format, 6, "WRGB"); // right, top
            data.Add(format, 7, "BGRW"); // right, bottom
            data.Add(format, 8, "GBWR"); // left, bottom
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Every_orientation_of_exif_is_turned_upright(ImageFormat format, ushort orientation, string corners)
    {
        var stored = new Raster(32, 16);
        for (var y = 0; y < 16; y++)
            for (var x = 0; x < 32; x++)
                stored[x, y] = (x < 16, y < 8) switch { (true, true) => red, (false, true) => green, (false, false) => blue, _ => white };

        var picture = ImageFile.Load(PictureFiles.Oriented(format, stored, orientation));

        (picture.Width, picture.Height).ShouldBe(orientation < 5 ? (32, 16) : (16, 32));
        var (right, bottom) = (picture.Width - 4, picture.Height - 4);
        string.Concat(Name(picture[3, 3]), Name(picture[right, 3]), Name(picture[right, bottom]), Name(picture[3, bottom]))
            .ShouldBe(corners);

        static char Name(Rgba color) => color switch
        {
            { R: > 250, G: < 5, B: < 5 } => 'R',
            { R: < 5, G: > 250, B: < 5 } => 'G',
            { R: < 5, G: < 5, B: > 250 } => 'B',
            { R: > 250, G: > 250, B: > 250 } => 'W',
            _ => '?',
        };
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Jpeg)]
    public void Colours_of_another_space_are_read_as_srgb(ImageFormat format)
    {
        // sRGB's (200, 60, 40) is (173, 62, 45) in Adobe RGB by the two spaces' formulas.
        var picture = ImageFile.Load(PictureFiles.Profiled(format, Raster.Filled(16, 16, new(173, 62, 45)), TinyProfile.AdobeRgb()));

        picture[8, 8].R.ShouldBeInRange((byte)(200 - 2), (byte)(200 + 2));
        picture[8, 8].G.ShouldBeInRange((byte)(60 - 2), (byte)(60 + 2));
        picture[8, 8].B.ShouldBeInRange((byte)(40 - 2), (byte)(40 + 2));
        picture[8, 8].A.ShouldBe((byte)255);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    public void Alpha_has_no_colour_space(ImageFormat format)
    {
        var picture = ImageFile.Load(PictureFiles.Profiled(format, Pictures.Disc(32), TinyProfile.AdobeRgb()));

        for (var i = 3; i < picture.Span.Length; i += 4) picture.Span[i].ShouldBe(Pictures.Disc(32).Span[i]);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    public void What_is_srgb_already_comes_out_to_the_bit_whatever_its_profile_is_called(ImageFormat format)
    {
        var picture = Pictures.Noise(9, 40, 30);

        ImageFile.Load(PictureFiles.Profiled(format, picture, TinyProfile.Srgb())).Span.SequenceEqual(picture.Span).ShouldBeTrue();
    }

    [Fact]
    public void A_profile_that_is_damaged_does_not_keep_the_picture_from_being_read()
    {
        var picture = Pictures.Noise(10, 20, 20);
        var profile = TinyProfile.AdobeRgb();
        foreach (var broken in new[] { profile[..60], profile[..200], new byte[400] })
            ImageFile.Load(PictureFiles.Profiled(ImageFormat.WebP, picture, broken)).Span.SequenceEqual(picture.Span).ShouldBeTrue();
    }
}
