using EmojiGen.Composition.Grammar;

namespace EmojiGen.Tests.Composition.Grammar;

public sealed class DoubtsTests
{
    static (string, string)[] Told(IEnumerable<Substitute> list) => [.. list.Select(it => (it.Words, it.Name))];

    [Theory]
    [InlineData("a platypus", "platypus", "beaver")]
    [InlineData("a toaster with wings", "toaster", "bread")]
    [InlineData("a cat on a surfboard", "surfboard", "skateboard")]
    [InlineData("two capybaras", "capybaras", "beaver")]
    public void What_another_thing_stands_for_is_said(string prompt, string words, string name) =>
        Told(Reading.Of(prompt).Substituted).ShouldContain((words, name));

    [Theory]
    [InlineData("a pup")]
    [InlineData("a sedan")]
    [InlineData("a hat")]
    [InlineData("a cat riding a skateboard")]
    public void What_is_only_called_otherwise_is_no_substitute(string prompt)
    {
        var scene = Reading.Of(prompt);
        scene.Substituted.ShouldBeEmpty();
        scene.Guessed.ShouldBeEmpty();
        scene.NotShown.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("an okapi", "giraffe")]
    [InlineData("an ostrich", "bird")]
    [InlineData("a purple armadillo", "sloth")]
    public void A_thing_without_an_emoji_is_shown_as_the_nearest_in_kind_and_that_is_said(string prompt, string name)
    {
        var scene = Reading.Of(prompt);
        Reading.Subjects(scene).ShouldBe([name]);
        scene.Substituted.ShouldHaveSingleItem().Name.ShouldBe(name);
    }

    [Theory]
    [InlineData("a dog stretching", "dog face", "stretching")]
    [InlineData("a curled cat", "cat face", "curled")]
    [InlineData("a pig juggling", "pig face", null)] // the catalogue has who juggles
    public void A_verb_is_never_taken_for_a_thing(string prompt, string subject, string? notShown)
    {
        var scene = Reading.Of(prompt);
        Reading.Subjects(scene).ShouldBe([subject]);
        scene.NotShown.ShouldBe(notShown is null ? [] : [notShown]);
    }

    [Fact]
    public void Misspelt_words_are_read_as_the_nearest_and_that_is_said()
    {
        var scene = Reading.Of("a girafe weering sunglases");
        Reading.Subjects(scene).ShouldBe(["giraffe", "sunglasses"]);
        Reading.Relations(scene).ShouldBe(["Wearing 0 1"]);
        Told(scene.Guessed).ShouldBe([("girafe", "giraffe"), ("weering", "wearing"), ("sunglases", "sunglasses")]);
    }

    [Theory]
    [InlineData("a fox reading")]
    [InlineData("a kangaroo with a boomerang")]
    public void Words_that_are_spelt_right_are_left_alone(string prompt) => Reading.Of(prompt).Guessed.ShouldBeEmpty();

    [Fact]
    public void A_second_feeling_finds_no_place_and_is_said()
    {
        var scene = Reading.Of("an angry crying bear");
        scene.Subjects[0].Expression.ShouldNotBeNull().Words.ShouldBe("angry");
        scene.NotShown.ShouldBe(["crying"]);
    }

    [Fact]
    public void More_than_twelve_are_said_to_be_twelve()
    {
        Told(Reading.Of("a thousand ants").Substituted).ShouldBe([("a thousand", "12")]);
        Reading.Of("a dozen eggs").Substituted.ShouldBeEmpty();
    }
}
