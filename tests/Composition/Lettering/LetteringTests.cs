using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.Lettering;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Composition.Lettering;

public class LetteringTests
{
    [Theory]
    [InlineData("a sign that says NO", "NO", "placard")]
    [InlineData("a birthday cake with the number 30", "30", "birthday cake")]
    [InlineData("a heart that reads 'be mine' and a cat", "be mine", "red heart")]
    [InlineData("a cat holding a sign that says HELP ME now", "HELP ME", "placard")]
    [InlineData("a balloon labelled 7", "7", "balloon")]
    [InlineData("a “BEST” trophy", "BEST", "trophy")]
    public void What_is_said_stands_on_what_was_named(string prompt, string text, string thing)
    {
        var scene = Described.Read(prompt);
        var inscribed = scene.Subjects.Where(static it => it.Inscription is not null).ShouldHaveSingleItem();
        inscribed.Inscription!.Text.ShouldBe(text);
        inscribed.Found.Emoji.Name.ShouldBe(thing);
    }

    [Theory]
    [InlineData("LGTM")]
    [InlineData("PTO")]
    [InlineData("404")]
    public void An_acronym_that_no_emoji_is_becomes_letters(string prompt) =>
        Described.Read(prompt).Subjects.ShouldHaveSingleItem().Inscription.ShouldNotBeNull().ShouldBe(new Inscription(prompt, prompt, "") { IsAlone = true });

    [Theory]
    [InlineData("SOS", "SOS button")]
    [InlineData("100", "hundred points")]
    public void One_that_is_an_emoji_stays_it(string prompt, string name)
    {
        var subject = Described.Read(prompt).Subjects.ShouldHaveSingleItem();
        subject.Inscription.ShouldBeNull();
        subject.Found.Emoji.Name.ShouldBe(name);
    }

    [Theory, EveryStyle]
    public void Letters_lie_within_their_sign_and_are_told_from_it(string style)
    {
        var scene = Described.Read("a sign that says NO").Compose(style);
        scene.NotShown.ShouldBeEmpty();
        scene.Parts.ShouldHaveSingleItem().Attributes["text"].ShouldBe("NO");

        var letters = SvgTree.Leaves(scene.Document)[^1];
        var ink = AveragePaint.Of(((Shape)letters.Node).Fill!.Paint).Color;
        var box = SvgMeasure.Bounds(letters);
        var sign = Described.Read("a sign").Compose(style);
        // N and O with its counter: three contours, whatever the font.
        ((Shape)letters.Node).Path.Segments.Count(static it => it.Kind == SegmentKind.Move).ShouldBe(3);
        var picture = scene.Render();
        var (left, right) = ((int)box.Left - 2, (int)box.Right + 2);
        left.ShouldBeGreaterThan(0);
        right.ShouldBeLessThan(Described.Pixels);
        // Right beside the letters lies their ground: opaque, and of another lightness.
        foreach (var x in (int[])[left, right])
        {
            var ground = picture[x, (int)box.Center.Y];
            ground.A.ShouldBe((byte)255, $"{style} at {x}");
            Math.Abs(Oklab.From(new Color(ground.R, ground.G, ground.B)).L - ink.L).ShouldBeGreaterThan(0.3);
        }
        sign.Parts.Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("a sign that says NO")]
    [InlineData("a dog holding a sign that says NO")]
    [InlineData("a cat that says HELLO")]
    [InlineData("a bear in a t-shirt that says BOSS")]
    [InlineData("two signs that say NO")]
    [InlineData("a cat and a sign that says NO")]
    [InlineData("LGTM")]
    public void Letters_are_read_from_left_to_right_whatever_the_seed(string prompt)
    {
        for (var alternative = 0; alternative < 4; alternative++)
        {
            for (var seed = 0; seed < 10; seed++)
            {
                var scene = Described.Read(prompt).Compose("noto", Alternative.SeedOf(seed, alternative));
                var text = scene.Parts.Single(static it => it.Attributes.ContainsKey("text")).Attributes["text"];
                var strokes = TextBlock.Ways(text, null)[0].Path.Segments.Length;
                var letters = SvgTree.Leaves(scene.Document)
                    .Where(leaf => leaf.Node is Shape shape && shape.Path.Segments.Length == strokes).ToArray();
                letters.ShouldNotBeEmpty();
                letters.ShouldAllBe(static it => it.ToRoot.Determinant > 0, $"{prompt}, seed {seed}, alternative {alternative}");
            }
        }
    }

    [Theory]
    [InlineData("a calendar")]
    [InlineData("a newspaper")]
    [InlineData("a cat and a keyboard")]
    [InlineData("a dollar banknote")]
    public void What_has_writing_of_its_own_is_never_mirrored(string prompt)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var scene = Described.Read(prompt).Compose("noto", seed);
            var written = scene.Drawings.Single(static it => it.Part.Emoji.Name is not ("cat" or "cat face")).Drawing;
            ToRoot(scene.Document, written).Determinant.ShouldBeGreaterThan(0, $"{prompt}, seed {seed}");
        }
    }

    /// <summary>What carries a node of a tree into its picture.</summary>
    static Matrix ToRoot(SvgDocument document, Node node)
    {
        return document.Children.Select(it => Find(it, Matrix.Identity)).First(static it => it is not null)!.Value;

        Matrix? Find(Node at, Matrix map)
        {
            if (ReferenceEquals(at, node)) return map;
            return at is Group group
                ? group.Children.Select(it => Find(it, map * group.Transform)).FirstOrDefault(static it => it is not null) : null;
        }
    }

    [Fact]
    public void Who_is_alive_says_it_in_a_bubble()
    {
        var scene = Described.Read("a dog saying \"woof\"").Compose();
        scene.Parts.Select(static it => it.Name).ShouldContain("speech balloon");
        scene.Parts.Single(static it => it.Role == "lettering").Attributes["text"].ShouldBe("woof");
    }

    [Fact]
    public void Letters_that_nobody_knows_are_told()
    {
        var scene = Described.Read("a sign that says 你好").Compose();
        scene.NotShown.ShouldBe(["that says 你好"]);
    }

    [Fact]
    public void More_than_can_be_read_is_told()
    {
        var scene = Described.Read("a sign that says \"the quick brown fox jumps over the lazy dog\"").Compose();
        scene.NotShown.ShouldContain("that says \"the quick brown fox jumps over the lazy dog\"");
    }

    [Fact]
    public void A_text_is_set_in_lines_of_like_lengths()
    {
        var ways = TextBlock.Ways("HAPPY BIRTHDAY", null);
        ways.Count.ShouldBe(2);
        ways[1].Aspect.ShouldBeLessThan(ways[0].Aspect / 2);
    }
}
