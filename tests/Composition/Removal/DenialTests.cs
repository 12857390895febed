using EmojiGen.Composition;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Composition.Removal;

public sealed class DenialTests
{
    [Theory]
    [InlineData("a bear that is not angry", "smiling face with smiling eyes")]
    [InlineData("a bear who isn't sad", "smiling face with smiling eyes")]
    [InlineData("a cat that is not happy", "pensive face")]
    [InlineData("a tired but not sad panda", "tired face")]
    public void A_denied_feeling_is_turned_into_its_opposite(string prompt, string face)
    {
        var scene = Described.Read(prompt).Compose();
        scene.Parts.Single(it => it.Role == "expression").Name.ShouldBe(face);
        scene.ShowsAll.ShouldBeTrue();
    }

    [Theory, EveryStyle]
    public void An_apple_that_is_not_red_is_hardly_red(string style)
    {
        var (plain, denied) = (Red(Described.Read("an apple").Compose(style)), Red(Described.Read("an apple that is not red").Compose(style)));
        plain.ShouldBeGreaterThan(1000);
        denied.ShouldBeLessThan(plain / 10);

        static int Red(Scene scene) => scene.Render().OpaquePixels().Count(it => it.Color.R > 120 && it.Color.G < 90 && it.Color.B < 90);
    }

    /// <remarks>Of the sets whose snowman's hat the anatomy tells; the others say that it is there.</remarks>
    [Theory, EveryStyle]
    public void A_snowman_without_a_hat_has_none_or_it_is_said(string style)
    {
        var scene = Described.Read("a snowman without a hat").Compose(style);
        if (scene.NotShown.Contains("without a hat")) return;
        // Hats are dark and lie on top, in the middle; snow falls beside them.
        Top(scene.Render()).ShouldBeLessThan(Top(Described.Read("a snowman").Compose(style).Render()) / 4);

        static int Top(Raster image) => image.OpaquePixels().Count(it => it.Y < 40 && it.X is > 40 and < 88 && it.Color.R + it.Color.G + it.Color.B < 300);
    }

    [Fact]
    public void In_noto_hat_star_and_whiskers_are_taken_away()
    {
        foreach (var prompt in (string[])["a snowman without a hat", "a christmas tree with no star", "a cat without whiskers"])
            Described.Read(prompt).Compose().ShowsAll.ShouldBeTrue(prompt);
    }

    [Theory]
    [InlineData("a mug with no handle", "with no handle")]
    [InlineData("a house without a roof", "without a roof")]
    [InlineData("a birthday cake without candles", "without candles")]
    [InlineData("a witch without a hat", "without a hat")]
    public void What_cannot_be_taken_away_is_said(string prompt, string words) => Described.Read(prompt).Compose().NotShown.ShouldBe([words]);

    [Theory]
    [InlineData("no cap", "billed cap")]
    [InlineData("no dogs", "dog face")]
    public void What_is_denied_and_nothing_else_is_crossed_out(string prompt, string thing) =>
        Described.Read(prompt).Compose().Parts.Select(it => it.Name).ShouldBe([thing, "cross mark"]);

    [Theory]
    [InlineData("a pizza with no pineapple")]
    [InlineData("no pineapple on a pizza")]
    [InlineData("a cat without a hat")]
    public void What_was_never_there_needs_nothing(string prompt)
    {
        var scene = Described.Read(prompt).Compose();
        scene.Parts.Length.ShouldBe(1);
        scene.ShowsAll.ShouldBeTrue();
    }

    [Fact]
    public void What_it_is_said_not_to_be_is_told() => Described.Read("a dog that is not a cat").Compose().NotShown.ShouldContain("not a cat");
}
