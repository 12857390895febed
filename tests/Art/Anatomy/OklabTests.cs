using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Art.Anatomies;

public class OklabTests
{
    // Red, green and white of sRGB as CSS Color 4 gives them in its examples of oklab().
    [Theory]
    [InlineData(255, 0, 0, 0.62796, 0.22486, 0.12585)]
    [InlineData(0, 128, 0, 0.51975, -0.14030, 0.10768)]
    [InlineData(255, 255, 255, 1, 0, 0)]
    public void Published_values_come_out(byte r, byte g, byte b, double l, double a, double bb)
    {
        var lab = Oklab.From(new Color(r, g, b));
        lab.L.ShouldBe(l, 1e-3);
        lab.A.ShouldBe(a, 1e-3);
        lab.B.ShouldBe(bb, 1e-3);
    }

    [Fact]
    public void Every_colour_comes_back_from_the_space()
    {
        for (var r = 0; r < 256; r += 17)
            for (var g = 0; g < 256; g += 17)
                for (var b = 0; b < 256; b += 17)
                    Oklab.From(new Color((byte)r, (byte)g, (byte)b)).ToColor().ShouldBe(new Color((byte)r, (byte)g, (byte)b));
    }
}
