using EmojiGen.Generation;
using EmojiGen.Tests.Art;

namespace EmojiGen.Tests.Generation;

public class AttributionTests
{
    // Of the set's info.json and of models/emoji-mini's card.
    [Theory]
    [InlineData("Apache-2.0", "Apache-2.0")]
    [InlineData("apache-2.0", "Apache-2.0")] // as the hub spells it
    [InlineData("Apache-2.0 AND MIT AND CC-BY-4.0", "Apache-2.0 AND MIT AND CC-BY-4.0")]
    [InlineData("MIT OR Apache-2.0", "Apache-2.0 AND (MIT OR Apache-2.0)")]
    public void A_licence_that_art_and_model_share_is_named_once(string model, string together) =>
        new Attribution([BuiltArt.Library.Set("noto")], new ModelCredit("model", model)).Spdx.ShouldBe(together);
}
