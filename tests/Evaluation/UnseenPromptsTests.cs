using EmojiGen.Art;
using EmojiGen.Evaluation;

namespace EmojiGen.Tests.Evaluation;

public class UnseenPromptsTests
{
    static readonly Emoji[] all = [.. Enumerable.Range(0, 60)
        .Select(i => new Emoji(i, "x", $"{i:X4}", $"thing {i}", i % 3 == 0 ? "symbols" : "animals-nature", "", []))];

    [Fact]
    public void Prompts_name_emoji_that_were_not_seen_the_same_ones_for_a_seed()
    {
        Emoji[] unseen = [.. all.Where(it => it.Index >= 30)];
        var prompts = UnseenPrompts.Draw(unseen, all, 3, 5);
        prompts.Select(it => it.Kind)
            .ShouldBe([.. Enumerable.Repeat("single", 10), .. Enumerable.Repeat("colour", 5), .. Enumerable.Repeat("pair", 5)]);
        var hidden = unseen.Select(it => it.Hexcode).ToHashSet();
        prompts.ShouldAllBe(it => hidden.Contains(it.Emoji[0]));
        // only things have colours and company
        prompts.Where(it => it.Kind != "single").SelectMany(it => it.Emoji)
        .ShouldAllBe(it => all.Single(that => that.Hexcode == it).Group == "animals-nature");
        UnseenPrompts.Draw(unseen, all, 3, 5).Select(it => it.Prompt).ShouldBe(prompts.Select(it => it.Prompt));
        UnseenPrompts.Draw(unseen, all, 4, 5).Select(it => it.Prompt).ShouldNotBe(prompts.Select(it => it.Prompt));
    }
}
