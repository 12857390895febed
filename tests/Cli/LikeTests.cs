using System.Text.Json;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-gen --like</c>: a picture's file makes it again.</summary>
public class LikeTests
{
    static byte[] Pixels(Invocation run, string name) => ImageFile.Load(Path.Combine(run.Folder, name)).Pixels.ToArray();

    [Theory]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("svg")]
    public void A_composed_picture_is_made_again_from_what_its_file_says(string format)
    {
        using var run = new Invocation();
        var asked = run.Generate("waving hand, \"quoted\": and a cat", "--seed", "12", "--size", "48", "--style", "twemoji", "--outline",
            "--skin-tone", "dark", "-o", $"first.{format}");
        asked.ExitCode.ShouldBe(0, asked.Error);
        run.Generate("--like", $"first.{format}", "-o", $"again.{format}").ExitCode.ShouldBe(0);
        File.ReadAllBytes(Path.Combine(run.Folder, $"again.{format}")).ShouldBe(File.ReadAllBytes(Path.Combine(run.Folder, $"first.{format}")));
    }

    [Fact]
    public void What_is_given_wins_over_what_the_file_says()
    {
        using var run = new Invocation();
        run.Generate("eine Katze", "--lang", "de", "--seed", "12", "--size", "48", "-o", "first.png").ExitCode.ShouldBe(0);
        var outcome = run.Generate("--like", "first.png", "--style", "flat", "--json", "-o", "flat.png", "ein", "Hund");
        var json = JsonDocument.Parse(outcome.Out).RootElement;
        (json.GetProperty("prompt").GetString(), json.GetProperty("style").GetString(), json.GetProperty("seed").GetInt64(),
            json.GetProperty("size").GetInt32()).ShouldBe(("ein Hund", "flat", 12, 48));
        json.GetProperty("parts")[0].GetProperty("name").GetString()!.ShouldContain("dog"); // read in German, as the first
    }

    [Fact]
    public void One_of_several_is_made_again_alone()
    {
        using var run = new Invocation();
        run.Generate("a cat riding a skateboard", "-n", "4", "--seed", "3", "--size", "48", "-o", "c.png").ExitCode.ShouldBe(0);
        run.Generate("--like", "c-4.png", "-o", "again.png").ExitCode.ShouldBe(0);
        Pixels(run, "again.png").ShouldBe(Pixels(run, "c-4.png"));
        Pixels(run, "c-4.png").ShouldNotBe(Pixels(run, "c-1.png"));
    }

    [Fact]
    public void A_diffused_picture_is_made_again_with_its_model_and_its_settings()
    {
        using var run = new Invocation();
        Directory.CreateSymbolicLink(Path.Combine(run.Folder, "small"),
            Path.Combine(Repository.Root, "tests", "Reference", "cases", "pipeline_sd15", "model"));
        run.Generate("--model", "small", "--steps", "3", "--guidance", "3", "--scheduler", "dpm++2m-karras", "--negative", "blurry",
            "--seed", "4", "--dtype", "float32", "--style", "flat", "-o", "first.png", "a cat").ExitCode.ShouldBe(0);
        var again = run.Generate("--like", "first.png", "-o", "again.png");
        again.ExitCode.ShouldBe(0, again.Error);
        Pixels(run, "again.png").ShouldBe(Pixels(run, "first.png"));
        run.Generate("--like", "first.png", "--seed", "5", "-o", "other.png").ExitCode.ShouldBe(0);
        Pixels(run, "other.png").ShouldNotBe(Pixels(run, "first.png"));
        // Another engine draws the same words.
        var composed = run.Generate("--like", "first.png", "--engine", "compose", "--json", "-o", "composed.png");
        JsonDocument.Parse(composed.Out).RootElement.GetProperty("style").GetString().ShouldBe("flat");
    }

    [Fact]
    public void A_picture_of_the_VQ_VAE_is_made_again()
    {
        using var run = new Invocation();
        SmallVqVae.Write(Path.Combine(run.Folder, "model"), 4, prior: true);
        run.Generate("--model", "model", "--size", "32", "--seed", "5", "--temperature", "0.7", "--emotion", "sad", "-o", "first.png",
            "a cat").ExitCode.ShouldBe(0);
        var again = run.Generate("--like", "first.png", "-o", "again.png");
        again.ExitCode.ShouldBe(0, again.Error);
        Pixels(run, "again.png").ShouldBe(Pixels(run, "first.png"));
    }

    [Theory]
    [InlineData("There is no picture 'gone.png' to make again", "gone.png")]
    [InlineData("does not say what made it", "silent.png")]
    [InlineData("does not say what made it", "strange.svg")]
    [InlineData("cannot be read", "broken.svg")]
    public void A_file_that_cannot_be_made_again_says_why(string says, string file)
    {
        using var run = new Invocation();
        run.Generate("a cat", "--no-metadata", "--size", "16", "-o", "silent.png").ExitCode.ShouldBe(0);
        File.WriteAllText(Path.Combine(run.Folder, "strange.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        File.WriteAllText(Path.Combine(run.Folder, "broken.svg"), "<svg><g></svg>");
        var outcome = run.Generate("--like", file, "-o", "new.png");
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldContain(says);
        outcome.Files.ShouldNotContain("new.png");
    }
}
