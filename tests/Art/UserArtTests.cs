using EmojiGen.Art;
using EmojiGen.Imaging;
using EmojiGen.Svg;
using EmojiGen.Tests.Imaging;
using Path = System.IO.Path;

namespace EmojiGen.Tests.Art;

public sealed class UserArtTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly ArtLibrary library;

    public UserArtTests()
    {
        Directory.CreateDirectory(folder.File("art"));
        foreach (var file in new[] { "catalogue.bin", "noto.art", "twemoji.art" })
            File.CreateSymbolicLink(Path.Combine(folder.File("art"), file), Path.Combine(BuiltArt.Folder, file));
        library = ArtLibrary.Open(folder.File("art"));
    }

    string Write(string name, string content)
    {
        var path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    static string Svg(string content) => $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">{content}</svg>";

    Emoji Emoji(string name) => library.Catalogue.ByName(name).ShouldNotBeNull(name);

    void NothingIsKept(string key)
    {
        library.UserStyles.ShouldNotContain(key);
        Directory.GetFiles(folder.File("art")).Select(Path.GetFileName)
            .ShouldBe(["catalogue.bin", "noto.art", "twemoji.art"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("1f431", "cat face")]
    [InlineData("emoji_u1f431", "cat face")]
    [InlineData("1F431-FE0F", "cat face")]
    [InlineData("U+1F431", "cat face")]
    [InlineData("u1F431", "cat face")]
    [InlineData("cat-face", "cat face")]
    [InlineData("Cat Face", "cat face")]
    [InlineData("cat_face", "cat face")]
    [InlineData("heart_eyes", "smiling face with heart-eyes")] // Slack's and GitHub's shortcode
    [InlineData("1f468-200d-1f680", "man astronaut")]
    [InlineData("emoji_u1f468_200d_1f680", "man astronaut")]
    [InlineData("0031-20e3", "keycap: 1")]
    [InlineData("bee", "honeybee")] // a shortcode, and hexadecimal
    [InlineData("flag-curacao", "flag: Curaçao")]
    [InlineData("+1", "thumbs up")]
    [InlineData("pandaface", "panda")] // a shortcode without what separates its words, as fxemoji spells them
    [InlineData("darksunglasses", "sunglasses")]
    [InlineData("seenoevilmonkey", "see-no-evil monkey")]
    public void A_drawing_in_a_folder_is_known_by_its_name(string file, string name)
    {
        Write($"drawings/{file}.svg", Svg("<path d=\"M0 0h8v8z\" fill=\"#123456\"/>"));
        var set = library.Add(folder.File("drawings"), "mine");
        library.UserStyles.ShouldBe(["mine"]);
        var icon = library.Find(Emoji(name), "mine").ShouldNotBeNull();
        icon.Set.ShouldBeSameAs(set);
        icon.Name.ShouldBe(file);
        icon.ViewBox.ShouldBe(new Box(0, 0, 8, 8));
        ((SolidPaint)icon.Document.Children.OfType<Shape>().Single().Fill!.Paint).Color.ShouldBe(new Color(0x12, 0x34, 0x56));
    }

    [Fact]
    public void A_tone_has_a_file_of_its_own()
    {
        Write("drawings/1f44d.svg", Svg("<path d=\"M0 0h1v8z\"/>"));
        Write("drawings/1f44d-1f3fd.svg", Svg("<path d=\"M0 0h2v8z\"/>"));
        Write("drawings/sub/waving-hand-dark.svg", Svg("<path d=\"M0 0h3v8z\"/>"));
        library.Add(folder.File("drawings"), "mine").Count.ShouldBe(3);
        library.Find(Emoji("thumbs up"), "mine", SkinTone.Medium)!.Name.ShouldBe("1f44d-1f3fd");
        library.Find(Emoji("thumbs up"), "mine", SkinTone.Dark)!.Name.ShouldBe("1f44d");
        library.Find(Emoji("waving hand"), "mine", SkinTone.Dark)!.Name.ShouldBe("waving-hand-dark");
    }

    [Fact]
    public void What_the_user_did_not_draw_comes_from_the_default_style()
    {
        Write("drawings/1f431.svg", Svg("<path d=\"M0 0h8v8z\"/>"));
        library.Add(folder.File("drawings"), "mine");
        library.Find(Emoji("dog face"), "mine")!.Set.Key.ShouldBe("noto");
        library.Find(Emoji("flag: Finland"), "mine")!.Set.Key.ShouldBe("twemoji");
        library.Styles.ShouldBe(["noto", "fluent", "flat", "twemoji", "openmoji", "mine"]);
    }

    [Fact]
    public void Added_art_is_there_in_the_next_process_and_can_be_removed()
    {
        Write("drawings/1f431.svg", Svg("<path d=\"M0 0h8v8z\"/>"));
        library.Add(folder.File("drawings"), "mine", new License("CC0-1.0", "CC0", "", "Me", ""));
        using (var next = ArtLibrary.Open(folder.File("art")))
        {
            var set = next.Find(next.Catalogue.ByName("cat face")!, "mine")!.Set;
            (set.License.Spdx, set.License.Author).ShouldBe(("CC0-1.0", "Me"));
            set.Attribution.ShouldBe("Art: drawings by Me, CC0 (CC0-1.0).");
        }
        library.Remove("mine");
        NothingIsKept("mine");
        Should.Throw<ArgumentException>(() => library.Set("mine"));
        Should.Throw<ArgumentException>(() => library.Remove("noto"));
    }

    [Fact]
    public void A_style_knows_its_drawings_by_the_names_that_it_gives_them()
    {
        Write("drawings/cat.svg", Svg("<path d=\"M0 0h8v8z\" fill=\"#123456\"/>")); // 🐈 to the catalogue, where a cat is 🐱
        Write("drawings/our_mascot-bob.svg", Svg("<path d=\"M0 0h8v7z\" fill=\"#654321\"/>"));
        library.Add(folder.File("drawings"), "mine");
        var names = library.OwnNames("mine").ToDictionary(it => it.Name, it => it.Emoji, StringComparer.Ordinal);
        names["cat"].Hexcode.ShouldBe("1F408");
        names["our_mascot-bob"].IsOwn.ShouldBeTrue();
        names["our_mascot-bob"].Name.ShouldBe("our mascot bob");
        library.Find(names["our_mascot-bob"], "mine")!.Name.ShouldBe("our_mascot-bob");
        library.OwnNames("noto").ShouldBeEmpty();
    }

    [Fact]
    public void A_font_says_its_version_author_and_licence()
    {
        File.WriteAllBytes(folder.File("tiny.ttf"), TinyColorFont.Build());
        var set = library.Add(folder.File("tiny.ttf"), "tiny");
        (set.PackageVersion, set.License).ShouldBe(("1.250",
            new License("OFL-1.1", "SIL Open Font License 1.1", "https://scripts.sil.org/OFL", "Ada Tester", "https://ada.example")));
        var said = library.Add(folder.File("tiny.ttf"), "said", new License("MIT", "MIT", "", "", "")).License;
        (said.Spdx, said.Author).ShouldBe(("MIT", "Ada Tester")); // what is said wins, what is not stands in the font
    }

    [Fact]
    public void An_Iconify_package_of_the_users_is_a_style()
    {
        Write("pack/icons.json",
            """{"prefix": "p", "width": 24, "height": 12, "icons": {"x1": {"body": "<path d=\"M0 0h9v9z\"/>"}, "pizza": {"body": "<path d=\"M0 0h9v9z\"/>", "left": -2}}}""");
        Write("pack/chars.json", """{"1f431": "x1"}""");
        Write("pack/info.json",
            """{"name": "Pack", "author": {"name": "P", "url": "https://p"}, "license": {"title": "MIT", "spdx": "MIT", "url": "https://m"}}""");
        Write("pack/package.json", """{"name": "@p/pack", "version": "1.2.3"}""");
        var set = library.Add(folder.File("pack"), "pack");
        (set.Title, set.Package, set.PackageVersion, set.License)
            .ShouldBe(("Pack", "@p/pack", "1.2.3", new License("MIT", "MIT", "https://m", "P", "https://p")));
        library.Find(Emoji("cat face"), "pack")!.ViewBox.ShouldBe(new Box(0, 0, 24, 12));
        library.Find(Emoji("pizza"), "pack")!.ViewBox.ShouldBe(new Box(-2, 0, 22, 12));
    }

    [Fact]
    public void Characters_of_private_use_are_no_emoji()
    {
        var path = Write("private.json", """
            {"icons": {"cat": {"body": "<path d='M0 0h1v1z'/>"}, "gear-box": {"body": "<path d='M0 0h1v1z'/>"}},
             "chars": {"1f431": "cat", "f0001": "gear-box", "e001": "gear-box"}}
            """);
        var set = library.Add(path, "mine");
        set.Count.ShouldBe(2);
        set.Characters.Where(it => library.Catalogue.ByCharacters(it) is null).ShouldBeEmpty();
        set.Icons.Where(it => it.Characters is not null).Select(it => it.Name).ShouldBe(["cat"]);
    }

    [Theory]
    [InlineData("<path d='M0 0h1v1z'/><path d='M4 4h1v1z' fill='#000'/>", true)]
    [InlineData("<path d='M0 0h1v1z'/><path d='M4 4h1v1z' fill='#00f'/>", false)]
    public void Art_of_one_colour_is_told_from_other_art(string content, bool isMonochrome)
    {
        Write("drawings/1f431.svg", Svg(content));
        library.Add(folder.File("drawings"), "mine").IsMonochrome.ShouldBe(isMonochrome);
        library.Set("noto").IsMonochrome.ShouldBeFalse();
    }

    // Where a point of the icon lies, seen from the upper left corner of the view box, after Iconify's turns about the middle of a 20 by 10
    // box.
    [Theory]
    [InlineData("\"hFlip\": true", 17, 1, 20, 10)]
    [InlineData("\"vFlip\": true", 3, 9, 20, 10)]
    [InlineData("\"rotate\": 1", 9, 3, 10, 20)]
    [InlineData("\"rotate\": 2", 17, 9, 20, 10)]
    [InlineData("\"rotate\": 3", 1, 17, 10, 20)]
    [InlineData("\"rotate\": 1, \"hFlip\": true", 9, 17, 10, 20)]
    public void An_alias_may_turn_its_icon(string turn, double x, double y, double width, double height)
    {
        var path = Write("turned.json", $$$"""
            {"prefix": "t", "width": 20, "height": 10, "icons": {"cat": {"body": "<path d=\"M3 1h0z\" stroke=\"#000\"/>"}}, "aliases": {"dog": {"parent": "cat", {{{turn}}} } } }
            """);
        var document = library.Add(path, "turned").ByName("dog").ShouldNotBeNull().Document;
        (document.ViewBox.Width, document.ViewBox.Height).ShouldBe((width, height));
        var (node, map) = (document.Children.Single(), Matrix.Identity);
        for (; node is Group group; node = group.Children.Single()) map *= group.Transform;
        var point = (map * node.Transform).Apply(new Point(3, 1));
        (point.X - document.ViewBox.Left).ShouldBe(x, 1e-9);
        (point.Y - document.ViewBox.Top).ShouldBe(y, 1e-9);
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("""{"icons": {"cat": {"body": "\ud800"}}}""", "not Unicode")]
    [InlineData("[]", "no object")]
    [InlineData("""{"prefix": "p"}""", "no icons")]
    [InlineData("""{"icons": {"cat": {}}}""", "'cat' has no body")]
    [InlineData("""{"icons": {"cat": {"body": 3}}}""", "'cat' is no text")]
    [InlineData("""{"icons": {"cat": {"body": "<path d='M0 0h1v1z'/>", "width": 0}}}""", "large")]
    [InlineData("""{"icons": {"cat": {"body": "<path d='M0 0h1v1z'/>"}}, "aliases": {"dog": {"parent": "wolf"}}}""",
        "'dog' leads to 'wolf'")]
    [InlineData(
        """{"icons": {"cat": {"body": "<path d='M0 0h1v1z'/>"}}, "aliases": {"dog": {"parent": "wolf"}, "wolf": {"parent": "dog"}}}""", "circle")]
    [InlineData("""{"icons": {"cat": {"body": "<path d='M0 0h1v1z'"}}}""", "'cat'")]
    [InlineData("""{"icons": {"zyx": {"body": "<path d='M0 0h1v1z'/>"}}}""", "named after an emoji")]
    public void A_malformed_Iconify_set_is_refused_in_one_sentence(string json, string reason)
    {
        var path = Write("bad.json", json);
        var message = Should.Throw<ArtException>(() => library.Add(path, "bad")).Message;
        message.ShouldContain(reason);
        message.ShouldContain("bad");
        message.ShouldNotContain('\n');
        NothingIsKept("bad");
    }

    [Theory]
    [InlineData(
        "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&x;</text></svg>")]
    [InlineData(
        "<!DOCTYPE svg [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><desc>&c;</desc></svg>")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h1v1z\">")]
    [InlineData("not svg at all")]
    [InlineData("")]
    public void A_malformed_SVG_is_left_out_by_its_file_name_or_refused_where_that_was_asked_for(string content)
    {
        Write("drawings/1f431.svg", Svg("<path d=\"M0 0h8v8z\"/>"));
        Write("drawings/1f436.svg", content);
        var message = Should.Throw<ArtException>(() => library.Add(folder.File("drawings"), "mine", strict: true)).Message;
        message.ShouldContain("1f436.svg");
        message.ShouldNotContain('\n');
        NothingIsKept("mine");

        List<ArtNotice> notices = [];
        library.Add(folder.File("drawings"), "mine", notices: notices).Count.ShouldBe(1);
        notices.ShouldHaveSingleItem().Icon.ShouldBe("1f436.svg");
        notices[0].IsLeftOut.ShouldBeTrue();
        library.Find(Emoji("cat face"), "mine").ShouldNotBeNull().Set.Key.ShouldBe("mine");
        library.Find(Emoji("dog face"), "mine").ShouldNotBeNull().Set.Key.ShouldNotBe("mine"); // another set's, and not an empty drawing
    }

    [Fact]
    public void A_drawing_of_more_shapes_than_an_icon_has_is_left_out()
    {
        Write("drawings/1f431.svg", Svg("<path d=\"M0 0h8v8z\"/>"));
        Write("drawings/1f436.svg", Svg(string.Concat(Enumerable.Repeat("<path d=\"M0 0h8v8z\"/>", 12_000))));
        List<ArtNotice> notices = [];
        library.Add(folder.File("drawings"), "mine", notices: notices).Count.ShouldBe(1);
        notices.ShouldHaveSingleItem().Text.ShouldContain("12,000 shapes");
    }

    [Fact]
    public void A_drawing_that_could_not_be_read_again_when_it_is_used_is_left_out()
    {
        Write("drawings/1f431.svg", Svg("<path d=\"M0 0h8v8z\"/>"));
        // Each brings a clip when it is written, so that what was deep enough is too deep then.
        Write("drawings/1f436.svg", Svg(string.Concat(Enumerable.Repeat("<svg viewBox='0 0 5 5'>", 253)) + "<path d='M0 0h5v5z'/>"
            + string.Concat(Enumerable.Repeat("</svg>", 253))));
        List<ArtNotice> notices = [];
        library.Add(folder.File("drawings"), "mine", notices: notices).Count.ShouldBe(1);
        notices.ShouldHaveSingleItem().ShouldSatisfyAllConditions(it => it.Icon.ShouldBe("1f436.svg"), it => it.IsLeftOut.ShouldBeTrue());
    }

    [Fact]
    public void A_folder_of_which_no_drawing_can_be_used_is_refused()
    {
        Write("drawings/1f431.svg", "no svg");
        Should.Throw<ArtException>(() => library.Add(folder.File("drawings"), "mine")).Message.ShouldContain("1f431.svg");
        NothingIsKept("mine");
    }

    [Fact]
    public void What_is_left_out_of_a_drawing_is_told_by_file()
    {
        Write("drawings/1f431.svg",
            Svg("<path d=\"M0 0h8v8z\"/><text>a</text><text>b</text><path fill=\"url(#p)\" d=\"M0 0h8v8z\"/><hatch id=\"p\"/>"));
        List<ArtNotice> notices = [];
        library.Add(folder.File("drawings"), "mine", notices: notices);
        notices.Select(it => (it.Icon, it.IsLeftOut)).Distinct().ShouldBe([("1f431.svg", false)]);
        notices.Count(it => it.Text.Contains("<text>", StringComparison.Ordinal)).ShouldBe(2);
        notices.ShouldContain(it => it.Text.Contains("<hatch>", StringComparison.Ordinal));
        Write("icons.json", """{"icons": {"cat": {"body": "<path d='M0 0h1v1z'/><text>a</text>"}}}""");
        notices.Clear();
        library.Add(folder.File("icons.json"), "other", notices: notices);
        notices.ShouldHaveSingleItem().Icon.ShouldBe("cat");
    }

    [Fact]
    public void A_drawing_that_looks_otherwise_than_its_file_is_told_of_though_nothing_is_known_to_be_left_out()
    {
        // The mask is measured by the shape in the file, and by shape and marker together in our tree.
        Write("drawings/1f431.svg", Svg("""
            <mask id="m" maskContentUnits="objectBoundingBox"><circle cx=".5" cy=".5" r=".5" fill="#fff"/></mask>
            <marker id="a" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" overflow="visible"><rect width="6" height="6"/></marker>
            <path d="M0 0H4V4H0z" fill="red" marker-mid="url(#a)" mask="url(#m)"/>
            """));
        Write("drawings/1f436.svg", Svg("<path d=\"M0 0h8v8z\"/>"));
        List<ArtNotice> notices = [];
        library.Add(folder.File("drawings"), "mine", notices: notices).Count.ShouldBe(2);
        notices.ShouldHaveSingleItem().Icon.ShouldBe("1f431.svg");
        notices[0].Text.ShouldContain("otherwise than its file");
        Should.Throw<ArtException>(() => library.Add(folder.File("drawings"), "strict", strict: true)).Message.ShouldContain("1f431.svg");
    }

    [Fact]
    public void A_drawing_that_would_take_minutes_is_left_out_before_it_is_drawn()
    {
        Write("drawings/1f431.svg", Svg("<path d=\"M0 0h8v8z\"/>"));
        Write("drawings/1f436.svg", Svg("<filter id=\"f\"><feGaussianBlur stdDeviation=\"3\"/></filter>"
            + string.Concat(Enumerable.Repeat("<path d=\"M0 0h8v8z\" filter=\"url(#f)\"/>", 3_000))));
        List<ArtNotice> notices = [];
        library.Add(folder.File("drawings"), "mine", notices: notices).Count.ShouldBe(1);
        notices.ShouldHaveSingleItem().Text.ShouldContain("too long");
    }

    [Fact]
    public void What_is_no_art_is_refused()
    {
        Directory.CreateDirectory(folder.File("empty"));
        Should.Throw<ArtException>(() => library.Add(folder.File("empty"), "mine")).Message.ShouldContain("neither");
        Should.Throw<ArtException>(() => library.Add(folder.File("nowhere"), "mine")).Message.ShouldContain("nowhere");
        Should.Throw<ArtException>(() => library.Add(Write("a.txt", "hello"), "mine")).Message.ShouldContain(".txt");
        Write("unnamed/0815.svg", Svg("<path d=\"M0 0h8v8z\"/>"));
        Should.Throw<ArtException>(() => library.Add(folder.File("unnamed"), "mine")).Message.ShouldContain("a name that a prompt could say");
        Write("twice/cat.svg", Svg(""));
        Write("twice/more/cat.svg", Svg(""));
        Should.Throw<ArtException>(() => library.Add(folder.File("twice"), "mine")).Message.ShouldContain("one name");
        NothingIsKept("mine");
    }

    [Fact]
    public void A_colour_font_is_a_style_of_pictures()
    {
        File.WriteAllBytes(folder.File("tiny.ttf"), TinyColorFont.Build()); // a cat, its left half red, its right half blue
        var set = library.Add(folder.File("tiny.ttf"), "tiny");
        (set.Count, set.Title).ShouldBe((1, TinyColorFont.Family));
        var icon = library.Find(Emoji("cat face"), "tiny").ShouldNotBeNull();
        (icon.Set, icon.Kind).ShouldBe((set, BodyKind.Png));
        var picture = icon.Document.Children.ShouldHaveSingleItem().ShouldBeOfType<Picture>();
        var pixels = ImageFile.Load(picture.Png.Span);
        (picture.Placement.Width, picture.Placement.Height, picture.Placement.Center)
            .ShouldBe((pixels.Width, pixels.Height, icon.ViewBox.Center));
        picture.Placement.Height.ShouldBe(icon.ViewBox.Height, 2); // the square fills it
        pixels[pixels.Width / 4, pixels.Height / 2].ShouldBe(new Rgba(255, 0, 0));
        pixels[pixels.Width * 3 / 4, pixels.Height / 2].ShouldBe(new Rgba(0, 0, 255));
        library.Find(Emoji("dog face"), "tiny")!.Set.Key.ShouldBe("noto");
        Should.Throw<ArtException>(() => icon.Body);

        var rendered = SvgRenderer.Render(SvgWriter.WriteUtf8(icon.Document), 64, 64);
        rendered[16, 32].ShouldBe(new Rgba(255, 0, 0));
    }

    [Fact]
    public void What_is_no_font_is_refused()
    {
        Should.Throw<ArtException>(() => library.Add(Write("bad.ttf", "no font"), "bad")).Message.ShouldContain("bad.ttf");
        File.WriteAllBytes(folder.File("cut.ttf"), TinyColorFont.Build()[..200]);
        Should.Throw<ArtException>(() => library.Add(folder.File("cut.ttf"), "bad"));
        NothingIsKept("bad");
    }

    [Theory]
    [InlineData("noto")]
    [InlineData("")]
    [InlineData("Mine")]
    [InlineData("../mine")]
    [InlineData("a b")]
    [InlineData("catalogue/../x")]
    public void A_key_is_one_plain_word_of_its_own(string key)
    {
        Write("drawings/1f431.svg", Svg("<path d=\"M0 0h8v8z\"/>"));
        Should.Throw<ArgumentException>(() => library.Add(folder.File("drawings"), key));
        NothingIsKept(key);
    }

    public void Dispose()
    {
        library.Dispose();
        folder.Dispose();
    }
}
