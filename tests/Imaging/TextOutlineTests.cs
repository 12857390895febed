using System.Globalization;
using System.Text;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

public class TextOutlineTests
{
    // The advances in the hmtx table of DejaVu Sans 2.37, of 2,048 an em, as fontTools 4.38 reads them.
    [Theory]
    [InlineData("i", 569)]
    [InlineData("m", 1995)]
    [InlineData("mi", 1995 + 569)]
    [InlineData("Ж", 2206)]
    [InlineData("", 0)]
    public void A_line_is_as_wide_as_its_letters(string text, int units) =>
        TextOutline.Of(text, 20).Width.ShouldBe(units / 2048.0 * 20, 1e-6);

    [Fact]
    public void A_font_stays_what_it_is_while_memory_is_moved_about()
    {
        var before = TextOutline.Of("Waltz, bad nymph", 20);
        for (var i = 0; i < 20; i++)
        {
            _ = Enumerable.Range(0, 200).Select(static n => new byte[n * 50]).ToArray();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            TextOutline.Of("Waltz, bad nymph", 20).ShouldBe(before);
        }
    }

    [Fact]
    public void Letters_are_set_closer_where_the_font_says_so() =>
        TextOutline.WidthOf("AV", 1).ShouldBeLessThan(TextOutline.WidthOf("A", 1) + TextOutline.WidthOf("V", 1) - 0.02);

    [Fact]
    public void Letters_stand_on_the_baseline_in_their_order()
    {
        // A hyphen lies above the baseline and an H stands on it; its height is the font's cap height, 1,493 of 2,048.
        var ink = Drawn("-H").ContentBounds(128).ShouldNotBeNull();

        (ink.Y + ink.Height).ShouldBeInRange(299, 301);
        ink.Height.ShouldBeInRange(145, 147); // 200 x 1493 / 2048 = 145.8
        Drawn("-H").Crop(0, 0, 60, 260).ContentBounds(128).ShouldNotBeNull().Height.ShouldBeLessThan(30);
    }

    [Fact]
    public void Arabic_letters_are_joined() =>
        TextOutline.WidthOf("ببب", 1).ShouldBeLessThan(3 * TextOutline.WidthOf("ب", 1) - 0.5);

    [Fact]
    public void What_the_font_does_not_have_is_a_box() =>
        Drawn("猫").ContentBounds(128).ShouldBe(Drawn("犬").ContentBounds(128));

    /// <summary>At 200 pixels an em, the baseline at 300.</summary>
    static Raster Drawn(string text) => SvgRenderer.Render(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 400'><path transform='translate(0 300)' d='{TextOutline.Of(text, 200).PathData}'/></svg>")), 400, 400);
}
