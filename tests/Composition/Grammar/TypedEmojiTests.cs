using EmojiGen.Art;

namespace EmojiGen.Tests.Composition.Grammar;

/// <summary>Emoji, letters and tones as people and programs type them; reports 5, 6 and 15 of issue 14.</summary>
public class TypedEmojiTests
{
    [Theory]
    [InlineData("👋🏿", "waving hand", SkinTone.Dark)]
    [InlineData("waving hand: dark skin tone", "waving hand", SkinTone.Dark)]
    [InlineData("waving hand: medium-light skin tone", "waving hand", SkinTone.MediumLight)]
    [InlineData(":wave::skin-tone-6:", "waving hand", SkinTone.Dark)]
    [InlineData(":wave::skin-tone-2:", "waving hand", SkinTone.Light)]
    [InlineData(":wave_tone5:", "waving hand", SkinTone.Dark)]
    [InlineData(":wave_medium_dark_skin_tone:", "waving hand", SkinTone.MediumDark)]
    [InlineData("👩🏽‍🚀", "woman astronaut", SkinTone.Medium)]
    [InlineData("👋", "waving hand", SkinTone.None)]
    [InlineData(":wave:", "waving hand", SkinTone.None)]
    public void A_skin_tone_belongs_to_what_it_stands_with(string prompt, string name, SkinTone tone)
    {
        var scene = Reading.Of(prompt);
        var subject = scene.Subjects.ShouldHaveSingleItem();
        (subject.Found.Emoji.Name, subject.SkinTone).ShouldBe((name, tone));
        scene.NotShown.ShouldBeEmpty();
    }

    [Fact]
    public void Two_tones_stay_apart()
    {
        var scene = Reading.Of("👋🏿 and 👍🏻");
        scene.Subjects.Select(it => it.SkinTone).ShouldBe([SkinTone.Dark, SkinTone.Light]);
    }

    [Theory]
    [InlineData("‼")]
    [InlineData("⁉")]
    [InlineData("©")]
    [InlineData("®")]
    [InlineData("™")]
    [InlineData("ℹ")]
    [InlineData("©\uFE0F")]
    public void An_emoji_needs_no_variation_selector(string prompt) =>
        Reading.Of(prompt).Subjects.ShouldHaveSingleItem().Found.Emoji.Characters.ShouldStartWith(prompt[..1]);

    [Theory]
    [InlineData("a cat© riding a skateboard®")]
    [InlineData("a cat™ riding a skateboard")]
    public void Marks_beside_a_word_are_no_things(string prompt) =>
        Reading.Of(prompt).Subjects.Select(it => it.Found.Emoji.Name).ShouldBe(["cat face", "skateboard"]);

    [Theory]
    [InlineData("ＣＡＴ")]
    [InlineData("𝐜𝐚𝐭")]
    [InlineData("ⓒⓐⓣ")]
    public void Letters_in_other_shapes_are_the_letters(string prompt) =>
        Reading.Of(prompt).Subjects.ShouldHaveSingleItem().Found.Emoji.Name.ShouldBe(Reading.Of("cat").Subjects[0].Found.Emoji.Name);

    [Fact]
    public void A_ligature_is_its_letters() => Reading.Of("ﬁre").Subjects.ShouldHaveSingleItem().Found.Emoji.Name.ShouldBe("fire");

    [Theory]
    [InlineData("cat, masterpiece, best quality", "masterpiece, best quality")]
    [InlineData("(masterpiece:1.2), a cat, 8k, trending on artstation", "(masterpiece:1.2), 8k, trending on artstation")]
    public void Words_for_other_programs_are_ignored_and_told(string prompt, string ignored)
    {
        var scene = Reading.Of(prompt);
        scene.Subjects.ShouldHaveSingleItem().Found.Emoji.Name.ShouldStartWith("cat");
        scene.Ignored.ShouldBe(ignored.Split(", "));
        scene.Prompt.ShouldBe(prompt);
        scene.NotShown.ShouldBeEmpty();
    }

    [Fact]
    public void A_masterpiece_alone_is_asked_for() => Reading.Of("masterpiece").Ignored.ShouldBeEmpty();
}
