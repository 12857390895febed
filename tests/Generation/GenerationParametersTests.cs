using System.Text.RegularExpressions;
using EmojiGen.Generation;

namespace EmojiGen.Tests.Generation;

public class GenerationParametersTests
{
    [Fact]
    public void The_web_uis_read_prompt_seed_and_size_back()
    {
        var text = new GenerationParameters("a cat, riding: a \"skateboard\"", "",
            [new("Seed", "0"), new("Size", "512x512"), new("Style", "noto"), new("Outline", "true"), new("Draft", "cat, \"skate\"")]).ToString();

        // The reader of AUTOMATIC1111's stable-diffusion-webui, modules/infotext_utils.py: the last line holds the settings where
        // this pattern (re_param) matches it three times or more; everything before it is the prompt.
        var lines = text.Split('\n');
        var settings = Regex.Matches(lines[^1], """\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)""")
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
        settings.Count.ShouldBeGreaterThanOrEqualTo(3);
        lines[..^1].ShouldBe(["a cat, riding: a \"skateboard\""]);
        settings["Seed"].ShouldBe("0");
        settings["Size"].ShouldBe("512x512"); // as its re_imagesize expects: (\d+)x(\d+)
        settings["Style"].ShouldBe("noto");
        settings["Outline"].ShouldBe("true");
        settings["Draft"].ShouldBe("\"cat, \\\"skate\\\"\""); // which their unquote() turns back by JSON's rules
    }

    [Fact]
    public void A_negative_prompt_stands_on_a_line_of_its_own_before_the_settings()
    {
        var text = new GenerationParameters("a cat", "blurry", [new("Steps", "20"), new("Seed", "1"), new("Size", "64x64")]).ToString();

        // infotext_utils.py: the negative prompt is what follows "Negative prompt:" at the beginning of a line.
        text.Split('\n')[..2].ShouldBe(["a cat", "Negative prompt: blurry"]);
    }
}
