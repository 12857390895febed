using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Prompting;
using EmojiGen.Svg;
using EmojiGen.Tests.Art;

namespace EmojiGen.Tests.Composition;

/// <summary>How people look: read from the words, and counted in the leaves of the drawing.</summary>
public class LooksTests
{
    static readonly Lazy<PromptParser> parser = new(static () => new PromptParser(new EmojiSearch(BuiltArt.Catalogue)));

    static Scene Compose(string prompt, string style) => parser.Value.Parse(prompt).Compose(style);

    static Icon Icon(string name, string style, SkinTone tone = SkinTone.None) =>
        BuiltArt.Library.Find(BuiltArt.Catalogue.ByName(name).ShouldNotBeNull(name), style, tone).ShouldNotBeNull();

    static SvgDocument Drawn(Scene scene) => new(Canvas.Box, [scene.Drawings.First(static it => it.Part.Role == "subject").Drawing]);

    static Color[] ColoursOf(SvgDocument document, Func<int, bool> leaves) => [.. SvgTree.Colors(SvgTree.Keep(document, leaves))];

    // The set's own drawing of a man with the darkest of Fitzpatrick's tones is what "a black man" shows: skin, hair and all.
    [Theory, EveryStyle]
    public void A_black_man_is_a_man_of_dark_skin_and_nothing_of_him_is_recoloured(string style)
    {
        var scene = Compose("a black man", style);

        Drawn(scene).Children.ShouldHaveSingleItem();
        SvgTree.Colors(Drawn(scene)).ShouldBe(SvgTree.Colors(Icon("man", style, SkinTone.Dark).Document));
        scene.Parts.ShouldHaveSingleItem().Attributes["skinTone"].ShouldBe("dark");
        scene.ShowsAll.ShouldBeTrue();
    }

    [Theory]
    [InlineData("a black doctor", SkinTone.Dark)]
    [InlineData("a dark-skinned woman", SkinTone.Dark)]
    [InlineData("a brown woman with curly hair", SkinTone.MediumDark)]
    [InlineData("a pale boy", SkinTone.Light)]
    [InlineData("an olive-skinned man", SkinTone.Medium)]
    [InlineData("a woman with dark skin", SkinTone.Dark)]
    [InlineData("a black thumbs up", SkinTone.Dark)]
    public void Skin_words_before_people_and_hands_are_tones_and_no_colours(string prompt, SkinTone tone)
    {
        var subject = parser.Value.Parse(prompt).Subjects[0];
        subject.Looks.Skin.ShouldNotBeNull().Tone.ShouldBe(tone);
        subject.Colour.ShouldBeNull();
    }

    [Theory]
    [InlineData("a black cat")]
    [InlineData("a brown bear")]
    [InlineData("a white rabbit")]
    public void Animals_have_no_skin_tone(string prompt) => parser.Value.Parse(prompt).Subjects[0].Looks.ShouldBe(Looks.None);

    [Fact]
    public void Black_before_clothes_is_their_colour()
    {
        var scene = parser.Value.Parse("a man in a black coat");
        scene.Subjects[0].Looks.Skin.ShouldBeNull();
        scene.Subjects[1].Colour.ShouldNotBeNull().Words.ShouldBe("black");
    }

    // Hue in Oklab of the ginger that looks.tsv gives: 0.8 radians; blue hair's is about -1.7.
    [Theory, EveryStyle]
    public void Blue_hair_is_blue_and_all_beside_it_keeps_its_colour(string style)
    {
        var girl = Icon("girl", style);
        var hair = girl.Anatomy.Hair;
        hair.Indices.ShouldNotBeEmpty(style);

        var drawn = Drawn(Compose("a girl with blue hair", style));

        ColoursOf(drawn, leaf => !hair.Contains(leaf)).ShouldBe(ColoursOf(girl.Document, leaf => !hair.Contains(leaf)), style);
        var coloured = ColoursOf(drawn, hair.Contains).Select(Oklab.From).Where(static it => it.Chroma > 0.04).ToList();
        coloured.ShouldNotBeEmpty(style);
        coloured.Count(static it => it.B < -0.02).ShouldBeGreaterThan((int)(0.8 * coloured.Count), style);
    }

    [Theory, EveryStyle]
    public void No_hair_is_taken_for_skin_or_features(string style)
    {
        foreach (var name in (string[])["woman", "man", "girl", "boy", "person"])
        {
            var anatomy = Icon(name, style).Anatomy;
            anatomy.Hair.Indices.Intersect(anatomy.Skin.Indices).ShouldBeEmpty($"{name} in {style}");
            anatomy.Hair.Indices.Intersect(anatomy.Features.Indices).ShouldBeEmpty($"{name} in {style}");
        }
    }

    [Theory, EveryStyle]
    public void Faces_of_every_tone_are_found_where_the_yellow_one_is(string style)
    {
        var yellow = Icon("woman", style).Anatomy.Head;
        foreach (var tone in Enum.GetValues<SkinTone>())
        {
            var head = Icon("woman", style, tone).Anatomy.Head;
            head.Center.Y.ShouldBe(yellow.Center.Y, 6, $"{tone} in {style}");
            head.Width.ShouldBe(yellow.Width, 8, $"{tone} in {style}");
        }
    }

    [Theory]
    [InlineData("a woman with red hair", "woman: red hair")]
    [InlineData("a bald man", "man: bald")]
    [InlineData("a woman with an afro", "woman: curly hair")]
    [InlineData("a man with a beard", "man: beard")]
    [InlineData("a man with white hair", "man: white hair")]
    public void Where_the_catalogue_has_such_a_person_that_one_is_drawn(string prompt, string name)
    {
        var scene = Compose(prompt, "noto");
        scene.Parts.ShouldHaveSingleItem().Name.ShouldBe(name);
        scene.ShowsAll.ShouldBeTrue();
    }

    [Theory, EveryStyle]
    public void A_white_beard_covers_the_chin_and_no_eye(string style)
    {
        var head = Icon("man", style).Anatomy.Head;
        var (above, below) = White("a man with a white beard", head.Center.Y - 0.15 * head.Height);
        var (bareAbove, bareBelow) = White("a man", head.Center.Y - 0.15 * head.Height);
        (below - bareBelow).ShouldBeGreaterThan(300, style);
        (above - bareAbove).ShouldBeLessThan((below - bareBelow) / 10, style);

        (int Above, int Below) White(string prompt, double from)
        {
            var white = Compose(prompt, style).Render().OpaquePixels().Where(static it => it.Color is { R: > 222, G: > 220, B: > 214 }).ToList();
            return (white.Count(it => it.Y < from), white.Count(it => it.Y >= from));
        }
    }

    [Theory, EveryStyle]
    public void What_no_style_shows_is_told(string style)
    {
        // A runner of OpenMoji is a line without hair; a mermaid has hair of another colour than others.
        foreach (var prompt in (string[])["a muscular man", "a mermaid with green hair", "a black family"])
        {
            var scene = Compose(prompt, style);
            var isSeen = scene.Parts[0].Attributes.Count > 0;
            (isSeen || !scene.NotShown.IsEmpty).ShouldBeTrue($"{prompt} in {style}");
        }
    }

    [Theory]
    [InlineData("a burger with a bun")]
    [InlineData("a bald eagle")]
    [InlineData("a man with a horse")]
    public void Words_for_looks_keep_their_other_meanings(string prompt)
    {
        foreach (var subject in parser.Value.Parse(prompt).Subjects) subject.Looks.ShouldBe(Looks.None);
    }
}
