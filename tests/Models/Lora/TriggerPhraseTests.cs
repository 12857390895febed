using EmojiGen.Models.Lora;

namespace EmojiGen.Tests.Models.Lora;

public class TriggerPhraseTests
{
    [Theory]
    [InlineData("pip", "pip smiling", "a happy Pip, waving", "an emoji of pip")]
    [InlineData("sks", "sks emoji", "sks emoji")]
    [InlineData("blue robot", "a blue robot with a hat", "an old blue robot")]
    [InlineData(null, "a cat", "a dog")]
    [InlineData(null, "an emoji of a cat", "an emoji of a dog")]
    [InlineData(null, "")]
    public void What_all_captions_say_calls_it_up(string? expected, params string[] captions) =>
        TriggerPhrase.Of(captions).ShouldBe(expected);
}
