using System.Text.Json;
using EmojiGen.Art;

namespace EmojiGen.Tests.Art;

/// <remarks>Expected values are read from emojibase-data's JSON anew, or stand in Unicode's emoji-test.txt.</remarks>
public class CatalogueTests
{
    static readonly JsonElement[] source = [.. Read("en").Where(e => e.TryGetProperty("group", out var group) && group.GetInt32() != 2)];

    [Fact]
    public void Every_emoji_of_the_package_is_in_it_and_no_component()
    {
        BuiltArt.Catalogue.All.Length.ShouldBe(source.Length);
        BuiltArt.Catalogue.All.Select(e => e.Hexcode)
            .ShouldBe(source.Select(e => e.GetProperty("hexcode").GetString()!), ignoreOrder: true);
    }

    [Fact]
    public void Unicode_15_has_1870_of_them() => BuiltArt.Catalogue.All.Count(e => e.Version <= 15).ShouldBe(1870); // the design's count

    [Fact]
    public void Every_emoji_has_the_package_s_name_keywords_and_version()
    {
        var byHexcode = source.ToDictionary(e => e.GetProperty("hexcode").GetString()!);
        foreach (var emoji in BuiltArt.Catalogue.All)
        {
            var entry = byHexcode[emoji.Hexcode];
            emoji.Name.ShouldBe(entry.GetProperty("label").GetString());
            emoji.Characters.ShouldBe(entry.GetProperty("emoji").GetString());
            emoji.Version.ShouldBe(entry.GetProperty("version").GetDouble());
            emoji.Keywords.ShouldBe(entry.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(t => t.GetString()!)]
                : []);
            emoji.HasSkinTones.ShouldBe(entry.TryGetProperty("skins", out _));
        }
    }

    [Fact]
    public void It_is_in_CLDRs_order_and_indexed_by_place()
    {
        var order = source.ToDictionary(e => e.GetProperty("hexcode").GetString()!, e => e.GetProperty("order").GetInt32());
        BuiltArt.Catalogue.All.Select(e => order[e.Hexcode]).ShouldBeInOrder();
        BuiltArt.Catalogue.All.Select(e => e.Index).ShouldBe(Enumerable.Range(0, BuiltArt.Catalogue.Count));
    }

    [Theory]
    [InlineData("cat face", "🐱", "animals-nature", "animal-mammal")]
    [InlineData("flag: Finland", "🇫🇮", "flags", "country-flag")]
    [InlineData("smiling face with heart-eyes", "😍", "smileys-emotion", "face-affection")]
    public void An_emoji_is_found_by_its_English_name(string name, string characters, string group, string subgroup)
    {
        var emoji = BuiltArt.Catalogue.ByName(name.ToUpperInvariant()).ShouldNotBeNull();
        (emoji.Characters, emoji.Group, emoji.Subgroup).ShouldBe((characters, group, subgroup));
    }

    [Fact]
    public void An_emoji_is_found_by_its_characters_with_and_without_the_variation_selector()
    {
        foreach (var emoji in BuiltArt.Catalogue.All)
        {
            BuiltArt.Catalogue.ByCharacters(emoji.Characters).ShouldBe(emoji);
            BuiltArt.Catalogue.ByCharacters(emoji.Characters.Replace("\uFE0F", "")).ShouldBe(emoji);
        }
        BuiltArt.Catalogue.ByCharacters("❤").ShouldNotBeNull().Name.ShouldBe("red heart");
    }

    [Theory]
    [InlineData("1F431", "cat face")]
    [InlineData("1f431", "cat face")]
    [InlineData("0031-20e3", "keycap: 1")]
    [InlineData("1F441-FE0F-200D-1F5E8-FE0F", "eye in speech bubble")]
    public void An_emoji_is_found_by_its_hexcode(string hexcode, string name) =>
        BuiltArt.Catalogue.ByHexcode(hexcode).ShouldNotBeNull().Name.ShouldBe(name);

    [Theory]
    [InlineData("")]
    [InlineData("xyz")]
    [InlineData("110000")]
    [InlineData("D800")]
    [InlineData("1F431-")]
    public void What_is_no_hexcode_finds_nothing(string hexcode) => BuiltArt.Catalogue.ByHexcode(hexcode).ShouldBeNull();

    [Fact]
    public void What_is_no_emoji_is_not_found()
    {
        BuiltArt.Catalogue.ByCharacters("a").ShouldBeNull();
        BuiltArt.Catalogue.ByCharacters("").ShouldBeNull();
        BuiltArt.Catalogue.ByCharacters("🏽").ShouldBeNull(); // a component
        BuiltArt.Catalogue.ByName("cat with a jetpack").ShouldBeNull();
    }

    [Fact]
    public void Every_skin_variant_of_the_package_leads_to_its_emoji_and_tone()
    {
        foreach (var entry in source.Where(e => e.TryGetProperty("skins", out _)))
        {
            var emoji = BuiltArt.Catalogue.ByHexcode(entry.GetProperty("hexcode").GetString()!).ShouldNotBeNull();
            BuiltArt.Catalogue.Skins(emoji).Length.ShouldBe(entry.GetProperty("skins").GetArrayLength());
            foreach (var skin in entry.GetProperty("skins").EnumerateArray())
            {
                var (found, variant) = BuiltArt.Catalogue.Identify(skin.GetProperty("emoji").GetString()!).ShouldNotBeNull();
                found.ShouldBe(emoji);
                variant.ShouldNotBeNull();
                variant.Name.ShouldBe(skin.GetProperty("label").GetString());
                variant.Hexcode.ShouldBe(skin.GetProperty("hexcode").GetString());
                var tone = skin.GetProperty("tone");
                ((int)variant.Tone).ShouldBe(tone.ValueKind == JsonValueKind.Array ? tone[0].GetInt32() : tone.GetInt32());
                ((int)variant.SecondTone).ShouldBe(tone.ValueKind == JsonValueKind.Array ? tone[1].GetInt32() : 0);
            }
        }
    }

    [Theory]
    [InlineData("thumbs up", SkinTone.Medium, "👍🏽")]
    [InlineData("woman astronaut", SkinTone.Dark, "👩🏿‍🚀")]
    [InlineData("woman and man holding hands", SkinTone.Light, "👫🏻")]
    [InlineData("handshake", SkinTone.MediumLight, "🤝🏼")]
    public void A_tone_is_given_to_everybody_in_the_emoji(string name, SkinTone tone, string characters)
    {
        var variant = BuiltArt.Catalogue.Skin(BuiltArt.Catalogue.ByName(name)!, tone).ShouldNotBeNull();
        variant.Characters.ShouldBe(characters);
        variant.IsUniform.ShouldBeTrue();
    }

    [Fact]
    public void Faces_and_animals_have_no_tone()
    {
        BuiltArt.Catalogue.Skin(BuiltArt.Catalogue.ByName("grinning face")!, SkinTone.Dark).ShouldBeNull();
        BuiltArt.Catalogue.Skin(BuiltArt.Catalogue.ByName("cat face")!, SkinTone.Dark).ShouldBeNull();
        BuiltArt.Catalogue.Skin(BuiltArt.Catalogue.ByName("thumbs up")!, SkinTone.None).ShouldBeNull();
    }

    [Fact]
    public void Every_emoji_that_takes_tones_has_all_five_for_everybody()
    {
        foreach (var emoji in BuiltArt.Catalogue.All.Where(e => e.HasSkinTones))
            foreach (var tone in Enum.GetValues<SkinTone>().Skip(1))
                BuiltArt.Catalogue.Skin(emoji, tone).ShouldNotBeNull(emoji.Name).Tone.ShouldBe(tone);
    }

    [Theory]
    [InlineData("fi", "kissan naama", "kissa")]
    [InlineData("de", "Katzengesicht", "katze")]
    [InlineData("ja", "ネコの顔", "猫")]
    [InlineData("zh-hant", "貓頭", "貓")]
    public void Other_languages_name_the_emoji_too(string language, string name, string keyword)
    {
        var cat = BuiltArt.Catalogue.ByName("cat face")!;
        var names = BuiltArt.Catalogue.Localized(language);
        names.Language.ShouldBe(language);
        names.NameOf(cat).ShouldBe(name);
        names.KeywordsOf(cat).ShouldContain(keyword);
        names.Find(name).ShouldContain(new TermMatch(cat, TermKind.Name));
        names.Find(keyword).Select(m => m.Emoji).ShouldContain(cat);
    }

    [Fact]
    public void Every_language_holds_what_its_file_says()
    {
        BuiltArt.Catalogue.Languages.Length.ShouldBeGreaterThanOrEqualTo(27);
        foreach (var language in BuiltArt.Catalogue.Languages)
        {
            var names = BuiltArt.Catalogue.Localized(language);
            foreach (var entry in Read(language).Where(e => e.TryGetProperty("group", out var group) && group.GetInt32() != 2))
                names.NameOf(BuiltArt.Catalogue.ByHexcode(entry.GetProperty("hexcode").GetString()!)!)
                    .ShouldBe(entry.GetProperty("label").GetString());
        }
    }

    [Theory]
    [InlineData("fi-FI", "fi")]
    [InlineData("fi_FI.UTF-8", "fi")]
    [InlineData("pt_BR", "pt")]
    [InlineData("zh-TW", "zh-hant")]
    [InlineData("zh-CN", "zh")]
    [InlineData("no", "nb")]
    [InlineData("es-AR", "es-mx")]
    [InlineData("en_GB@euro", "en-gb")]
    public void A_locale_leads_to_its_language(string locale, string language) =>
        BuiltArt.Catalogue.Localized(locale).Language.ShouldBe(language);

    [Theory]
    [InlineData("xx")]
    [InlineData("")]
    [InlineData("../en")]
    public void An_unknown_language_is_refused_with_those_there_are(string language) =>
        Should.Throw<ArgumentException>(() => BuiltArt.Catalogue.Localized(language)).Message.ShouldContain("bn, da, de, en");

    [Fact]
    public void Terms_are_found_whatever_their_case_surest_first()
    {
        var found = BuiltArt.Catalogue.English.Find(" Cat ");
        found[0].ShouldBe(new TermMatch(BuiltArt.Catalogue.ByName("cat")!, TermKind.Name));
        found.Select(m => m.Kind).ShouldBeInOrder();
        found.ShouldContain(new TermMatch(BuiltArt.Catalogue.ByName("cat face")!, TermKind.Shortcode)); // :cat: of Slack and GitHub
        found.ShouldContain(new TermMatch(BuiltArt.Catalogue.ByName("black cat")!, TermKind.Keyword));
        found.Select(m => m.Emoji.Index).ShouldBeUnique();
        BuiltArt.Catalogue.English.Find("heart eyes").Select(m => m.Emoji.Name).ShouldContain("smiling face with heart-eyes");
        BuiltArt.Catalogue.English.Find("no such thing").ShouldBeEmpty();
    }

    [Fact]
    public void Every_name_and_keyword_is_a_term()
    {
        foreach (var emoji in BuiltArt.Catalogue.All)
        {
            BuiltArt.Catalogue.English.Find(emoji.Name).ShouldContain(new TermMatch(emoji, TermKind.Name));
            foreach (var keyword in emoji.Keywords) BuiltArt.Catalogue.English.Find(keyword).Select(m => m.Emoji).ShouldContain(emoji);
        }
    }

    [Theory]
    [InlineData(":pizza:", "pizza")]
    [InlineData("cat", "cat face")]
    [InlineData("heart_eyes", "smiling face with heart-eyes")]
    [InlineData("+1", "thumbs up")]
    [InlineData("flag-fi", "flag: Finland")] // Slack's
    [InlineData("finland", "flag: Finland")] // GitHub's
    public void Shortcodes_name_emoji(string code, string name) =>
        BuiltArt.Catalogue.ByShortcode(code).ShouldNotBeNull().Name.ShouldBe(name);

    [Fact]
    public void Shortcodes_tell_whose_they_are()
    {
        var codes = BuiltArt.Catalogue.Shortcodes(BuiltArt.Catalogue.ByName("flag: Finland")!);
        codes.Single(c => c.Code == "flag-fi").Sources.ShouldBe(ShortcodeSource.Slack);
        codes.Single(c => c.Code == "finland").Sources.HasFlag(ShortcodeSource.GitHub).ShouldBeTrue();
        foreach (var (file, flag) in new[] { ("iamcal", ShortcodeSource.Slack), ("github", ShortcodeSource.GitHub),
            ("joypixels", ShortcodeSource.JoyPixels), ("emojibase", ShortcodeSource.Emojibase) })
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(BuiltArt.Modules, "emojibase-data", "en", "shortcodes",
                file + ".json")));
            foreach (var emoji in BuiltArt.Catalogue.All)
            {
                var expected = !json.RootElement.TryGetProperty(emoji.Hexcode, out var value) ? []
                    : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.GetString()!).ToArray()
                        : [value.GetString()!];
                BuiltArt.Catalogue.Shortcodes(emoji).Where(c => c.Sources.HasFlag(flag)).Select(c => c.Code)
                    .ShouldBe(expected, ignoreOrder: true);
            }
        }
    }

    [Fact]
    public void Opening_it_and_asking_for_one_emoji_costs_little_memory()
    {
        _ = BuiltArt.Catalogue.ByName("cat face"); // whatever the first call of all brings with it
        Allocated(() => Catalogue.Open(BuiltArt.Folder).ByName("cat face").ShouldNotBeNull()).ShouldBeLessThan(200_000);
        Allocated(() => Catalogue.Open(BuiltArt.Folder).All.Length.ShouldBePositive()).ShouldBeLessThan(2_000_000);
        // of 100 MB
        Allocated(() => ArtSet.Open(Path.Combine(BuiltArt.Folder, "fluent.art")).ByCharacters("🐱").ShouldNotBeNull())
        .ShouldBeLessThan(200_000);

        static long Allocated(Action work)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    static JsonElement[] Read(string language) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(BuiltArt.Modules, "emojibase-data", language,
            "data.json"))).RootElement.EnumerateArray()];
}
