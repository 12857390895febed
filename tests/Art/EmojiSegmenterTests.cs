using EmojiGen.Art;
using FsCheck;
using FsCheck.Fluent;

namespace EmojiGen.Tests.Art;

public class EmojiSegmenterTests
{
    [Theory]
    [InlineData("🐱+🛹", "cat face|skateboard")]
    [InlineData("🥑😍", "avocado|smiling face with heart-eyes")]
    [InlineData("an 👩‍🚀 in space", "woman astronaut")]
    [InlineData("🇫🇮", "flag: Finland")]
    [InlineData("🇫🇮🇸🇪", "flag: Finland|flag: Sweden")]
    [InlineData("1️⃣", "keycap: 1")]
    [InlineData("1⃣", "keycap: 1")] // without U+FE0F
    [InlineData("#️⃣*️⃣", "keycap: #|keycap: *")]
    [InlineData("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "flag: Scotland")]
    [InlineData("🏴", "black flag")]
    [InlineData("🏴‍☠️", "pirate flag")]
    [InlineData("🏳️‍🌈 🏳‍🌈", "rainbow flag|rainbow flag")]
    [InlineData("❤ ❤️", "red heart|red heart")]
    [InlineData("❤️‍🔥", "heart on fire")]
    [InlineData("👨‍👩‍👧‍👦", "family: man, woman, girl, boy")]
    [InlineData("🐻‍🔥", "bear|fire")] // joined, but no emoji of Unicode's
    [InlineData("🐻‍❄️", "polar bear")]
    [InlineData("12 cats # 3 *", "")]
    [InlineData("🇫", "")]
    [InlineData("🇽🇽", "")]
    [InlineData("", "")]
    public void Emoji_are_found_whole_and_in_order(string text, string names) =>
        string.Join('|', BuiltArt.Catalogue.Segment(text).Select(r => r.Emoji.Name)).ShouldBe(names);

    [Theory]
    [InlineData("👍🏽", "thumbs up", SkinTone.Medium)]
    [InlineData("👩🏿‍🚀", "woman astronaut", SkinTone.Dark)]
    [InlineData("🧑🏻‍🤝‍🧑🏿", "people holding hands", SkinTone.Light)] // the first one's
    [InlineData("✌🏼", "victory hand", SkinTone.MediumLight)]
    [InlineData("👍", "thumbs up", SkinTone.None)]
    [InlineData("🐱🏽", "cat face", SkinTone.Medium)] // no such emoji: the tone goes with the cat, not with the text
    public void Skin_tones_belong_to_their_emoji(string text, string name, SkinTone tone)
    {
        var run = BuiltArt.Catalogue.Segment(text).ShouldHaveSingleItem();
        (run.Emoji.Name, run.Tone, run.Start, run.Length).ShouldBe((name, tone, 0, text.Length));
    }

    [Fact]
    public void Places_count_the_texts_units_with_selectors()
    {
        var text = "a ☺️ b 🇫🇮.";
        BuiltArt.Catalogue.Segment(text).Select(r => text.Substring(r.Start, r.Length)).ShouldBe(["☺️", "🇫🇮"]);
    }

    [Fact]
    public void Every_emoji_and_every_variant_is_one_run_among_text()
    {
        foreach (var emoji in BuiltArt.Catalogue.All)
            foreach (var (characters, tone) in BuiltArt.Catalogue.Skins(emoji).Select(s => (s.Characters, s.Tone))
                .Prepend((emoji.Characters, SkinTone.None)))
            {
                var run = BuiltArt.Catalogue.Segment($"see {characters} there").ShouldHaveSingleItem();
                (run.Emoji, run.Tone, run.Start, run.Length).ShouldBe((emoji, tone, 4, characters.Length));
            }
    }

    // What emoji are put together from, whole and in pieces, among ordinary text.
    static readonly string[] pieces =
        ["🐱", "👩", "🚀", "👍", "❤", "🏳", "🌈", "🏴", "☠", "⚕", "♀", "🇫", "🇮", "🇸", "1", "#", "a", "ä", " ", "猫", "©", "\u200D", "\uFE0F",
            "\uFE0E", "\u20E3", "🏽", "🏿", "󠁧", "󠁿", "\uD83D", "\uDC31", "…"];

    [Fact]
    public void Any_text_is_taken_and_runs_lie_in_order_each_beginning_with_its_emoji() =>
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(string.Concat).ToArbitrary(), text =>
        {
            var end = 0;
            foreach (var run in BuiltArt.Catalogue.Segment(text))
            {
                if (run.Start < end || run.Length <= 0 || run.End > text.Length) return false;
                var bare = text.Substring(run.Start, run.Length).Replace("\uFE0F", "").Replace("\uFE0E", "").Replace("🏽", "")
                    .Replace("🏿", "");
                if (!bare.StartsWith(run.Emoji.Characters.Replace("\uFE0F", ""), StringComparison.Ordinal)) return false;
                end = run.End;
            }
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_an_emoji_is_made_of_is_found_wherever_it_stands() =>
        Prop.ForAll(Gen.Elements(BuiltArt.Catalogue.All.ToArray()).ListOf().ToArbitrary(), emoji =>
            BuiltArt.Catalogue.Segment(string.Join(" ", emoji.Select(e => e.Characters))).Select(r => r.Emoji).SequenceEqual(emoji)).QuickCheckThrowOnFailure();

    [Fact]
    public void Broken_surrogates_are_passed_over() =>
        BuiltArt.Catalogue.Segment("\uD83D🐱\uDC31\uFE0F\u200D").ShouldHaveSingleItem().Emoji.Name.ShouldBe("cat face");
}
