using System.Text.Json;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-dev morph</c>.</summary>
public class MorphTests
{
    static Invocation WithModel(int channels = 4)
    {
        var run = new Invocation();
        SmallVqVae.Write(Path.Combine(run.Folder, "model"), channels, prior: false);
        return run;
    }

    static (IReadOnlyList<Raster> Frames, Animation? Timing) Read(Invocation run, string file) =>
        ImageFile.LoadAnimation(File.ReadAllBytes(Path.Combine(run.Folder, file)));

    [Fact]
    public void A_cat_is_the_cat_that_prompts_mean()
    {
        using var run = WithModel();
        var morph = run.Develop("morph", "cat", "🐶", "--steps", "2", "--size", "16", "--model", "model", "-o", "a.gif", "--json");
        var drawn = run.Generate("cat", "--size", "16", "--seed", "1", "-o", "a.png", "--json"); // of a cat's head and whole, the seed's
        JsonDocument.Parse(morph.Out).RootElement.GetProperty("from").GetString()
            .ShouldBe(JsonDocument.Parse(drawn.Out).RootElement.GetProperty("parts")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Names_become_a_sheet_and_two_animations_there_and_back()
    {
        using var run = WithModel();
        var outcome = run.Develop("morph", "smiling face with smiling eyes", "smiling face with heart-eyes", "--steps", "4", "--size", "32",
            "--model", "model", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var json = JsonDocument.Parse(outcome.Out).RootElement;
        json.GetProperty("from").GetString().ShouldBe("smiling face with smiling eyes");
        json.GetProperty("license").GetString()!.ShouldContain("Apache-2.0"); // noto's
        var files = json.GetProperty("files").EnumerateArray().Select(it => it.GetString()!).ToArray();
        files.ShouldBe(
            ["smiling-face-with-smiling-eyes-to-smiling-face-with-heart-eyes.png", "smiling-face-with-smiling-eyes-to-smiling-face-with-heart-eyes.webp", "smiling-face-with-smiling-eyes-to-smiling-face-with-heart-eyes.gif"]);

        var (webp, timing) = Read(run, files[1]);
        webp.Count.ShouldBe(6); // 4 there, 2 back
        var parameters = ImageFile.ReadText(File.ReadAllBytes(Path.Combine(run.Folder, files[1]))).Parameters.ShouldNotBeNull();
        foreach (var fact in (string[])["to smiling face with heart-eyes\n", "Space: ", "Steps: 4", "Engine: morph"])
            parameters.ShouldContain(fact);
        timing!.Delays[0].ShouldBeGreaterThan(timing.Delays[1]);
        webp[0].Width.ShouldBe(32);
        webp[4].Span.SequenceEqual(webp[2].Span).ShouldBeTrue();
        webp[1].Span.SequenceEqual(webp[2].Span).ShouldBeFalse();
        // Frames of a GIF that are alike are kept as one: at most as many.
        Read(run, files[2]).Frames.Count.ShouldBeInRange(2, 6);
        ImageFile.ReadText(File.ReadAllBytes(Path.Combine(run.Folder, files[0]))).Title.ShouldBe(
            "smiling face with smiling eyes to smiling face with heart-eyes");
    }

    [Fact]
    public void Styles_blend_and_files_and_scenes_take_part()
    {
        using var run = WithModel();
        ImageFile.Save(Path.Combine(run.Folder, "own.png"), Raster.Filled(40, 20, new Rgba(200, 30, 30)));
        foreach (var (from, to, more) in ((string, string, string[])[])[("🍎", "🍎", ["--style", "noto", "--to-style", "fluent"]),
            ("own.png", "an angry cat", ["--space", "spherical"]), ("🐱", "dog face", ["--space", "codes"])])
        {
            var outcome = run.Develop(["morph", from, to, "--model", "model", "--steps", "3", "--size", "16", "--quantised", "-o", "a.webp", "--json",
                .. more]);
            outcome.ExitCode.ShouldBe(0, outcome.Error);
            Read(run, "a.webp").Frames.Count.ShouldBe(4);
            if (from == to) JsonDocument.Parse(outcome.Out).RootElement.GetProperty("to").GetString().ShouldBe("red apple (fluent)");
        }
    }

    [Fact]
    public void Each_space_has_a_way_of_its_own_between_the_same_ends()
    {
        using var run = WithModel();
        var ways = new List<IReadOnlyList<Raster>>();
        foreach (var space in (string[])["latent", "spherical", "codes"])
        {
            run.Develop("morph", "🐱", "🍕", "--model", "model", "--steps", "3", "--size", "16", "--quantised", "--space", space, "-o",
                $"{space}.webp").ExitCode.ShouldBe(0);
            ways.Add(Read(run, $"{space}.webp").Frames);
        }
        foreach (var way in ways.Skip(1))
        {
            way[0].Span.SequenceEqual(ways[0][0].Span).ShouldBeTrue();
            way[2].Span.SequenceEqual(ways[0][2].Span).ShouldBeTrue();
            way[1].Span.SequenceEqual(ways[0][1].Span).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(2, "latent, spherical or codes", "--space", "cubic")]
    [InlineData(2, "no style 'nato'", "--to-style", "nato")]
    [InlineData(2, ".webp or .gif", "-o", "a.svg")]
    [InlineData(2, "--steps is '1'", "--steps", "1")]
    [InlineData(1, "no Emoji VQ-VAE 'nowhere'", "--model", "nowhere")]
    public void A_mistake_is_one_sentence_and_leaves_no_file(int code, string says, params string[] options)
    {
        using var run = WithModel();
        var outcome = run.Develop(["morph", "🐱", "🐶", .. options.Contains("--model") ? Array.Empty<string>() : ["--model", "model"],
            .. options]);
        outcome.ExitCode.ShouldBe(code, outcome.Error);
        outcome.Error.Trim().Split('\n').Length.ShouldBe(1, outcome.Error);
        outcome.Error.ShouldContain(says);
        outcome.Files.ShouldBe(["model"]);
    }

    [Fact]
    public void A_morph_goes_through_what_the_encoder_puts_out_and_tells_how_even_it_is()
    {
        using var run = WithModel();
        string[] Words(string file, params string[] more) => ["morph", "🐱", "🐶", "--steps", "5", "--size", "16", "--model", "model", "-o", file,
            "--json", .. more];
        var latents = JsonDocument.Parse(run.Develop(Words("a.webp")).Out).RootElement;
        var ratio = latents.GetProperty("continuity").GetDouble();
        ratio.ShouldBeInRange(1, 4); // of four steps
        ratio.ShouldBe(latents.GetProperty("largestStep").GetDouble() / latents.GetProperty("meanStep").GetDouble(), 1e-9);
        run.Develop(Words("b.webp", "--quantised")).ExitCode.ShouldBe(0);
        Read(run, "a.webp").Frames[0].Span.SequenceEqual(Read(run, "b.webp").Frames[0].Span).ShouldBeFalse();
        run.Develop("morph", "🐱", "🐱", "--steps", "2", "--size", "16", "--model", "model", "-o", "c.webp").Out
            .ShouldContain("No step changes anything");
    }
}
