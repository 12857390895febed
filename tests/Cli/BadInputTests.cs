using EmojiGen.Generation;

namespace EmojiGen.Tests.Cli;

/// <summary>Whatever is wrong: one clear sentence on stderr, nothing on stdout, no file, an exit code that is not 0.</summary>
public class BadInputTests
{
    public static TheoryData<string, string[], int, string> Wrong => new()
    {
        { "no words", [], 2, "prompt is empty" },
        { "an empty prompt", [""], 2, "prompt is empty" },
        { "only spaces", ["   ", " "], 2, "prompt is empty" },
        { "10,000 characters", [new string('a', 10_000)], 2, "10000 characters" },
        { "10,000 characters in words", [.. Enumerable.Repeat("cat", 2_500)], 2, "9999 characters" },
        { "a bell", ["a\u0007cat"], 2, "U+0007" },
        { "an escape sequence", ["\u001b[31mcat"], 2, "U+001B" },
        { "a line break", ["cat\ndog"], 2, "U+000A" },
        { "bytes that are not UTF-8", ["cat\uFFFD"], 2, "not valid UTF-8" },
        { "half a surrogate pair", ["cat\uD83D"], 2, "not valid UTF-8" },
        { "size 0", ["cat", "--size", "0"], 2, "from 16 to 4096" },
        { "size 100000", ["cat", "--size", "100000"], 2, "from 16 to 4096" },
        { "a negative size", ["cat", "--size", "-5"], 2, "from 16 to 4096" },
        { "a size in words", ["cat", "--size", "big"], 2, "'big'" },
        { "a size without a number", ["cat", "--size"], 2, "--size" },
        { "no pictures", ["cat", "-n", "0"], 2, "from 1 to 100" },
        { "a negative seed", ["cat", "--seed", "-1"], 2, "from 0 to" },
        { "a seed past 63 bits", ["cat", "--seed", "9223372036854775808"], 2, "from 0 to" },
        { "a decimal comma", ["cat", "--engine", "diffusion", "--guidance", "7,5"], 2, "behind a point" },
        { "a decimal comma of another engine", ["cat", "--engine", "vqvae", "--temperature", "0,7"], 2, "'0,7'" },
        { "no number", ["cat", "--engine", "diffusion", "--strength", "nan"], 2, "'nan'" },
        { "an unknown style", ["cat", "--style", "notto"], 2, "Did you mean noto?" },
        { "an unknown skin tone", ["wave", "--skin-tone", "blue"], 2, "medium-dark" },
        { "an unknown language", ["cat", "--lang", "xx"], 2, "'xx'" },
        { "a format that has no transparency", ["cat", "-o", "cat.jpg"], 2, ".webp" },
        { "no format", ["cat", "-o", "cat"], 2, ".webp" },
        { "a mistyped option", ["cat", "--outlin"], 2, "Did you mean --outline?" },
        { "an option that is not there", ["cat", "--frobnicate"], 2, "--frobnicate" },
        { "a folder that is not there", ["cat", "-o", "nowhere/cat.png"], 1, "nowhere" },
        { "a file for a folder", ["cat", "-o", "/dev/null/cat.png"], 1, "/dev/null" },
        { "a folder that takes no files", ["cat", "-o", "/proc/cat.png"], 1, "/proc/cat.png: its folder takes no files." },
        { "a picture without an end", ["cat", "--engine", "diffusion", "--image", "/dev/zero"], 1, "more than the 256 MB" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Bad_input_gives_one_sentence_and_no_file(string what, string[] arguments, int exitCode, string says)
    {
        using var command = new Invocation();
        Refused(command.Generate(arguments), exitCode, says, what);
    }

    [Theory]
    [InlineData(new string[] { }, "doctor")]
    [InlineData(new[] { "docter" }, "Did you mean doctor?")]
    [InlineData(new[] { "doctor", "--jsn" }, "--jsn")]
    public void A_mistyped_tool_is_named_with_the_nearest_one(string[] arguments, string says)
    {
        using var command = new Invocation();
        Refused(command.Develop(arguments), 2, says);
    }

    [Fact]
    public void A_missing_art_index_names_the_remedy()
    {
        using var elsewhere = new TemporaryFolder();
        using var command = new Invocation(new Installation(elsewhere.Path));
        Refused(command.Generate("cat"), 1, "./setup");
    }

    [Theory]
    [InlineData("noto.art")]
    [InlineData("catalogue.bin")]
    public void A_truncated_art_index_names_the_remedy(string file)
    {
        using var elsewhere = new TemporaryFolder();
        var art = CopyOfArt(elsewhere);
        using (var index = new FileStream(Path.Combine(art, file), FileMode.Open)) index.SetLength(index.Length / 2);
        using var command = new Invocation(new Installation(elsewhere.Path));
        Refused(command.Generate("cat"), 1, "./setup --rebuild");
    }

    [Theory]
    [InlineData("noto.art")]
    [InlineData("catalogue.bin")]
    public void An_art_index_of_other_bytes_names_the_remedy(string file)
    {
        using var elsewhere = new TemporaryFolder();
        var art = CopyOfArt(elsewhere);
        var bytes = new byte[1 << 16];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(Path.Combine(art, file), bytes);
        using var command = new Invocation(new Installation(elsewhere.Path));
        Refused(command.Generate("cat"), 1, "./setup --rebuild");
    }

    [Theory]
    [InlineData("model.safetensors", 1_000_000)] // inside the weights
    [InlineData("model.safetensors", 5)] // inside the header's length
    [InlineData("vocab.txt", 0)]
    [InlineData("config.json", 10)]
    public void A_truncated_model_file_is_named(string file, int length)
    {
        using var elsewhere = new TemporaryFolder();
        CopyOfArt(elsewhere);
        var model = Directory.CreateDirectory(Path.Combine(elsewhere.Path, "models", "all-MiniLM-L6-v2")).FullName;
        foreach (var whole in Directory.EnumerateFiles(Repository.File("models", "all-MiniLM-L6-v2")))
            File.Copy(whole, Path.Combine(model, Path.GetFileName(whole)));
        using (var cut = new FileStream(Path.Combine(model, file), FileMode.Open)) cut.SetLength(length);
        using var command = new Invocation(new Installation(elsewhere.Path));
        Refused(command.Generate("xqzzt"), 1, "all-MiniLM-L6-v2"); // no lexicon will ever hold it: only meaning is left to ask
    }

    [Fact]
    public void Truncated_captions_name_the_remedy()
    {
        using var elsewhere = new TemporaryFolder();
        var art = CopyOfArt(elsewhere);
        Directory.CreateDirectory(Path.Combine(elsewhere.Path, "models"));
        Directory.CreateSymbolicLink(Path.Combine(elsewhere.Path, "models", "all-MiniLM-L6-v2"),
            Repository.File("models", "all-MiniLM-L6-v2"));
        using (var cut = new FileStream(Path.Combine(art, "captions.safetensors"), FileMode.Open)) cut.SetLength(cut.Length / 2);
        using var command = new Invocation(new Installation(elsewhere.Path));
        Refused(command.Generate("xqzzt"), 1, "./setup --rebuild");
    }

    [Fact]
    public void An_interrupted_run_leaves_nothing_and_says_so_by_its_code()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        using var command = new Invocation { Stop = stopped.Token };
        var outcome = command.Generate("cat");
        outcome.ExitCode.ShouldBe(130); // 128 + SIGINT, as shells count
        outcome.Files.ShouldBeEmpty();
    }

    static void Refused(Outcome outcome, int exitCode, string says, string? what = null)
    {
        outcome.ExitCode.ShouldBe(exitCode, what ?? outcome.Error);
        outcome.Out.ShouldBeEmpty(what);
        outcome.Error.TrimEnd('\n').ShouldNotContain("\n", customMessage: what);
        outcome.Error.ShouldContain(says, customMessage: what);
        outcome.Error.Length.ShouldBeLessThan(400, what);
        outcome.Files.ShouldBeEmpty(what);
    }

    static string CopyOfArt(TemporaryFolder elsewhere)
    {
        var art = Directory.CreateDirectory(Path.Combine(elsewhere.Path, "build", "art")).FullName;
        foreach (var file in (ReadOnlySpan<string>)["catalogue.bin", "captions.safetensors", "noto.art", "twemoji.art", "openmoji.art"])
            File.Copy(Repository.File("build", "art", file), Path.Combine(art, file));
        return art;
    }
}
