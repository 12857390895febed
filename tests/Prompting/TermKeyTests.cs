using EmojiGen.Prompting;

namespace EmojiGen.Tests.Prompting;

public class TermKeyTests
{
    [Theory]
    [InlineData("Jack-o'-Lantern", "jack o lantern")]
    [InlineData("jack-o-lantern", "jack o lantern")]
    [InlineData("piñata", "pinata")]
    [InlineData("twelve o’clock", "twelve oclock")]
    [InlineData("  Top   hat ", "top hat")]
    [InlineData("Japanese “congratulations” button", "japanese congratulations button")]
    [InlineData("Antigua & Barbuda", "antigua and barbuda")]
    [InlineData("U.S.", "us")]
    [InlineData("!?", "")]
    public void Spellings_of_one_term_have_one_key(string text, string key) => TermKey.Of(text).ShouldBe(key);

    [Theory]
    [InlineData("고양이")]
    [InlineData("बिल्ली")]
    [InlineData("猫")]
    [InlineData("кошка")]
    public void Other_scripts_keep_their_letters(string word) => TermKey.Of(word).ShouldBe(word);
}
