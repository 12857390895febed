using EmojiGen.Tests.Art;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.Data;

public class ArtSamplesTests
{
    static readonly EmojiSplit Split = new(BuiltArt.Catalogue.All.Select(it => it.Hexcode), 0);

    [Fact]
    public void Every_style_gives_what_it_draws_itself()
    {
        var samples = IconSamples.Of(BuiltArt.Library, IconSamples.LicensedStyles, Split).ToList();
        var counts = samples.CountBy(it => it.Record.Style).ToDictionary();
        counts.Keys.Order().ShouldBe(["flat", "fluent", "noto", "twemoji"]);
        counts["noto"].ShouldBeGreaterThan(1500);
        counts["fluent"].ShouldBeGreaterThan(1400);
        counts["twemoji"].ShouldBeGreaterThan(1800);
        samples.ShouldNotContain(it => it.Record.Style == "noto" && it.Record.Prompt == "flag: Finland"); // from another set
        samples.ShouldContain(it => it.Record.Style == "twemoji" && it.Record.Prompt == "flag: Finland");
        samples.DistinctBy(it => (it.Record.Style, it.Record.Emoji)).Count().ShouldBe(samples.Count);
    }

    [Fact]
    public void Skin_tones_share_the_split_of_their_emoji()
    {
        var samples = IconSamples.Of(BuiltArt.Library, ["twemoji"], Split, skinTones: true).ToList();
        samples.Count.ShouldBeGreaterThan(3000);
        foreach (var family in samples.GroupBy(it => EmojiFamily.Of(it.Record.Emoji)))
            family.Select(it => it.Record.Split).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void No_scene_of_training_shows_an_emoji_of_the_test()
    {
        string[] styles = ["noto", "twemoji"];
        var scenes = SceneSamples.Of(BuiltArt.Library, styles, Split, 0, 150).ToList();
        scenes.Count.ShouldBe(150);
        foreach (var record in scenes.Select(it => it.Record))
        {
            record.Parts.ShouldNotBeEmpty();
            var splits = record.Parts.Select(Split.Of).Distinct().ToList();
            if (record.Split == EmojiGen.Training.Data.Split.Train) splits.ShouldBe([EmojiGen.Training.Data.Split.Train], record.Prompt);
            else splits.ShouldContain(record.Split, record.Prompt);
        }
        scenes.Select(it => it.Record.Split).Distinct().Count().ShouldBe(3);
        scenes[0].Draw(64).ContentBounds().ShouldNotBeNull();
    }

    [Fact]
    public void The_seed_decides_the_scenes()
    {
        string[] Prompts(ulong seed) =>
            [.. SceneSamples.Of(BuiltArt.Library, ["noto", "twemoji", "openmoji"], Split, seed, 10).Select(it => it.Record.Prompt)];
        Prompts(3).ShouldBe(Prompts(3));
        Prompts(3).ShouldNotBe(Prompts(4));
    }
}
