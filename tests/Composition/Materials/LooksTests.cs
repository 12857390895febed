using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;
using EmojiGen.Tests.Composition.Grammar;

namespace EmojiGen.Tests.Composition.Materials;

public sealed class LooksTests
{
    [Theory]
    [InlineData("a chocolate cake", "birthday cake", MaterialKind.Chocolate)]
    [InlineData("a carrot cake", "birthday cake", MaterialKind.Flavour)]
    [InlineData("a strawberry milkshake", "glass of milk", MaterialKind.Flavour)]
    [InlineData("a crystal heart", "red heart", MaterialKind.Crystal)]
    [InlineData("a wooden robot", "robot", MaterialKind.Wood)]
    [InlineData("a robot made of wood", "robot", MaterialKind.Wood)]
    [InlineData("a paper airplane", "airplane", MaterialKind.Paper)]
    [InlineData("a chocolate rabbit", "rabbit face", MaterialKind.Chocolate)]
    public void What_stands_before_a_thing_may_be_what_it_is_made_of(string prompt, string thing, MaterialKind kind)
    {
        var subject = Reading.Of(prompt).Subjects.ShouldHaveSingleItem();
        subject.Found.Emoji.Name.ShouldBe(thing);
        subject.Material.ShouldNotBeNull().Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("a chocolate bar", "chocolate bar")]
    [InlineData("ice cream", "ice cream")]
    [InlineData("a strawberry and a cat", "strawberry, cat face")]
    [InlineData("a glass of milk", "glass of milk")]
    [InlineData("a tabby cat", "cat face")]
    [InlineData("a retriever puppy", "dog face")]
    [InlineData("a can of worms", "canned food, worm")]
    public void Known_compounds_are_what_they_are(string prompt, string things)
    {
        var scene = Reading.Of(prompt);
        string.Join(", ", Reading.Subjects(scene)).ShouldBe(things);
        scene.Subjects.ShouldAllBe(it => it.Material == null);
    }

    [Theory]
    [InlineData("a red and white candy", OrnamentKind.TwoTone, "red, white")]
    [InlineData("a striped cat", OrnamentKind.Stripes, "")]
    [InlineData("a red and blue striped balloon", OrnamentKind.Stripes, "red, blue")]
    [InlineData("a cat with green stripes", OrnamentKind.Stripes, "green")]
    [InlineData("a polka dot dress", OrnamentKind.Dots, "")]
    [InlineData("a parrot that is red and yellow", OrnamentKind.TwoTone, "red, yellow")]
    [InlineData("a dress with red hearts on it", OrnamentKind.Hearts, "red")]
    public void Patterns_have_their_colours(string prompt, OrnamentKind kind, string colours)
    {
        var ornament = Reading.Of(prompt).Subjects.ShouldHaveSingleItem().Ornament.ShouldNotBeNull();
        ornament.Kind.ShouldBe(kind);
        string.Join(", ", ornament.Colours.Select(it => it.Words)).ShouldBe(colours);
    }

    [Theory, EveryStyle]
    public void A_striped_balloon_has_two_colours_within_its_own_outline(string style)
    {
        var plain = Described.Read("a balloon").Compose(style).Render();
        var striped = Described.Read("a blue and yellow striped balloon").Compose(style).Render();
        striped.OpaquePixels().Count(it => plain[it.X, it.Y].A < 128).ShouldBeLessThan(Described.Pixels);
        var hues = striped.OpaquePixels().Select(it => Oklab.From(new Color(it.Color.R, it.Color.G, it.Color.B))).Where(it => it.Chroma > 0.07).ToList();
        hues.Count(it => Near(it, 1.6)).ShouldBeGreaterThan(hues.Count / 6);
        hues.Count(it => Near(it, -1.8)).ShouldBeGreaterThan(hues.Count / 6);

        static bool Near(Oklab colour, double hue) => Math.Abs(Math.IEEERemainder(colour.Hue - hue, 2 * Math.PI)) < 0.6;
    }

    [Theory, EveryStyle]
    public void Hearts_in_rainbow_colours_have_one_each(string style)
    {
        var scene = Described.Read("seven hearts in rainbow colors").Compose(style);
        scene.Parts.ShouldHaveSingleItem().Name.ShouldBe("red heart");
        var hues = scene.Render().OpaquePixels().Select(it => Oklab.From(new Color(it.Color.R, it.Color.G, it.Color.B)))
            .Where(it => it is { Chroma: > 0.09, L: > 0.3 }).Select(it => (int)((it.Hue + Math.PI) / (Math.PI / 6))).CountBy(static it => it)
            .Count(it => it.Value > 80);
        hues.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Theory]
    [InlineData("a cat with blue eyes", "blue eyes")]
    [InlineData("a green-eyed dog", "green")]
    public void Eyes_take_the_colour_that_is_said_of_them(string prompt, string words)
    {
        var scene = Described.Read(prompt).Compose();
        scene.Parts.ShouldHaveSingleItem().Attributes["eyes"].ShouldBe(words);
        scene.Drawings.ShouldHaveSingleItem().Part.ShouldBeSameAs(scene.Parts[0]);
    }

    [Theory, EveryStyle]
    public void What_is_black_has_an_edge_that_is_lighter(string style)
    {
        var image = Described.Read("a black heart shaped balloon").Compose(style).Render();
        image.OpaquePixels().Any().ShouldBeTrue();
        var rabbit = Described.Read("a black rabbit").Compose(style).Render();
        for (var y = 40; y < Described.Pixels - 40; y += 8)
        {
            var row = Enumerable.Range(0, Described.Pixels).Where(x => rabbit[x, y].A > 240).ToList();
            if (row.Count > 0) ((int)rabbit[row[0], y].R).ShouldBeGreaterThan(60, $"{style}, row {y}");
        }
    }

    [Theory]
    [InlineData("a nurse with a stethoscope", "health worker", "stethoscope")]
    [InlineData("a desert island with a palm tree", "desert island", "palm tree")]
    [InlineData("a palm tree on a desert island", "desert island", "palm tree")]
    [InlineData("a sloth hanging from a branch", "sloth", "leafless tree")]
    public void What_a_drawing_has_already_is_not_added(string prompt, string whole, string part)
    {
        var scene = Described.Read(prompt).Compose();
        scene.Parts.Select(it => (it.Name, it.Role)).ShouldBe([(whole, "subject"), (part, "contained")]);
        scene.Drawings.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("a desert island with a purple palm tree")]
    [InlineData("a cat with a stethoscope")]
    public void What_differs_from_it_or_is_not_there_is_drawn(string prompt) => Described.Read(prompt).Compose().Drawings.Length.ShouldBe(2);
}
