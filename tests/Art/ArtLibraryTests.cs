using EmojiGen.Art;

namespace EmojiGen.Tests.Art;

public class ArtLibraryTests
{
    static ArtLibrary Library => BuiltArt.Library;

    static Emoji Emoji(string name) => BuiltArt.Catalogue.ByName(name).ShouldNotBeNull(name);

    static IEnumerable<Emoji> Unicode15 => BuiltArt.Catalogue.All.Where(e => e.Version <= 15);

    static string[] Lacking(string style) =>
        [.. Unicode15.Where(e => Library.Set(style).ByCharacters(e.Characters) is null).Select(e => e.Name)];

    [Fact]
    public void The_five_styles_are_there_the_default_first() =>
        Library.Styles.Take(5).ShouldBe(["noto", "fluent", "flat", "twemoji", "openmoji"]);

    // The counts of the design's table.
    [Theory]
    [InlineData("noto", 3819)]
    [InlineData("fluent", 3174)]
    [InlineData("flat", 3174)]
    [InlineData("twemoji", 4169)]
    [InlineData("openmoji", 4579)]
    public void A_set_holds_every_icon_of_its_package(string style, int icons) =>
        Library.Set(style).Icons.Count(i => i.Name != "" && !IsTurned(i)).ShouldBe(icons);

    // An alias that turns its icon becomes an icon of its own, with a group around the body.
    static bool IsTurned(Icon icon) =>
        icon.Body.StartsWith("<g transform=\"translate(16 16) rotate(0) scale(-1 1)", StringComparison.Ordinal);

    [Theory]
    [InlineData("twemoji")]
    [InlineData("openmoji")]
    public void Twemoji_and_openmoji_draw_all_of_Unicode_15(string style) => Lacking(style).ShouldBeEmpty();

    [Fact]
    public void Noto_draws_all_but_the_flags_of_countries_and_three_more()
    {
        var lacking = Lacking("noto");
        lacking.Count(n => Emoji(n).Subgroup == "country-flag").ShouldBe(258);
        lacking.Where(n => Emoji(n).Subgroup != "country-flag").ShouldBe(["flag: England", "flag: Scotland", "flag: Wales"]);
    }

    [Theory]
    [InlineData("flat")]
    [InlineData("fluent")]
    public void Fluent_draws_all_but_the_flags_of_countries_and_at_most_43_more(string style)
    {
        var lacking = Lacking(style);
        lacking.Count(n => Emoji(n).Subgroup == "country-flag").ShouldBe(258);
        // the design: the flags and 41 others, the three flags of the United Kingdom's parts
        lacking.Length.ShouldBeLessThanOrEqualTo(258 + 44);
        lacking.ShouldNotContain("backhand index pointing right"); // an alias, turned: chars.json does not name it
    }

    [Theory, EveryStyle]
    public void Every_emoji_of_Unicode_15_is_drawn_in_every_style_with_its_fallbacks(string style)
    {
        foreach (var emoji in Unicode15) Library.Find(emoji, style).ShouldNotBeNull(emoji.Name);
    }

    [Fact]
    public void Everything_in_the_catalogue_is_drawn_by_somebody_in_the_default_style()
    {
        foreach (var emoji in BuiltArt.Catalogue.All) Library.Find(emoji, "noto").ShouldNotBeNull(emoji.Name);
    }

    [Theory]
    [InlineData("cat face", "noto", "noto")]
    [InlineData("cat face", "fluent", "fluent")]
    [InlineData("flag: Finland", "noto", "twemoji")]
    [InlineData("flag: Finland", "flat", "twemoji")]
    [InlineData("flag: Finland", "openmoji", "openmoji")]
    [InlineData("flag: Scotland", "noto", "twemoji")]
    public void An_icon_says_which_set_it_came_from(string name, string style, string set)
    {
        var icon = Library.Find(Emoji(name), style).ShouldNotBeNull();
        icon.Set.Key.ShouldBe(set);
        BuiltArt.Catalogue.ByCharacters(icon.Characters!).ShouldBe(Emoji(name));
    }

    [Fact]
    public void A_name_or_alias_of_the_package_leads_to_its_icon()
    {
        Library.Set("noto").ByName("cat-face").ShouldNotBeNull().Characters.ShouldBe("🐱");
        Library.Set("noto").ByName("adult").ShouldBe(Library.Set("noto").ByName("person")); // an alias in icons.json
        Library.Set("noto").ByName("no-such-icon").ShouldBeNull();
    }

    [Fact]
    public void Names_and_characters_agree_with_the_package()
    {
        foreach (var (style, package) in new[] { ("noto", "noto"), ("flat", "fluent-emoji-flat"), ("twemoji", "twemoji"),
            ("openmoji", "openmoji") })
        {
            var set = Library.Set(style);
            foreach (var (hexcode, name) in PackageJson(package, "chars.json").EnumerateObject()
                .Select(p => (p.Name, p.Value.GetString()!)))
            {
                int[] codes = [.. hexcode.Split('-').Select(h => Convert.ToInt32(h, 16))];
                // U+E000 to U+F8FF and the last two planes: no emoji, whatever a set draws there.
                var isPrivate = codes.Any(it => it is >= 0xE000 and <= 0xF8FF or >= 0xF0000);
                set.ByCharacters(string.Concat(codes.Select(char.ConvertFromUtf32))).ShouldBe(isPrivate ? null : set.ByName(name), hexcode);
            }
        }
    }

    [Theory]
    [InlineData("noto", "noto")]
    [InlineData("fluent", "fluent-emoji")]
    [InlineData("flat", "fluent-emoji-flat")]
    [InlineData("twemoji", "twemoji")]
    [InlineData("openmoji", "openmoji")]
    public void Bodies_and_view_boxes_are_the_packages(string style, string package)
    {
        var root = PackageJson(package, "icons.json");
        foreach (var entry in root.GetProperty("icons").EnumerateObject())
        {
            var icon = Library.Set(style).ByName(entry.Name).ShouldNotBeNull(entry.Name);
            icon.Body.ShouldBe(entry.Value.GetProperty("body").GetString());
            icon.ViewBox.Width.ShouldBe(Size(entry.Value, "width"));
            icon.ViewBox.Height.ShouldBe(Size(entry.Value, "height"));
        }

        double Size(System.Text.Json.JsonElement icon, string side) =>
            (icon.TryGetProperty(side, out var own) ? own : root.GetProperty(side)).GetDouble();
    }

    static System.Text.Json.JsonElement PackageJson(string package, string file) =>
        System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(BuiltArt.Modules, "@iconify-json", package, file))).RootElement;

    [Theory, EveryStyle]
    public void A_tone_gives_the_variant_of_the_style(string style)
    {
        var yellow = Library.Find(Emoji("thumbs up"), style).ShouldNotBeNull();
        var dark = Library.Find(Emoji("thumbs up"), style, SkinTone.Dark).ShouldNotBeNull();
        (dark.Set.Key, dark.Characters).ShouldBe((style, "👍🏿"));
        dark.Body.ShouldNotBe(yellow.Body);
        Library.Find(Emoji("cat face"), style, SkinTone.Dark).ShouldBe(Library.Find(Emoji("cat face"), style));
    }

    [Fact]
    public void Two_people_of_different_tones_are_found_by_their_characters() =>
        Library.FindExact("🧑🏻‍🤝‍🧑🏿", "noto").ShouldNotBeNull().Set.Key.ShouldBe("noto");

    [Fact]
    public void An_unknown_style_is_refused_with_those_there_are()
    {
        Should.Throw<ArgumentException>(() =>
            Library.Find(Emoji("cat face"), "crayon")).Message.ShouldContain("noto, fluent, flat, twemoji, openmoji");
        Should.Throw<ArgumentException>(() => Library.Find(Emoji("cat face"), "../noto"));
        Should.Throw<ArgumentException>(() => Library.Find(Emoji("cat face"), ""));
    }

    // As each package's info.json and the design's table have them.
    [Theory]
    [InlineData("noto", "Apache-2.0", "Google Inc", false)]
    [InlineData("fluent", "MIT", "Microsoft Corporation", false)]
    [InlineData("flat", "MIT", "Microsoft Corporation", false)]
    [InlineData("twemoji", "CC-BY-4.0", "Twitter", false)]
    [InlineData("openmoji", "CC-BY-SA-4.0", "OpenMoji", true)]
    public void A_set_carries_its_licence_and_author(string style, string spdx, string author, bool shareAlike)
    {
        var set = Library.Set(style);
        (set.License.Spdx, set.License.Author, set.License.IsShareAlike).ShouldBe((spdx, author, shareAlike));
        set.License.Url.ShouldStartWith("https://");
        set.License.AuthorUrl.ShouldStartWith("https://");
        set.Attribution.ShouldContain(author);
        set.Attribution.ShouldContain(spdx);
    }

    [Fact]
    public void A_drawing_is_read_into_a_tree_with_the_icons_view_box()
    {
        foreach (var style in Library.Styles.Take(5))
        {
            var icon = Library.Find(Emoji("cat face"), style).ShouldNotBeNull();
            icon.Document.ViewBox.ShouldBe(icon.ViewBox);
            icon.Document.Children.ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("umbrella")]
    [InlineData("umbrella with rain drops")]
    public void What_librsvg_cannot_render_in_fluent_comes_from_flat(string name)
    {
        Library.Set("fluent").ByName(name.Replace(' ', '-')).ShouldNotBeNull();
        Library.Find(Emoji(name), "fluent")!.Set.Key.ShouldBe("flat");
    }

    [Fact]
    public void Threads_share_a_library()
    {
        using var own = ArtLibrary.Open(BuiltArt.Folder);
        Parallel.For(0, 2000, i =>
        {
            var emoji = own.Catalogue[i % own.Catalogue.Count];
            own.Find(emoji, own.Styles[i % 5]).ShouldBeSameAs(own.Find(emoji, own.Styles[i % 5]));
        });
    }
}
