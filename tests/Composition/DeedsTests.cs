namespace EmojiGen.Tests.Composition;

public sealed class DeedsTests
{
    [Theory]
    [InlineData("a cat sniffing a dog", "sniffing", "side by side")]
    [InlineData("a dog that chases a cat", "chases", "behind")]
    [InlineData("a bear throwing a pizza", "throwing", "holding")]
    public void A_deed_of_which_only_the_place_is_seen_is_said(string prompt, string words, string seen) =>
        Described.Read(prompt).Compose().Substituted.Select(it => (it.Words, it.Name)).ShouldContain((words, seen));

    [Theory]
    [InlineData("a cat next to a dog")]
    [InlineData("a bear eating a pizza")]
    [InlineData("a cat riding a skateboard")]
    public void What_is_seen_as_it_is_said_is_not(string prompt) => Described.Read(prompt).Compose().ShowsAll.ShouldBeTrue();
}
