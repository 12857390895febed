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

    [Theory]
    [InlineData("two women holding hands", "women holding hands")]
    [InlineData("a man and a woman kissing", "kiss: woman, man")]
    [InlineData("two men wrestling", "men wrestling")]
    public void Couples_that_the_catalogue_has_are_taken_from_it(string prompt, string name) =>
        Read(prompt).Compose().Parts.ShouldHaveSingleItem().Name.ShouldBe(name);

    [Fact]
    public void A_wizard_and_a_witch_are_two() =>
        Read("a wizard and a witch hugging").Compose().Parts.Select(static it => it.Name).ShouldBe(["man mage", "woman mage"]);

    [Fact]
    public void What_a_dog_catches_is_at_its_mouth_and_nothing_is_left_to_tell()
    {
        var scene = Read("a dog catching a frisbee").Compose();
        scene.ShowsAll.ShouldBeTrue();
        scene.Parts.Select(static it => it.Role).ShouldBe(["subject", "object"]);
    }

    [Fact]
    public void Five_bees_around_a_flower_are_five_and_none_is_over_it()
    {
        var scene = Read("five bees around a flower").Compose();
        scene.Drawings.Count(static it => it.Part.Name == "honeybee").ShouldBe(5);
        scene.Drawings[0].Part.Name.ShouldBe("blossom");
    }

    [Fact]
    public void An_exact_number_corrects_a_stack() => Read("a stack of three fluffy pancakes").Subjects[0].Count.ShouldBe(3);

    [Fact]
    public void A_cup_of_tea_is_tea() => Read("a bear holding a cup of tea").Compose().Parts.Select(static it => it.Role).ShouldBe(["subject", "object"]);

    [Fact]
    public void What_a_long_prompt_leaves_out_stands_for_nothing()
    {
        var scene = Read("a happy avocado with sunglasses lying under a palm tree, drinking a cocktail, with a beach ball and seagulls in the background")
            .Compose();
        scene.NotShown.ShouldContain("seagulls");
        scene.Substituted.ShouldNotContain(static it => it.Words == "seagulls");
        scene.Parts.ShouldNotContain(static it => it.Name == "dove");
    }

    [Fact]
    public void Of_a_long_prompt_four_things_are_drawn_and_the_rest_is_told()
    {
        var scene = Read("a fox wearing a top hat holding a balloon next to a castle and a tree and a volcano and a rocket").Compose();
        scene.Parts.Count(static it => it.Role is "subject" or "object").ShouldBeLessThanOrEqualTo(4);
        scene.Parts[0].Emoji.Name.ShouldStartWith("fox");
        scene.NotShown.ShouldContain(static it => it.Contains("rocket", StringComparison.Ordinal));
    }
}
