using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Composition.Drawn;
using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.People;
using EmojiGen.Prompting;
using EmojiGen.Svg;
using EmojiGen.Tests.Art;

namespace EmojiGen.Tests.Composition;

/// <summary>Hats, noses and clothes that are no emoji.</summary>
public class WornThingsTests
{
    static readonly Lazy<PromptParser> parser = new(static () => new PromptParser(new EmojiSearch(BuiltArt.Catalogue)));

    static Scene Compose(string prompt, string style) => parser.Value.Parse(prompt).Compose(style);

    // Santa's face is yellow or of a skin's hue in all sets, and his beard is below his eyes; his hat is red and white.
    [Theory, EveryStyle]
    public void A_worn_Santa_hat_has_no_part_of_Santas_face(string style)
    {
        var scene = Compose("a cat wearing a santa hat", style);

        scene.Parts.Select(it => it.Role).ShouldBe(["subject", "hat"], style);
        var hat = scene.Drawings.Single(it => it.Part.Role == "hat");
        FlatColours.Alone(hat.Drawing).OpaquePixels().Count(it => it.Color.R > 200 && it.Color.G is > 130 and < 225 && it.Color.B < 150)
            .ShouldBeLessThan(20, style);
        var measured = FlatColours.Measure(scene, hat.Drawing, 0);
        var wearer = FlatColours.Measure(scene, scene.Drawings[0].Drawing, 0);
        measured.Bounds.Bottom.ShouldBeLessThan(wearer.Bounds.Center.Y + 0.2 * wearer.Bounds.Height, style);
    }

    [Theory, EveryStyle]
    public void A_red_nose_is_on_the_face_and_brings_no_clown(string style)
    {
        var scene = Compose("a dog with a red nose", style);
        scene.Parts.Select(it => it.Role).ShouldBe(["subject", "worn"], style);
        var nose = FlatColours.Measure(scene, scene.Drawings.Single(it => it.Part.Role == "worn").Drawing, 0);
        var dog = FlatColours.Measure(scene, scene.Drawings[0].Drawing, 0);
        nose.Places.Count(dog.Places.Contains).ShouldBeGreaterThan(nose.All / 2, style);
        nose.Bounds.Width.ShouldBeInRange(8, dog.Bounds.Width / 3, style);
    }

    [Theory]
    [InlineData("three owls wearing santa hats")]
    [InlineData("a cat and a dog wearing party hats")]
    public void Each_of_several_has_its_own(string prompt)
    {
        var scene = Compose(prompt, "noto");
        var heads = scene.Drawings.Count(it => it.Part.Role == "subject");
        scene.Drawings.Count(it => it.Part.Role == "hat").ShouldBe(heads);
    }

    [Theory, EveryStyle]
    public void A_shirt_stays_within_the_body_that_wears_it(string style)
    {
        var scene = Compose("an elephant wearing a t-shirt", style);
        if (scene.Drawings.SingleOrDefault(it => it.Part.Name == "t-shirt") is not { } drawn) return;
        var shirt = FlatColours.Measure(scene, drawn.Drawing, 0);
        var body = FlatColours.Measure(scene, scene.Drawings[0].Drawing, 0);
        shirt.Bounds.Left.ShouldBeGreaterThanOrEqualTo(body.Bounds.Left - 1, style);
        shirt.Bounds.Right.ShouldBeLessThanOrEqualTo(body.Bounds.Right + 1, style);
        shirt.All.ShouldBeGreaterThan(body.All / 12, style);
    }

    [Theory, EveryStyle]
    public void A_scarf_goes_round_the_neck_between_head_and_trunk(string style)
    {
        var penguin = BuiltArt.Library.Find(BuiltArt.Catalogue.ByName("penguin")!, style).ShouldNotBeNull().Anatomy;
        var torso = Torso.Of(penguin.Silhouette, Anchors.Of(penguin));
        torso.Neck.Y.ShouldBeGreaterThan(penguin.Bounds.Top + 0.1 * penguin.Bounds.Height, style);
        torso.Neck.Y.ShouldBeLessThan(penguin.Bounds.Top + 0.6 * penguin.Bounds.Height, style);
    }

    [Fact]
    public void Every_thing_of_the_list_has_its_drawing_and_its_emoji()
    {
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(Drawing).Assembly, "worn.tsv");
        var seen = 0;
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var drawing = LexiconFile.Cut(ref cells, "\t").ToString();
            var place = LexiconFile.Cut(ref cells, "\t").ToString();
            BuiltArt.Catalogue.ByName(LexiconFile.Cut(ref cells, "\t").ToString()).ShouldNotBeNull(drawing);
            if (place != "Side") Drawing.Find(drawing).ShouldNotBeNull(drawing);
            seen++;
        }
        seen.ShouldBeGreaterThan(20);
    }

    [Theory, EveryStyle]
    public void Our_own_drawings_have_a_black_line_in_OpenMoji_alone(string style)
    {
        var node = Manner.Of(style).Draw(Drawing.Of("santa-hat"), Matrix.Identity, static it => it);
        SvgTree.Leaves(new SvgDocument(Canvas.Box, [node])).All(it => it.Node is Shape { Stroke: not null }).ShouldBe(style == "openmoji");
    }
}
