using System.Text.Json;
using System.Xml.Linq;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-gen</c> from the arguments to the files, with the art that set-up built.</summary>
public class GenerateTests
{
    [Fact]
    public void Json_says_what_was_asked_made_and_left_out()
    {
        using var command = new Invocation();
        var outcome = command.Generate("an", "angry", "tomato", "with", "a", "zxqvy", "--seed", "0", "--json", "-o", "t.png");
        outcome.ExitCode.ShouldBe(0);
        outcome.Error.ShouldBeEmpty();
        var json = JsonDocument.Parse(outcome.Out).RootElement;
        json.GetProperty("prompt").GetString().ShouldBe("an angry tomato with a zxqvy");
        json.GetProperty("engine").GetString().ShouldBe("compose");
        json.GetProperty("style").GetString().ShouldBe("noto");
        json.GetProperty("seed").GetInt64().ShouldBe(0);
        json.GetProperty("license").GetString().ShouldBe("Apache-2.0"); // noto's info.json
        json.GetProperty("files").EnumerateArray().Select(f => f.GetString()).ShouldBe(["t.png"]);
        json.GetProperty("notShown").EnumerateArray().Select(w => w.GetString()).ShouldBe(["zxqvy"]);
        var parts = json.GetProperty("parts").EnumerateArray()
            .ToDictionary(p => p.GetProperty("name").GetString()!, StringComparer.Ordinal);
        parts["tomato"].GetProperty("emoji").GetString().ShouldBe("🍅");
        parts["tomato"].GetProperty("role").GetString().ShouldBe("subject");
        parts["tomato"].GetProperty("match").GetString().ShouldBe("tomato");
        parts["tomato"].GetProperty("score").GetDouble().ShouldBeInRange(0.9, 1);
        parts["angry face"].GetProperty("match").GetString().ShouldBe("angry"); // an expression is a part under the name of its face
        outcome.Files.ShouldBe(["t.png"]);
        outcome.Out.ShouldContain("🍅"); // readable, not as two escapes
    }

    [Fact]
    public void What_is_not_shown_is_named_on_stderr_and_the_rest_is_drawn()
    {
        using var command = new Invocation();
        var outcome = command.Generate("cat", "with", "a", "zxqvy", "-o", "x.png");
        outcome.ExitCode.ShouldBe(0);
        outcome.Error.ShouldBe("not shown: zxqvy\n");
        outcome.Files.ShouldBe(["x.png"]);
    }

    [Theory]
    [InlineData("a cat with a zxqvy", 1)]
    [InlineData("a walrus", 1)]
    [InlineData("a skatebord", 1)]
    [InlineData("a cat on a skateboard", 0)]
    public void Strictly_whatever_is_not_shown_as_it_is_said_fails_and_the_picture_is_written(string prompt, int code)
    {
        using var command = new Invocation();
        var outcome = command.Generate([.. prompt.Split(' '), "--strict", "-o", "x.png"]);
        outcome.ExitCode.ShouldBe(code);
        outcome.Files.ShouldBe(["x.png"]);
    }

    [Fact]
    public void Where_nothing_can_be_shown_nothing_is_written()
    {
        using var command = new Invocation();
        var outcome = command.Generate("%%%");
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.TrimEnd('\n').ShouldNotContain("\n");
        outcome.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("svg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void The_same_seed_gives_the_same_bytes(string format)
    {
        using var command = new Invocation();
        foreach (var name in (string[])["a", "b"])
            command.Generate("a cat riding a skateboard", "--seed", "0", "--size", "64", "-o", $"{name}.{format}").ExitCode.ShouldBe(0);
        File.ReadAllBytes(Path.Combine(command.Folder, $"a.{format}"))
            .ShouldBe(File.ReadAllBytes(Path.Combine(command.Folder, $"b.{format}")));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("webp")]
    public void A_picture_says_how_it_was_made_and_whose_work_it_is(string format)
    {
        using var command = new Invocation();
        command.Generate("flag of Finland", "--seed", "5", "--size", "48", "-o", $"x.{format}").ExitCode.ShouldBe(0);
        var bytes = File.ReadAllBytes(Path.Combine(command.Folder, $"x.{format}"));
        var (picture, text) = (ImageFile.Load(bytes), ImageFile.ReadText(bytes));
        (picture.Width, picture.Height).ShouldBe((48, 48));
        picture[0, 0].A.ShouldBe((byte)0); // transparent ground
        text.Parameters!.ShouldStartWith("flag of Finland\nSeed: 5, Size: 48x48, Engine: compose, Style: noto");
        // noto draws no flags of countries: this one is Twemoji's, and so is its licence.
        text.License!.ShouldContain("CC BY 4.0");
        text.Author!.ShouldContain("Twitter");
    }

    [Fact]
    public void An_svg_says_how_it_was_made_and_whose_work_it_is()
    {
        using var command = new Invocation();
        command.Generate("cat & <dog>", "--seed", "5", "-o", "x.svg").ExitCode.ShouldBe(0);
        var svg = XDocument.Load(Path.Combine(command.Folder, "x.svg")).Root!;
        svg.Attribute("width")!.Value.ShouldBe("512");
        XNamespace names = "http://www.w3.org/2000/svg", dublinCore = "http://purl.org/dc/elements/1.1/";
        svg.Element(names + "title")!.Value.ShouldBe("cat & <dog>");
        svg.Descendants(dublinCore + "rights").Single().Value.ShouldContain("Apache 2.0");
    }

    [Fact]
    public void Without_metadata_the_prompt_is_left_out_and_the_licence_stays()
    {
        using var command = new Invocation();
        command.Generate("cat", "--no-metadata", "--size", "32", "-o", "x.png").ExitCode.ShouldBe(0);
        var text = ImageFile.ReadText(File.ReadAllBytes(Path.Combine(command.Folder, "x.png")));
        text.Parameters.ShouldBeNull();
        text.Title.ShouldBeNull();
        text.License!.ShouldContain("Apache 2.0");
    }

    [Fact]
    public void Four_pictures_differ_and_come_with_a_contact_sheet()
    {
        using var command = new Invocation();
        var outcome = command.Generate("a happy robot", "-n", "4", "--size", "64", "--seed", "0", "-o", "r.png", "--json");
        outcome.Files.ShouldBe(["r-1.png", "r-2.png", "r-3.png", "r-4.png", "r-sheet.png"]);
        Enumerable.Range(1, 4).Select(i => Convert.ToHexString(ImageFile.Load(Path.Combine(command.Folder, $"r-{i}.png")).Span)).Distinct()
            .Count().ShouldBe(4);
        var pictures = JsonDocument.Parse(outcome.Out).RootElement.GetProperty("pictures").EnumerateArray().ToArray();
        pictures.Length.ShouldBe(4);

        // Each is what its seed gives alone.
        var third = pictures[2].GetProperty("seed").GetInt64();
        command.Generate("a happy robot", "--size", "64", "--seed", $"{third}", "-o", "alone.png");
        ImageFile.Load(Path.Combine(command.Folder, "alone.png")).Span.SequenceEqual(
            ImageFile.Load(Path.Combine(command.Folder, "r-3.png")).Span).ShouldBeTrue();
    }

    [Theory]
    [InlineData("a happy robot")]
    [InlineData("a cat riding a skateboard")]
    [InlineData("a cat")]
    public void Several_pictures_differ_so_that_one_sees_it(string prompt)
    {
        using var command = new Invocation();
        var outcome = command.Generate(prompt, "-n", "4", "--size", "64", "--seed", "0", "-o", "r.png");
        outcome.Error.ShouldBeEmpty();
        var pictures = Enumerable.Range(1, 4).Select(i => ImageFile.Load(Path.Combine(command.Folder, $"r-{i}.png"))).ToArray();
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < i; j++)
                Difference(pictures[i], pictures[j]).ShouldBeGreaterThan(0.05, $"{i + 1} and {j + 1}");
        command.Generate(prompt, "--size", "64", "--seed", "0", "-o", "plain.png");
        ImageFile.Load(Path.Combine(command.Folder, "plain.png")).Span.SequenceEqual(pictures[0].Span).ShouldBeTrue();
    }

    /// <summary>The mean difference of a channel where either picture has something, 0 to 1.</summary>
    static double Difference(Raster one, Raster other)
    {
        var (sum, drawn) = (0.0, 0);
        for (var i = 0; i < one.Span.Length; i += 4)
        {
            if (one.Span[i + 3] == 0 && other.Span[i + 3] == 0) continue;
            drawn++;
            for (var c = 0; c < 4; c++) sum += Math.Abs(one.Span[i + c] - other.Span[i + c]) / 255.0 / 4;
        }
        return sum / drawn;
    }

    [Theory]
    [InlineData("eine Katze auf einem Fahrrad", "de", "🐱", "🚲\uFE0F")]
    [InlineData("kissa rullalaudalla", "fi", "🐱", "🛹")]
    public void A_language_that_alone_knows_the_words_is_read_and_said(string prompt, string language, params string[] emoji)
    {
        using var command = new Invocation();
        var outcome = command.Generate(prompt, "--seed", "0", "--size", "16", "--json", "-o", "x.png");
        var json = JsonDocument.Parse(outcome.Out).RootElement;
        json.GetProperty("notices")[0].GetString().ShouldBe($"read in {language}, the one language that knows these words (--lang says another)");
        json.GetProperty("parts").EnumerateArray().Select(it => it.GetProperty("emoji").GetString()).ShouldBe(emoji);
        command.Generate(prompt, "--size", "16", "--lang", language, "-o", "y.png").Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a cat riding a skateboard")]
    [InlineData("hell")]           // bright in German, and English
    [InlineData("un gato")]        // Spanish, Portuguese, and others
    [InlineData("a zxqvy pupper")]
    public void No_language_is_guessed_for_English_or_where_several_know_the_words(string prompt)
    {
        using var command = new Invocation();
        command.Generate(prompt, "--size", "16", "-o", "x.png").Error.ShouldNotContain("read in");
    }

    [Fact]
    public void Where_nothing_more_can_vary_there_are_fewer_pictures_and_it_is_said()
    {
        using var command = new Invocation();
        var outcome = command.Generate("red heart", "-n", "100", "--size", "16", "-o", "h.png", "--quiet");
        outcome.ExitCode.ShouldBe(0);
        var pictures = outcome.Files.Where(f => f != "h-sheet.png").Select(f => File.ReadAllBytes(Path.Combine(command.Folder, f)))
            .ToArray();
        pictures.Length.ShouldBeInRange(1, 99);
        outcome.Error.ShouldBe($"only {pictures.Length} of 100: this prompt leaves nothing else free\n");
    }

    [Fact]
    public void A_name_made_from_the_prompt_never_overwrites()
    {
        using var command = new Invocation();
        command.Generate("a cat", "--size", "16").Files.ShouldBe(["cat.png"]);
        command.Generate("a cat", "--size", "16").Files.ShouldBe(["cat-2.png", "cat.png"]);
    }

    [Fact]
    public void Quiet_prints_nothing()
    {
        using var command = new Invocation();
        var outcome = command.Generate("cat", "--quiet", "-o", "x.png");
        (outcome.ExitCode, outcome.Out, outcome.Error).ShouldBe((0, "", ""));
    }

    [Fact]
    public void Only_a_terminal_or_a_wish_gets_a_preview()
    {
        using var command = new Invocation();
        command.Generate("cat", "-o", "x.png").Out.ShouldNotContain("\e");
        command.Environment["EMOJIGEN_PREVIEW"] = "blocks";
        command.Generate("cat", "-o", "x.png").Out.ShouldContain("\e[");
        command.Generate("cat", "-o", "x.png", "--no-preview").Out.ShouldNotContain("\e");
    }

    [Fact]
    public void Share_alike_art_is_said_to_whoever_exports_it()
    {
        using var command = new Invocation();
        command.Generate("cat", "--style", "openmoji", "-o", "x.png").Out.ShouldContain("same licence"); // CC-BY-SA-4.0
        command.Generate("cat", "--style", "twemoji", "-o", "x.png").Out.ShouldNotContain("same licence"); // CC-BY-4.0
    }

    [Fact]
    public void Words_that_look_like_files_or_directives_are_words()
    {
        using var command = new Invocation();
        command.Generate("[suggest]", "cat", "@friend", "--json", "-o", "x.png").Out.ShouldContain("\"prompt\": \"[suggest] cat @friend\"");
    }

    [Fact]
    public void Explaining_names_candidates_with_their_scores()
    {
        using var command = new Invocation();
        var text = command.Generate("a cat riding a skateboard", "--explain", "-o", "x.png").Out;
        text.ShouldContain("🛹 skateboard");
        text.ShouldContain("Riding");
        text.ShouldContain("candidate");
    }
}
