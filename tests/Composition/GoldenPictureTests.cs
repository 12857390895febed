using System.Globalization;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Composition;

public class GoldenPictureTests
{
    /// <summary>Mean over all pixels and the four premultiplied channels. Another renderer may move edges by as much (issue 13), and no
    /// more.</summary>
    const double MostDifference = 2;

    [Theory, EveryStyle]
    public void Forty_prompts_are_drawn_as_they_were(string style)
    {
        var changed = GoldenPictures.Prompts
            .Select(prompt => (Prompt: prompt, Difference: Difference(GoldenPictures.Read(prompt, style),
                GoldenPictures.Draw(prompt, style))))
            .Where(static picture => picture.Difference > MostDifference)
            .Select(static picture => string.Create(CultureInfo.InvariantCulture, $"{picture.Prompt}: {picture.Difference:0.00}"));

        changed.ShouldBeEmpty();
    }

    [Theory, EveryStyle]
    public void No_two_of_them_are_alike(string style)
    {
        var pictures = GoldenPictures.Prompts.Select(prompt => GoldenPictures.Read(prompt, style)).ToArray();
        for (var i = 0; i < pictures.Length; i++)
            for (var j = 0; j < i; j++)
                Difference(pictures[i], pictures[j])
                    .ShouldBeGreaterThan(MostDifference, $"{GoldenPictures.Prompts[i]} and {GoldenPictures.Prompts[j]}");
    }

    static double Difference(Raster one, Raster other)
    {
        (other.Width, other.Height).ShouldBe((one.Width, one.Height));
        var sum = 0.0;
        for (var i = 0; i < one.Span.Length; i++) sum += Math.Abs(Premultiplied(one.Span, i) - Premultiplied(other.Span, i));
        return sum / one.Span.Length;

        static double Premultiplied(ReadOnlySpan<byte> pixels, int i) => i % 4 == 3 ? pixels[i] : pixels[i] * pixels[i | 3] / 255.0;
    }
}
