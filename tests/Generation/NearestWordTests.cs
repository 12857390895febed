using EmojiGen.Generation;

namespace EmojiGen.Tests.Generation;

public class NearestWordTests
{
    static readonly string[] styles = ["noto", "fluent", "flat", "twemoji", "openmoji"];

    [Theory]
    [InlineData("notto", "noto")]
    [InlineData("ntoo", "noto")]
    [InlineData("NOTO", "noto")]
    [InlineData("openemoji", "openmoji")]
    [InlineData("fluet", "fluent")]
    [InlineData("apple", null)]
    [InlineData("x", null)]
    public void The_word_with_the_fewest_edits_is_meant_or_none(string typed, string? meant) =>
        NearestWord.Of(typed, styles).ShouldBe(meant);
}
