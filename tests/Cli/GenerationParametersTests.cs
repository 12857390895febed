using System.Text.RegularExpressions;
using EmojiGen.Cli.Generation;

namespace EmojiGen.Tests.Cli;

public class GenerationParametersTests
{
    [Fact]
    public void The_web_uis_read_prompt_seed_and_size_back()
    {
        var text = new GenerationParameters("a cat, riding: a \"skateboard\"", "compose", "noto", 0, 512, Outline: true, "dark", "en").ToString();

        // The reader of AUTOMATIC1111's stable-diffusion-webui, modules/infotext_utils.py: the last line holds the settings where
        // this pattern (re_param) matches it three times or more; everything before it is the prompt.
        var lines = text.Split('\n');
        var settings = Regex.Matches(lines[^1], """\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)""").ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
        settings.Count.ShouldBeGreaterThanOrEqualTo(3);
        lines[..^1].ShouldBe(["a cat, riding: a \"skateboard\""]);
        settings["Seed"].ShouldBe("0");
        settings["Size"].ShouldBe("512x512"); // as its re_imagesize expects: (\d+)x(\d+)
        settings["Style"].ShouldBe("noto");
        settings["Outline"].ShouldBe("true");
    }
}
