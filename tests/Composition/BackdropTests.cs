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

    [Fact]
    public void A_boat_stands_in_the_water_with_a_wave_before_it()
    {
        foreach (var style in Styles)
        {
            var drawings = Read("a boat at sunset").Compose(style).Drawings;
            drawings[^1].Part.Role.ShouldBe("background", style);
            drawings[0].Part.Name.ShouldBe("sunset", style);
        }
    }

    [Theory]
    [InlineData("a frog in a pond")]
    [InlineData("a tiger in the jungle")]
    [InlineData("an alien on the moon")]
    [InlineData("a shark underwater")]
    [InlineData("an octopus at the bottom of the sea")]
    [InlineData("a deer by a lake")]
    public void Words_for_places_are_places(string prompt) =>
        Read(prompt).Compose().Parts.ShouldContain(static it => it.Role == "background");

    [Fact]
    public void Under_the_night_it_snows_before_a_dark_sky()
    {
        var scene = Read("a fox in the snow at night").Compose("flat");
        var sky = SvgTree.Colors(new SvgDocument(Canvas.Box, [scene.Drawings[0].Drawing]))[0];
        (sky.R + sky.G + sky.B).ShouldBeLessThan(3 * 110);
        scene.Parts.Where(static it => it.Role == "background").Select(static it => it.Name).ShouldBe(["snowflake", "night with stars"], ignoreOrder: true);
    }

    [Fact]
    public void A_blue_fish_has_a_white_edge_under_water_and_a_red_octopus_none()
    {
        White("a fish under water").ShouldBeGreaterThan(300);
        White("an octopus under water").ShouldBeLessThan(60);

        // The bubbles are bluish.
        static int White(string prompt) => Read(prompt).Compose("flat").Render().OpaquePixels()
            .Count(static it => it.Color is { R: > 250, G: > 250, B: > 250 });
    }

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
