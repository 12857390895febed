using EmojiGen.Generation;

namespace EmojiGen.Tests.Generation;

public class PromptSlugTests
{
    [Theory]
    [InlineData("a cat riding a skateboard", "cat-riding-a-skateboard")]
    [InlineData("The Old MAN & the Sea!", "old-man-the-sea")]
    [InlineData("  ../../etc/passwd ", "etc-passwd")]
    [InlineData("анна", "анна")]
    [InlineData("🐱+🛹", "emoji")]
    [InlineData("-", "emoji")]
    public void A_prompt_becomes_a_file_name(string prompt, string name) => PromptSlug.Of(prompt).ShouldBe(name);

    [Fact]
    public void A_long_prompt_becomes_a_name_that_fits_in_255_bytes() =>
        System.Text.Encoding.UTF8.GetByteCount(PromptSlug.Of(string.Concat(Enumerable.Repeat("𝔞", 400))) + "-100-sheet.webp")
            .ShouldBeLessThanOrEqualTo(255);
}
