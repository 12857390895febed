using EmojiGen.Composition.Grammar;
using static EmojiGen.Tests.Composition.Described;

namespace EmojiGen.Tests.Composition;

public sealed class SeveralTests
{
    [Fact]
    public void Each_of_three_owls_has_a_cap()
    {
        var scene = Of(RelationKind.Wearing, Subject("owl") with { Count = 3 }, Subject("graduation cap")).Compose();
        var owls = scene.Drawings.Where(static it => it.Part.Emoji.Name == "owl").ToArray();
        var caps = scene.Drawings.Where(static it => it.Part.Emoji.Name == "graduation cap").ToArray();
        owls.Length.ShouldBe(3);
        caps.Length.ShouldBe(3);
    }

    [Fact]
    public void Two_under_an_umbrella_share_one()
    {
        var scene = Read("a dog and a cat under an umbrella").Compose();
        scene.Drawings.Count(static it => it.Part.Emoji.Name.Contains("umbrella", StringComparison.Ordinal)).ShouldBe(1);
        scene.Drawings.Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("a lion and a lamb cuddling", RelationKind.Hugging, MutualDeed.Hug)]
    [InlineData("a cat fighting a dragon", RelationKind.Hugging, MutualDeed.Fight)]
    public void What_two_do_with_each_other_brings_them_together(string prompt, RelationKind kind, MutualDeed deed)
    {
        var relation = Read(prompt).Relations.Where(static it => it.Kind != RelationKind.And).ShouldHaveSingleItem();
        relation.Kind.ShouldBe(kind);
        relation.Mutual.ShouldNotBeNull().Deed.ShouldBe(deed);
    }

    [Fact]
    public void A_heart_is_between_two_who_kiss() =>
        Read("two frogs kissing").Compose().Parts.Select(static it => it.Emoji.Name).ShouldContain("red heart");

    [Fact]
    public void Of_a_long_prompt_four_things_are_drawn_and_the_rest_is_told()
    {
        var scene = Read("a fox wearing a top hat holding a balloon next to a castle and a tree and a volcano and a rocket").Compose();
        scene.Parts.Count(static it => it.Role is "subject" or "object").ShouldBeLessThanOrEqualTo(4);
        scene.Parts[0].Emoji.Name.ShouldStartWith("fox");
        scene.NotShown.ShouldContain(static it => it.Contains("rocket", StringComparison.Ordinal));
    }
}
