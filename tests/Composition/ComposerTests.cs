using System.Text.RegularExpressions;
using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Imaging;
using EmojiGen.Svg;
using EmojiGen.Tests.Art;
using static EmojiGen.Tests.Composition.Described;

namespace EmojiGen.Tests.Composition;

public partial class ComposerTests
{
    public static TheoryData<string> AllStyles => [.. Styles];

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        var scene = Of(RelationKind.Wearing, Subject("bear"), Subject("top hat"));
        scene.Compose(seed: 7).Svg().ShouldBe(scene.Compose(seed: 7).Svg());
    }

    [Fact]
    public void Four_seeds_in_a_row_give_four_different_cats() =>
        Enumerable.Range(0, 4).Select(seed => Of(Subject("cat face")).Compose(seed: seed).Svg()).Distinct().Count().ShouldBe(4);

    [Theory, MemberData(nameof(AllStyles))]
    public void No_rider_floats_above_what_it_rides(string style)
    {
        string[] riders = ["cat face", "panda", "turtle", "penguin"];
        string[] mounts = ["skateboard", "rocket", "bicycle", "elephant"];
        foreach (var rider in riders)
            foreach (var mount in mounts)
                Joined(Of(RelationKind.Riding, Subject(rider), Subject(mount)), style).ShouldBeTrue($"{rider} on {mount} in {style}");
    }

    [Theory, MemberData(nameof(AllStyles))]
    public void No_hat_floats_above_the_head(string style)
    {
        foreach (var name in (string[])["bear", "frog", "fox", "owl", "rabbit face"])
            foreach (var hat in (string[])["top hat", "crown", "graduation cap"])
                Joined(Of(RelationKind.Wearing, Subject(name), Subject(hat)), style).ShouldBeTrue($"{name} in {hat}, {style}");
    }

    /// <summary>The second of the two brings no large piece of its own: both hang together.</summary>
    static bool Joined(SceneDescription scene, string style)
    {
        var own = scene.Subjects.Max(subject => Of(subject).Compose(style).Render().Pieces().Count(size => size > 60));
        return scene.Compose(style).Render().Pieces().Count(size => size > 60) <= own;
    }

    [Theory, MemberData(nameof(AllStyles))]
    public void Nothing_is_cut_by_the_edge(string style)
    {
        SceneDescription[] scenes =
        [
            Of(Subject("unicorn") with { UpsideDown = true }),
            Of(RelationKind.Wearing, Subject("giraffe"), Subject("top hat")),
            Of(RelationKind.In, Subject("rabbit face"), Subject("package")),
            Of(Subject("ewe") with { Count = 12 }),
            Of(Subject("mouse face") with { Winged = true }),
            Of(RelationKind.Under, Subject("frog"), Subject("umbrella with rain drops")),
        ];
        foreach (var scene in scenes)
        {
            var image = scene.Compose(style).Render();
            for (var i = 0; i < Pixels; i++)
                foreach (var pixel in (Rgba[])[image[i, 0], image[i, Pixels - 1], image[0, i], image[Pixels - 1, i]])
                    ((int)pixel.A).ShouldBeLessThan(8, $"{scene.Subjects[0].Found.Words} in {style}");
        }
    }

    [Theory, MemberData(nameof(AllStyles))]
    public void An_expression_stays_on_the_thing_it_is_laid_on(string style)
    {
        foreach (var face in (string[])["angry face", "smirking face", "winking face", "smiling face with heart-eyes"])
        {
            var plain = Of(Subject("tomato")).Compose(style).Render();
            var image = Of(Subject("tomato") with { Expression = Found(face) }).Compose(style).Render();
            var outside = image.OpaquePixels().Count(p => plain[p.X, p.Y].A < 128);
            outside.ShouldBeLessThan(Pixels * Pixels / 100, $"{face} in {style}");
            image.OpaquePixels().Count(p => plain[p.X, p.Y] != p.Color)
                .ShouldBeGreaterThan(Pixels * Pixels / 60, $"{face} shows in {style}");
        }
    }

    [Theory, MemberData(nameof(AllStyles))]
    public void No_yellow_disc_comes_along_with_an_expression(string style)
    {
        // A blue ground has no yellow of its own; of the faces' yellow only what the features themselves have may come.
        var blue = new Recolour("blue", RecolourKind.Hue, new Color(40, 90, 220));
        var image = Of(Subject("frog") with { Colour = blue, Expression = Found("slightly smiling face") }).Compose(style).Render();
        image.OpaquePixels().Count(p => p.Color.R > 200 && p.Color.G > 150 && p.Color.B < 110).ShouldBeLessThan(Pixels * Pixels / 100);
    }

    [Theory, MemberData(nameof(AllStyles))]
    public void A_recoloured_subject_has_the_hue_asked_for(string style)
    {
        var purple = new Color(128, 0, 200);
        var image = Of(Subject("frog") with { Colour = new Recolour("purple", RecolourKind.Hue, purple) }).Compose(style).Render();
        var hue = Oklab.From(purple).Hue;
        var coloured = image.OpaquePixels().Select(p => Oklab.From(new Color(p.Color.R, p.Color.G, p.Color.B)))
            .Where(c => c is { L: > 0.35, Chroma: > 0.05 }).ToList();
        coloured.Count(c => Math.Abs(Math.IEEERemainder(c.Hue - hue, 2 * Math.PI)) < 0.5).ShouldBeGreaterThan((int)(0.75 * coloured.Count));
    }

    [Fact]
    public void Upside_down_is_the_picture_turned_by_half()
    {
        var plain = Of(Subject("skateboard")).Compose("twemoji").Render();
        var turned = Of(Subject("skateboard") with { UpsideDown = true }).Compose("twemoji").Render();
        var different = 0;
        for (var y = 0; y < Pixels; y++)
            for (var x = 0; x < Pixels; x++)
                if (Math.Abs(plain[x, y].A - turned[Pixels - 1 - x, Pixels - 1 - y].A) > 96) different++;
        different.ShouldBeLessThan(Pixels * Pixels / 200);
    }

    [Theory, MemberData(nameof(AllStyles))]
    public void The_sticker_edge_is_white_all_round(string style)
    {
        var image = Of(RelationKind.Holding, Subject("dog face"), Subject("pizza")).Compose(style, outline: true).Render();
        for (var y = 0; y < Pixels; y++)
        {
            var row = Enumerable.Range(0, Pixels).Where(x => image[x, y].A > 250).ToList();
            if (row.Count < 8) continue;
            foreach (var x in (int[])[row[0] + 1, row[^1] - 1])
                Math.Min(image[x, y].R, Math.Min(image[x, y].G, image[x, y].B)).ShouldBeGreaterThan((byte)225, $"({x}, {y}) in {style}");
        }
    }

    [Fact]
    public void Parts_never_share_an_id()
    {
        var svg = Of(RelationKind.Wearing, Subject("bear") with { Expression = Found("winking face") }, Subject("crown")).Compose("fluent")
            .Svg();
        var ids = Id().Matches(svg).Select(m => m.Groups[1].Value).ToList();
        ids.ShouldBeUnique();
        Reference().Matches(svg).Select(m => m.Groups[1].Value).Distinct().ShouldBeSubsetOf(ids);
    }

    [GeneratedRegex("\\sid=\"([^\"]+)\"")]
    private static partial Regex Id();

    [GeneratedRegex("url\\(#([^)]+)\\)")]
    private static partial Regex Reference();

    [Fact]
    public void Every_emoji_of_a_scene_is_one_of_its_parts_with_its_role_and_words()
    {
        var subject = Subject("cat face") with { Expression = Found("angry face"), Role = Found("astronaut") };
        var scene = Of(RelationKind.Holding, subject, Subject("red heart")).Compose();
        scene.Parts.Select(p => (p.Name, p.Role)).ShouldBe(
            [("cat face", "subject"), ("angry face", "expression"), ("astronaut", "role"), ("red heart", "object")], ignoreOrder: true);
    }

    [Fact]
    public void A_flag_in_noto_comes_from_the_fallback_and_says_so()
    {
        var scene = Of(Subject("flag: Finland")).Compose("noto");
        scene.Parts.Single().Set.Key.ShouldBe("twemoji");
        scene.Sets.Single().License.Spdx.ShouldBe("CC-BY-4.0");
    }

    [Fact]
    public void A_flag_fills_a_heart_and_nothing_else()
    {
        var heart = Of(Subject("red heart")).Compose("twemoji").Render();
        var flagged = Of(Subject("red heart") with { Flag = Found("flag: Finland") }).Compose("twemoji").Render();
        flagged.OpaquePixels().Count(p => heart[p.X, p.Y].A < 100).ShouldBeLessThan(60);
        // The Finnish cross is blue on white; the heart's own red is gone.
        flagged.OpaquePixels().Count(p => p.Color.B > p.Color.R + 40).ShouldBeGreaterThan(1000);
        flagged.OpaquePixels().Count(p => p.Color.R > p.Color.B + 80).ShouldBeLessThan(60);
    }

    [Theory, MemberData(nameof(AllStyles))]
    public void Every_emoji_can_be_dressed_and_made_angry(string style)
    {
        string[] clothes = ["top hat", "sunglasses", "scarf", "running shoe", "t-shirt", "headphone", "backpack"];
        var failed = new List<string>();
        foreach (var emoji in BuiltArt.Catalogue.All)
        {
            var subject = new Subject(new Found(emoji, emoji.Name, 1)) with { Expression = Found("angry face") };
            try
            {
                // The writer refuses numbers that are not finite.
                _ = Of(RelationKind.Wearing, subject, Subject(clothes[emoji.Index % clothes.Length])).Compose(style).Svg();
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                failed.Add($"{emoji.Name}: {e.Message}");
            }
        }

        failed.ShouldBeEmpty();
    }

    [Fact]
    public void Twelve_are_drawn_of_a_crowd_and_not_more() =>
        Of(Subject("ant") with { Count = 500 }).Compose().Svg().ShouldBe(Of(Subject("ant") with { Count = 12 }).Compose().Svg());
}
