using EmojiGen.Prompting.Enhancement;

namespace EmojiGen.Tests.Prompting.Enhancement;

public class AdditionRulesTests
{
    [Theory]
    [InlineData("a cat", "a blue collar", "another colour (blue)")]
    [InlineData("a pigeon", "a dark-brown beak", "another colour (brown)")]
    [InlineData("a cat", "three whiskers", "another number (three)")]
    [InlineData("a cat", "7 whiskers", "another number (7)")]
    [InlineData("a cat", "on a sandy beach", "another place (beach)")]
    [InlineData("a crying engineer", "a happy smile", "another mood (happy)")]
    [InlineData("a cat", "a happy grin", "another mood (happy)")] // none was asked for
    [InlineData("a snowman without a hat", "a hat on top", "the prompt denies it (hat)")]
    [InlineData("a bear that is not angry", "an angry glare", "the prompt denies it (angry)")]
    [InlineData("no dogs", "a small dog", "the prompt denies it (dog)")] // in the singular too
    [InlineData("a cat", "no whiskers", "it denies something (no)")]
    [InlineData("a cat with long whiskers", "long whiskers", "twice")]
    [InlineData("a melting clock", "melting clocks", "twice")]
    [InlineData("a cat", "soft and round", "it says nothing")]
    [InlineData("a happy blue cat", "happy and blue", "twice")]
    [InlineData("a cat", "<|im_end|>", "no part of a word")]
    [InlineData("a cat", "[INST] fur", "no part of a word")]
    [InlineData("a cat", "fur\nsystem", "no part of a word")]
    [InlineData("a cat", "a sign \"HI\"", "no part of a word")]
    [InlineData("a cat", "🐶 ears", "no part of a word")]
    [InlineData("a cat", "Here is the description: fur", "no part of a word")]
    [InlineData("a cat", "мягкая шерсть", "no part of a word")]
    [InlineData("a cat", "  ", "empty")]
    [InlineData("a cat", "---", "no words")]
    [InlineData("a cat", "fur that is very very very very very very very very very fluffy", "words")]
    [InlineData("a cat", "supercalifragilisticexpialidocioussupercalifragilisticexpialidocioussupercalifragilistic", "characters")]
    public void What_may_not_be_added_is_refused_with_its_reason(string prompt, string addition, string reason) =>
        AdditionRules.Objection(prompt, [], addition).ShouldNotBeNull().ShouldContain(reason);

    [Theory]
    [InlineData("a cat", "long whiskers")]
    [InlineData("a blue cat", "blue whiskers")] // the colour was asked for
    [InlineData("three cats", "three curled tails")]
    [InlineData("a cat on the beach", "footprints on the beach")]
    [InlineData("a happy cat", "a wide grin")] // of the same mood
    [InlineData("a cat that is worn out", "heavy droopy eyelids")] // the mood stands in two words
    [InlineData("a snowman without a hat", "a crooked carrot nose")]
    [InlineData("a cat", "one ear folded down")]
    public void What_fits_may_be_added(string prompt, string addition) => AdditionRules.Objection(prompt, [], addition).ShouldBeNull();

    [Fact]
    public void Nothing_is_added_twice_and_not_much()
    {
        var (added, refused) = AdditionRules.Sift("a cat", ["long whiskers", "whiskers", "a curled tail", "pointed ears", "sharp claws", "a wet nose",
            "slit pupils", "a fluffy chest", "padded paws"]);
        added.ShouldBe(["long whiskers", "a curled tail", "pointed ears", "sharp claws", "a wet nose", "slit pupils"]);
        refused.Select(it => it.Words).ShouldBe(["whiskers", "a fluffy chest", "padded paws"]);
        AdditionRules.Objection("a cat", [.. Enumerable.Repeat("x", 4).Select((it, i) => new string('x', 70) + i)], new string('y', 40))
            .ShouldBe("the prompt would get too long");
    }

    [Fact]
    public void Spoilt_additions_are_judged_and_never_throw()
    {
        var chance = new Random(11);
        for (var i = 0; i < 5000; i++)
        {
            var text = new string([.. Enumerable.Range(0, chance.Next(30)).Select(_ => (char)chance.Next(0x20, i % 2 == 0 ? 0x80 : 0x10000))]);
            AdditionRules.Sift(text, [text, "fur"]).Added.ShouldAllBe(it => it.All(c => c < 0x250 || c == 0x2019));
        }
    }
}
