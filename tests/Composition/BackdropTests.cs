using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Svg;
using EmojiGen.Tests.Art;
using static EmojiGen.Tests.Composition.Described;

namespace EmojiGen.Tests.Composition;

public class BackdropTests
{
    [Theory]
    [InlineData("a bunny in the snow", "snowflake")]
    [InlineData("a cabin under the stars", "star")]
    [InlineData("a bear in a forest", "evergreen tree")]
    [InlineData("a camel in the desert", "desert")]
    public void A_place_is_painted_below_the_figure_and_around_it(string prompt, string place)
    {
        foreach (var style in Styles)
        {
            var scene = Read(prompt).Compose(style);
            var (lowest, uppermost) = (scene.Drawings[0], scene.Drawings[^1]);
            lowest.Part.Role.ShouldBe("background", style);
            lowest.Part.Name.ShouldBe(place, style);
            uppermost.Part.Role.ShouldBe("subject", style);
            var (behind, figure) = (Bounds(scene, lowest), Bounds(scene, uppermost));
            Math.Max(figure.Width, figure.Height).ShouldBeGreaterThan(0.7 * Canvas.Size, style);
            behind.Width.ShouldBeGreaterThan(figure.Width, style);
            behind.Height.ShouldBeGreaterThan(figure.Height, style);
        }
    }

    [Fact]
    public void Without_backgrounds_a_place_is_a_thing_again()
    {
        var scene = new Composer(BuiltArt.Catalogue, BuiltArt.Library)
            .Compose(Read("a bunny in the snow"), new ComposeOptions { Background = false });
        scene.Parts.ShouldNotContain(static it => it.Role == "background");
        scene.Parts.ShouldContain(static it => it.Name == "snowflake" && it.Role == "object");
    }

    [Fact]
    public void Two_places_are_one_landscape() =>
        Read("a sunset over the ocean").Compose().Parts.ShouldAllBe(static it => it.Role == "background");

    [Fact]
    public void A_fire_under_the_stars_is_what_the_picture_is_of() =>
        Read("a campfire under the stars").Compose().Parts.ShouldContain(static it => it.Name == "fire" && it.Role == "subject");

    [Fact]
    public void A_place_alone_stays_the_catalogues_emoji() =>
        Read("a desert").Compose().Parts.ShouldHaveSingleItem().Role.ShouldBe("subject");

    /// <summary>On the canvas.</summary>
    static Box Bounds(Scene scene, PartDrawing drawn) =>
        scene.Document.Children.Select(it => Bounds(it, Matrix.Identity, drawn.Drawing)).OfType<Box>().First();

    static Box? Bounds(Node node, Matrix outer, Node wanted)
    {
        if (ReferenceEquals(node, wanted)) return outer.Apply(SvgMeasure.Bounds(node));
        return node is Group group ? group.Children.Select(it => Bounds(it, outer * node.Transform, wanted)).FirstOrDefault(static it => it is not null)
            : null;
    }
}
