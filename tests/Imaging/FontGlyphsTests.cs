using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

public sealed class FontGlyphsTests : IDisposable
{
    readonly string path = Path.Combine(Path.GetTempPath(), $"emojigen-{Guid.NewGuid():n}.ttf");

    public FontGlyphsTests() => File.WriteAllBytes(path, TinyColorFont.Build());

    public void Dispose() => File.Delete(path);

    [Fact]
    public void A_glyph_is_drawn_in_the_fonts_own_colours()
    {
        using var font = FontGlyphs.Open(path);

        var cat = font.Render("🐱", 64).ShouldNotBeNull();

        font.Family.ShouldBe(TinyColorFont.Family);
        (cat.Width, cat.Height).ShouldBe((64, 64));
        cat[10, 32].ShouldBe(new Rgba(255, 0, 0));
        cat[53, 32].ShouldBe(new Rgba(0, 0, 255));
    }

    [Fact]
    public void Paints_of_the_second_version_of_COLR_are_drawn()
    {
        File.WriteAllBytes(path, TinyColorFont.BuildOfPaints());

        var cat = FontGlyphs.Render(path, "🐱", 64).ShouldNotBeNull();

        cat[10, 32].ShouldBe(new Rgba(0, 0, 255));
        cat[53, 32].ShouldBe(new Rgba(0, 0, 255));
    }

    [Fact]
    public void A_bitmap_of_the_size_asked_for_is_the_picture_in_the_font()
    {
        var picture = Pictures.Disc(48);
        picture[0, 0] = picture[47, 47] = Rgba.White; // so that nothing is trimmed
        File.WriteAllBytes(path, TinyColorFont.BuildOfBitmaps(ImageFile.Encode(ImageFormat.Png, picture), 48));

        var cat = FontGlyphs.Render(path, "🐱", 48).ShouldNotBeNull();

        // Premultiplied on its way, a colour is known to as many steps as its alpha has.
        for (var i = 0; i < picture.Span.Length; i++)
            Math.Abs(cat.Span[i] - picture.Span[i]).ShouldBeLessThanOrEqualTo(i % 4 == 3 ? 1 : 1 + 255 / (1 + picture.Span[i | 3]));
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(-1)] // 2^32 - 1, which wraps round where two bytes are added in 32 bits
    public void Bitmaps_that_are_said_to_lie_beyond_the_font_are_none(int strikeAt)
    {
        File.WriteAllBytes(path, TinyColorFont.BuildOfBitmaps(ImageFile.Encode(ImageFormat.Png, Pictures.Disc(48)), 48, strikeAt));
        Should.NotThrow(() => FontGlyphs.Render(path, "🐱", 48));
    }

    [Theory]
    [InlineData("🐶")]
    [InlineData("x")]
    [InlineData("🐱🐱")]
    [InlineData("")]
    [InlineData("\uFE0F")]
    public void What_the_font_does_not_have_as_one_glyph_is_not_drawn_from_another_font(string text) =>
        FontGlyphs.Render(path, text, 64).ShouldBeNull();

    [Fact]
    public void Signs_that_are_not_drawn_do_not_matter() => FontGlyphs.Render(path, "🐱\uFE0F", 32).ShouldNotBeNull();

    [Fact]
    public void A_file_that_is_no_font_is_refused()
    {
        foreach (var content in new byte[][] { [], [1, 2, 3], TinyColorFont.Build()[..100],
            ImageFile.Encode(ImageFormat.Png, Pictures.Disc(8)) })
        {
            File.WriteAllBytes(path, content);
            Should.Throw<InvalidDataException>(() => FontGlyphs.Open(path)).Message.ShouldStartWith($"Cannot read the font {path}: ");
        }
    }

    [Fact]
    public void Random_damage_never_brings_the_process_down()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 200; trial++)
        {
            var broken = TinyColorFont.Build();
            for (var i = 0; i < 3; i++) broken[random.Next(12, broken.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, broken);
            try
            {
                FontGlyphs.Render(path, "🐱", 32);
            }
            catch (InvalidDataException)
            {
                // refused, as it may be
            }
        }
    }
}
