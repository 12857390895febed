using System.Text.Json;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Cli;

/// <summary>Prompts from standard input and from files.</summary>
public class ManyPromptsTests
{
    [Theory]
    [InlineData("-")]
    [InlineData(null)] // no words, and standard input is no keyboard
    public void A_prompt_on_standard_input_is_drawn_as_one_that_was_typed(string? word)
    {
        using var run = new Invocation { Input = "a cat\n" };
        run.Generate([.. word is null ? Array.Empty<string>() : [word], "--seed", "3", "--size", "32", "-o", "piped.png"]).ExitCode.ShouldBe(0);
        run.Generate("a cat", "--seed", "3", "--size", "32", "-o", "typed.png").ExitCode.ShouldBe(0);
        Bytes(run, "piped.png").ShouldBe(Bytes(run, "typed.png"));
    }

    [Fact]
    public void Several_lines_on_standard_input_are_several_pictures()
    {
        using var run = new Invocation { Input = "a cat\n\n a dog \n" };
        run.Generate("-", "--size", "16").Files.ShouldBe(["cat.png", "dog.png"]);
    }

    [Fact]
    public void Lines_of_a_file_have_options_of_their_own_and_share_the_others()
    {
        using var run = new Invocation();
        Directory.CreateDirectory(Path.Combine(run.Folder, "pack"));
        File.WriteAllLines(Path.Combine(run.Folder, "pack.txt"),
        [
            "an angry tomato",
            """{"prompt": "a cat", "style": "twemoji", "seed": 5, "output": "pack/own.svg"}""",
            """{"prompt": "waving hand", "skin-tone": "dark", "outline": true}""",
        ]);
        var outcome = run.Generate("--batch", "pack.txt", "-o", "pack/", "--size", "48", "--seed", "1", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        JsonElement[] told = [.. outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(it => JsonDocument.Parse(it).RootElement)];
        told.Select(it => it.GetProperty("style").GetString()).ShouldBe(["noto", "twemoji", "noto"]);
        told.Select(it => it.GetProperty("seed").GetInt64()).ShouldBe([1, 5, 1]);
        Directory.GetFiles(Path.Combine(run.Folder, "pack")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["angry-tomato.png", "own.svg", "waving-hand.png"]);
        run.Generate("an angry tomato", "--size", "48", "--seed", "1", "-o", "alone.png");
        Bytes(run, "pack/angry-tomato.png").ShouldBe(Bytes(run, "alone.png"));
    }

    [Fact]
    public void A_line_that_cannot_be_drawn_is_told_and_the_others_are_drawn()
    {
        using var run = new Invocation();
        File.WriteAllLines(Path.Combine(run.Folder, "pack.txt"),
            ["a cat", "%%%", """{"prompt": "a dog", "stile": "flat"}""", """{"prompt": "a dog", "size": "big"}""", "{no json", "a fox"]);
        var outcome = run.Generate("--batch", "pack.txt", "--size", "16");
        outcome.ExitCode.ShouldBe(1);
        outcome.Files.ShouldBe(["cat.png", "fox.png", "pack.txt"]);
        foreach (var told in (string[])["line 2: ", "line 3: There is no setting 'stile'. Did you mean style?", "line 4: --size is 'big'",
            "line 5: ", "2 drawn, 4 not."]) outcome.Error.ShouldContain(told);
    }

    [Theory]
    [InlineData("There is no file", "--batch", "gone.txt")]
    [InlineData("name a folder", "--batch", "pack.txt", "-o", "one.png")]
    [InlineData("leave out the words", "--batch", "pack.txt", "a cat")]
    [InlineData("every line is empty", "--batch", "empty.txt")]
    public void What_cannot_be_a_batch_is_refused(string says, params string[] arguments)
    {
        using var run = new Invocation();
        File.WriteAllText(Path.Combine(run.Folder, "pack.txt"), "a cat\n");
        File.WriteAllText(Path.Combine(run.Folder, "empty.txt"), "\n \n");
        var outcome = run.Generate(arguments);
        outcome.ExitCode.ShouldBeInRange(1, 2);
        outcome.Error.ShouldContain(says);
        outcome.Files.ShouldBe(["empty.txt", "pack.txt"]);
    }

    [Fact]
    public void Pictures_of_emoji_are_named_after_them()
    {
        using var run = new Invocation();
        run.Generate("🥑😍", "--size", "16").Files.ShouldBe(["avocado-smiling-face-with-heart-eyes.png"]);
        run.Generate("a 🐱 in love", "--size", "16").Files.ShouldContain("cat-face-in-love.png");
    }

    static byte[] Bytes(Invocation run, string name) => ImageFile.Load(Path.Combine(run.Folder, name)).Pixels.ToArray();
}
