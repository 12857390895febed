using System.Text.Json;
using EmojiGen.Generation;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-gen --engine vqvae</c>.</summary>
public class VqVaeEngineTests
{
    static Invocation WithModel(int channels = 4, bool prior = true)
    {
        var run = new Invocation();
        SmallVqVae.Write(Path.Combine(run.Folder, "model"), channels, prior);
        return run;
    }

    static readonly string[] vqvae = ["--engine", "vqvae", "--model", "model", "--size", "32"];

    static byte[] Pixels(Invocation run, string name) => ImageFile.Load(Path.Combine(run.Folder, name)).Pixels.ToArray();

    [Fact]
    public void The_same_seed_gives_the_same_picture_alone_or_among_others()
    {
        using var run = WithModel();
        run.Generate([.. vqvae, "--seed", "8", "-o", "a.png", "a cat"]).ExitCode.ShouldBe(0);
        run.Generate([.. vqvae, "--seed", "7", "-n", "2", "-o", "b.png", "a cat"]).ExitCode.ShouldBe(0);
        Pixels(run, "b-2.png").ShouldBe(Pixels(run, "a.png"));
        Pixels(run, "b-1.png").ShouldNotBe(Pixels(run, "a.png"));
    }

    [Fact]
    public void Words_style_emotion_and_how_codes_are_drawn_all_matter()
    {
        using var run = WithModel();
        string[][] asked =
        [
            ["a cat"], ["a dog"], [], ["--style", "flat", "a cat"], ["--style", "any", "a cat"], ["--emotion", "angry", "a cat"],
                ["--emotion", "angry", "--emotion-strength", "4", "a cat"],
            ["--emotion", "angry"], ["--temperature", "3", "a cat"], ["--top-k", "1", "a cat"], ["--top-p", "0.7", "a cat"],
                ["--guidance", "6", "a cat"],
        ];
        var pictures = new List<string>();
        for (var i = 0; i < asked.Length; i++)
        {
            var outcome = run.Generate([.. vqvae, "--seed", "3", "-o", $"{i}.png", .. asked[i]]);
            outcome.ExitCode.ShouldBe(0, outcome.Error);
            pictures.Add(Convert.ToHexString(Pixels(run, $"{i}.png")));
        }
        // Against the first: so small a network may well draw the same picture for two others.
        for (var i = 1; i < asked.Length; i++) pictures[i].ShouldNotBe(pictures[0], string.Join(' ', asked[i]));
        pictures[6].ShouldNotBe(pictures[5]);
    }

    [Fact]
    public void Json_and_the_file_tell_all_that_made_the_picture()
    {
        using var run = WithModel();
        var outcome = run.Generate(
            [.. vqvae, "--seed", "5", "--temperature", "0.8", "--top-k", "12", "--top-p", "0.9", "--emotion", "sad", "--json", "-o", "a.png", "the cat"]);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var json = JsonDocument.Parse(outcome.Out).RootElement;
        json.GetProperty("engine").GetString().ShouldBe("vqvae");
        json.GetProperty("emotion").GetString().ShouldBe("sad");
        json.GetProperty("transparency").GetString().ShouldBe("decoder");
        json.GetProperty("license").GetString().ShouldBe("NOASSERTION"); // no model card

        var parameters = ImageFile.ReadText(File.ReadAllBytes(Path.Combine(run.Folder, "a.png"))).Parameters!;
        foreach (var fact in new[] { "the cat\n", "CFG scale: 2", "Seed: 5", "Size: 16x16", "Model: model", "Written at: 32x32",
            "Temperature: 0.8", "Top-k: 12", "Top-p: 0.9", "Style: noto", "Emotion: sad", "Engine: vqvae" })
            parameters.ShouldContain(fact);
    }

    [Fact]
    public void Emoji_and_other_languages_are_read_as_names()
    {
        using var run = WithModel();
        run.Generate([.. vqvae, "-o", "a.png", "🥑"]).Error.ShouldContain("read as: avocado");
        run.Generate([.. vqvae, "-o", "b.png", "--lang", "de", "Katze"]).Error.ShouldContain("read as: cat");
    }

    [Fact]
    public void On_white_the_ground_is_cut_out_or_the_reason_is_told()
    {
        using var run = WithModel(channels: 3);
        var outcome = run.Generate([.. vqvae, "-o", "a.png", "--json", "a cat"]);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var json = JsonDocument.Parse(outcome.Out).RootElement;
        if (json.GetProperty("transparency").GetString() != "cut-out")
            json.GetProperty("notices").EnumerateArray().Select(it => it.GetString()!).ShouldContain(it => it.Contains("was not cut out"));
    }

    [Theory]
    [InlineData(2, "not in 'fluent'", "--style", "fluent")]
    [InlineData(2, "Did you mean angry?", "--emotion", "angri")]
    [InlineData(2, "--temperature is -1", "--temperature", "-1")]
    [InlineData(2, "--top-p is 0", "--top-p", "0")]
    [InlineData(2, "--top-k is '-3'", "--top-k", "-3")]
    [InlineData(2, "a model draws pixels", "-o", "a.svg")]
    [InlineData(1, "emoji-dev train vqvae", "--model", "nowhere")]
    public void A_mistake_is_one_sentence(int code, string says, params string[] options)
    {
        using var run = WithModel();
        var outcome = run.Generate(
            ["--engine", "vqvae", "--size", "32", .. options.Contains("--model") ? Array.Empty<string>() : ["--model", "model"], .. options, .. options.Contains("-o") ? Array.Empty<string>() : ["-o", "a.png"], "a cat"]);
        outcome.ExitCode.ShouldBe(code, outcome.Error);
        outcome.Error.Trim().Split('\n').Length.ShouldBe(1, outcome.Error);
        outcome.Error.ShouldContain(says);
        outcome.Files.ShouldBe(["model"]);
    }

    [Fact]
    public void Without_a_prior_the_way_to_one_is_told()
    {
        using var run = WithModel(prior: false);
        run.Generate([.. vqvae, "-o", "a.png", "a cat"]).Error.ShouldContain("emoji-dev train vqvae-prior");
    }

    [Fact]
    public void Without_the_shipped_model_the_way_to_one_is_told()
    {
        using var run = new Invocation(new Installation(Path.GetTempPath()));
        var outcome = run.Generate("--engine", "vqvae", "-o", "a.png", "a cat");
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.Trim().Split('\n').Length.ShouldBe(1);
        outcome.Error.ShouldContain("emoji-dev train vqvae");
    }

    [Fact]
    public void A_folder_of_such_a_model_is_enough_to_mean_it()
    {
        using var run = WithModel();
        var outcome = run.Generate("--model", "model", "--size", "32", "--emotion", "happy", "-o", "a.png", "--json", "a cat");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        JsonDocument.Parse(outcome.Out).RootElement.GetProperty("engine").GetString().ShouldBe("vqvae");
    }

    [Fact]
    public void An_emotion_is_for_this_engine()
    {
        using var run = new Invocation();
        run.Generate("--emotion", "happy", "-o", "a.png", "a cat").Error.ShouldContain("a happy cat");
    }

    /// <summary>At temperature 0 both pictures of a word are the likeliest one.</summary>
    [Fact]
    public void A_sweep_measures_every_way_to_draw_codes()
    {
        using var run = new Invocation();
        SmallVqVae.Write(Path.Combine(run.Folder, "model"));
        run.Develop("prepare", "set", "--size", "16", "--style", "noto", "--scenes", "0").ExitCode.ShouldBe(0);
        var outcome = run.Develop("evaluate", "vqvae-prior", "--model", "model", "--dataset", "set", "--temperatures", "0,1", "--top-ks", "0,1",
            "--top-ps", "1", "--each", "4", "--sheet", "sheet.png", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        using var json = System.Text.Json.JsonDocument.Parse(outcome.Out);
        var ways = json.RootElement.GetProperty("ways").EnumerateArray().ToDictionary(
            it => (it.GetProperty("temperature").GetDouble(), it.GetProperty("topK").GetInt32()), it => it.GetProperty("variety").GetDouble());
        ways.Count.ShouldBe(4);
        ways[(0, 0)].ShouldBe(0);
        ways[(1, 1)].ShouldBe(0); // of one code there is no choice
        ways[(1, 0)].ShouldBeGreaterThan(0);
        EmojiGen.Imaging.ImageFile.Load(Path.Combine(run.Folder, "sheet.png")).Width.ShouldBeGreaterThan(8 * 90);

        var wrong = run.Develop("evaluate", "vqvae-prior", "--model", "model", "--dataset", "set", "--top-ps", "0.9,2");
        wrong.ExitCode.ShouldBe(2);
        wrong.Error.ShouldContain("top-p");
    }
}
