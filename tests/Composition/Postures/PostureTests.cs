using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;

namespace EmojiGen.Tests.Composition.Postures;

public class PostureTests
{
    [Theory]
    [InlineData("a dog jumping", PostureKind.Jumping)]
    [InlineData("a dancing banana", PostureKind.Dancing)]
    [InlineData("a cat is dancing", PostureKind.Dancing)]
    [InlineData("a cat lying on its back", PostureKind.LyingOnBack)]
    [InlineData("a cat lies on its back", PostureKind.LyingOnBack)]
    [InlineData("a horse standing on two legs", PostureKind.Standing)]
    [InlineData("a fox running away", PostureKind.Running)]
    [InlineData("a bear falls", PostureKind.Falling)]
    [InlineData("a cat curled up asleep", PostureKind.Curled)]
    [InlineData("a frog sitting down", PostureKind.Sitting)]
    [InlineData("a tiger dancing on the beach", PostureKind.Dancing)]
    [InlineData("a lion sitting with a crown", PostureKind.Sitting)]
    public void A_verb_says_how_a_body_is_held(string prompt, PostureKind kind)
    {
        var scene = Described.Read(prompt);
        scene.Subjects[0].Posture.ShouldNotBeNull().Kind.ShouldBe(kind);
        scene.NotShown.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a cat sitting on a chair")]
    [InlineData("a running shoe")]
    [InlineData("a shooting star")]
    [InlineData("a lying man")]
    public void A_verb_of_something_else_says_nothing_of_the_body(string prompt) =>
        Described.Read(prompt).Subjects[0].Posture.ShouldBeNull();

    [Theory, EveryStyle]
    public void Below_a_head_a_body_is_drawn_in_the_colour_of_its_coat(string style)
    {
        var scene = Described.Read("a bear jumping").Compose(style);
        scene.NotShown.ShouldBeEmpty();
        scene.Parts.ShouldHaveSingleItem().Attributes["pose"].ShouldBe("jumping");
        var head = Described.Read("a bear face").Compose(style).Render();
        var picture = scene.Render();
        // As high, and of body and legs much narrower: the head alone would fill the canvas.
        ((double)Extent(picture).Width).ShouldBeLessThan(0.8 * Extent(head).Width);
        // Right below the middle is the body: brown, as the head is. A belly is paler.
        var (chest, brow) = (picture[54, 84], head[64, 34]);
        chest.A.ShouldBe((byte)255);
        Hue(chest).ShouldBe(Hue(brow), 25);
    }

    [Theory, EveryStyle]
    public void A_thing_gets_arms_and_legs(string style)
    {
        var scene = Described.Read("a running egg").Compose(style);
        scene.NotShown.ShouldBeEmpty();
        var (limbed, plain) = (scene.Render(), Described.Read("an egg").Compose(style).Render());
        // An egg is higher than wide; with its arms and legs stretched out it is not.
        Extent(plain).Width.ShouldBeLessThan(Extent(plain).Height);
        Extent(limbed).Width.ShouldBeGreaterThan(Extent(limbed).Height);
    }

    [Theory, EveryStyle]
    public void One_from_the_side_stands_on_its_hind_legs_by_being_turned(string style)
    {
        var rearing = Described.Read("a horse standing on two legs").Compose(style);
        rearing.Parts.ShouldHaveSingleItem().Emoji.Name.ShouldBe("horse");
        var (up, down) = (Extent(rearing.Render()), Extent(Described.Of(Described.Subject("horse")).Compose(style).Render()));
        ((double)up.Height / up.Width).ShouldBeGreaterThan((double)down.Height / down.Width);
    }

    [Theory]
    [InlineData("a woman dancing", "woman dancing")]
    [InlineData("a woman in a red dress dancing", "woman dancing")]
    [InlineData("an old man dancing", "man dancing")]
    [InlineData("a happy man running", "man running")]
    [InlineData("a girl jumping", "woman standing")]
    public void Of_people_the_catalogue_s_own_who_does_it_is_taken(string prompt, string name) =>
        Described.Read(prompt).Compose().Parts[0].Emoji.Name.ShouldBe(name);

    [Fact]
    public void What_a_head_in_profile_cannot_show_is_said() =>
        Described.Read("a unicorn rearing up").Compose().NotShown.ShouldBe(["rearing up"]);

    [Theory]
    [InlineData("an owl flying")]
    [InlineData("a flying bee")]
    public void Who_has_wings_flies_without_another_pair(string prompt) =>
        Described.Read(prompt).Compose().Parts.ShouldHaveSingleItem();

    [Fact]
    public void A_thing_is_held_whatever_is_done_with_it()
    {
        var scene = Described.Read("a girl jumping with a balloon");
        scene.Relations.ShouldHaveSingleItem().Kind.ShouldBe(RelationKind.With);
        scene.Subjects[0].Posture!.Words.ShouldBe("jumping");
    }

    [Theory, EveryStyle]
    public void A_queen_is_told_by_her_crown_whoever_she_is(string style)
    {
        var scene = Described.Read("a cat queen").Compose(style);
        scene.Parts.Select(static it => it.Emoji.Name).ShouldBe(["cat face", "crown"]);
        scene.NotShown.ShouldBeEmpty();
    }

    static (int Width, int Height) Extent(EmojiGen.Imaging.Raster picture)
    {
        var (left, right, top, bottom) = (picture.Width, -1, picture.Height, -1);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                // Shadows are translucent.
                if (picture[x, y].A < 200) continue;
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            }
        }
        return (right - left + 1, bottom - top + 1);
    }

    /// <summary>Degrees.</summary>
    static double Hue(EmojiGen.Imaging.Rgba pixel)
    {
        var lab = EmojiGen.Art.Oklab.From(new EmojiGen.Svg.Color(pixel.R, pixel.G, pixel.B));
        return Math.Atan2(lab.B, lab.A) * 180 / Math.PI;
    }
}
