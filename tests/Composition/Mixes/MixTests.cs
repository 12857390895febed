using EmojiGen.Composition.Mixes;
using EmojiGen.Tests.Art;
using EmojiGen.Tests.Composition.Grammar;

namespace EmojiGen.Tests.Composition.Mixes;

/// <summary>Pairs that people know from Emoji Kitchen, one a line: <c>pairs.txt</c>.</summary>
public sealed class MixTests
{
    static readonly string[] pairs = File.ReadAllLines(Repository.File("tests", "Composition", "Mixes", "pairs.txt"));

    [Fact]
    public void There_are_sixty_pairs_and_none_twice()
    {
        pairs.Length.ShouldBeGreaterThanOrEqualTo(60);
        pairs.ShouldBeUnique();
    }

    [Theory, EveryStyle]
    public void Every_pair_gives_one_picture_of_both(string style)
    {
        foreach (var pair in pairs)
        {
            var description = Reading.Of(pair);
            var scene = description.Compose(style);
            var names = scene.Parts.Select(it => it.Name).ToList();
            foreach (var run in BuiltArt.Catalogue.Segment(pair))
                names.ShouldContain(name => name == run.Emoji.Name || name == run.Emoji.Name + " face" || name + " face" == run.Emoji.Name, $"{pair} in {style}");
            scene.NotShown.ShouldBeEmpty($"{pair} in {style}");
            scene.Render().OpaquePixels().Count().ShouldBeGreaterThan(800, $"{pair} in {style}");
        }
    }

    [Theory, EveryStyle]
    public void A_rainbow_lends_its_colours_and_no_arc(string style)
    {
        var plain = Reading.Of("💩").Compose(style).Render();
        var mixed = Reading.Of("🌈💩").Compose(style);
        // In the outline of the one alone, and in many hues.
        mixed.Render().OpaquePixels().Count(it => plain[it.X, it.Y].A < 100).ShouldBeLessThan(2 * Described.Pixels);
        mixed.Drawings.ShouldHaveSingleItem().Part.Name.ShouldBe("pile of poo");
    }

    [Theory, EveryStyle]
    public void A_heart_and_a_pizza_are_a_heart_of_pizza_whoever_comes_first(string style)
    {
        var heart = Reading.Of("❤️").Compose(style).Render();
        foreach (var pair in (string[])["🍕❤️", "❤️🍕"])
        {
            var image = Reading.Of(pair).Compose(style).Render();
            image.OpaquePixels().Count(it => heart[it.X, it.Y].A < 100).ShouldBeLessThan(2 * Described.Pixels, $"{pair} in {style}");
        }
    }

    [Theory, EveryStyle]
    public void Two_faces_are_one_with_the_glasses_of_one_and_the_mouth_of_the_other(string style)
    {
        var scene = Reading.Of("🤓😎").Compose(style);
        scene.Parts.Select(it => it.Name).ShouldBe(["nerd face", "smiling face with sunglasses"], ignoreOrder: true);
        scene.Drawings.Length.ShouldBe(2);
        // One disc: hardly more is covered than by one face.
        var one = Reading.Of("🤓").Compose(style).Render().OpaquePixels().Count();
        scene.Render().OpaquePixels().Count().ShouldBeLessThan((int)(1.15 * one));
    }

    [Fact]
    public void Every_lender_is_an_emoji_of_the_catalogue() =>
        Lending.Lenders.Where(name => BuiltArt.Catalogue.ByName(name) is null).ShouldBeEmpty();

    [Fact]
    public void The_last_noun_keeps_its_shape()
    {
        var scene = Reading.Of("a party parrot");
        Reading.Subjects(scene)[0].ShouldBe("parrot");
        scene.Compose().Drawings[0].Part.Name.ShouldBe("parrot");
    }
}
