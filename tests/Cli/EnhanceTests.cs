using System.Text.Json;
using EmojiGen.Tests.Prompting.Enhancement;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-gen --enhance</c>.</summary>
public class EnhanceTests
{
    [Fact]
    public void A_bare_enhance_takes_no_word_of_the_prompt_and_is_told()
    {
        using var run = new Invocation();
        var outcome = run.Generate("--enhance", "love", "--seed", "1", "-o", "love.svg");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldStartWith("enhanced: a bear holding a bouquet");
        outcome.Files.ShouldBe(["love.svg"]);
    }

    [Fact]
    public void A_file_says_both_prompts_and_makes_its_picture_again()
    {
        using var run = new Invocation();
        run.Generate("--enhance", "love", "--seed", "1", "-o", "love.svg").ExitCode.ShouldBe(0);
        var first = File.ReadAllText(Path.Combine(run.Folder, "love.svg"));
        first.ShouldContain("a bear holding a bouquet");
        first.ShouldContain("Original prompt");
        run.Generate("--like", "love.svg", "-o", "again.svg").ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Combine(run.Folder, "again.svg")).ShouldBe(first);
        run.Generate("--like", "love.svg", "a", "frog", "-o", "frog.svg").ExitCode.ShouldBe(0); // another prompt, and nothing of the former
        File.ReadAllText(Path.Combine(run.Folder, "frog.svg")).ShouldNotContain("bouquet");
    }

    [Fact]
    public void Json_says_what_was_added_and_what_was_not()
    {
        using var run = new Invocation();
        Directory.CreateDirectory(Path.Combine(run.Folder, "out"));
        var outcome = run.Generate("--enhance", "-n", "4", "--json", "--seed", "0", "-o", "out/", "friendship");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var report = JsonDocument.Parse(outcome.Out).RootElement;
        report.GetProperty("prompt").GetString().ShouldBe("friendship");
        report.GetProperty("enhanced").EnumerateArray().Select(it => it.GetProperty("prompt").GetString()).Distinct().Count().ShouldBe(4);
        report.GetProperty("pictures").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public void Explain_says_what_was_not_added()
    {
        using var run = new Invocation();
        var outcome = run.Generate("--enhance", "--explain", "--seed", "0", "-o", "pigeon.svg", "an", "exhausted", "pigeon");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("  not added: ");
    }

    [Fact]
    public void A_small_model_draws_what_was_added()
    {
        using var run = new Invocation();
        var outcome = run.Generate("--engine", "vqvae", "--enhance", "--explain", "--seed", "3", "--json", "-o", "cat.png", "a", "sleepy", "cat");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var enhanced = JsonDocument.Parse(outcome.Out).RootElement.GetProperty("enhanced")[0];
        enhanced.GetProperty("prompt").GetString().ShouldNotBeNull().ShouldStartWith("a sleepy cat, ");
        enhanced.GetProperty("by").GetString().ShouldBe("details");
    }

    [Fact]
    public void An_endpoint_that_does_not_answer_is_told_and_our_own_collection_serves()
    {
        using var server = EndpointServer.Answering((_, _) => (404, "{}"));
        using var run = new Invocation();
        var outcome = run.Generate("--engine", "vqvae", "--enhance=endpoint", "--enhance-url", server.Address.ToString(), "--enhance-model", "small",
            "-o", "cat.png", "a", "sleepy", "cat");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Error.ShouldContain("answers 404. details was used instead.");
        outcome.Out.ShouldContain("enhanced: a sleepy cat, ");
    }

    [Theory]
    [InlineData("--enhance=detials", "Did you mean details?")]
    [InlineData("--enhance=llama", "--enhance-model")]
    [InlineData("--enhance=endpoint", "--enhance-model")]
    [InlineData("--enhance=flan-t5 --enhance-model nowhere", "'nowhere'")]
    [InlineData("--enhance=llama --enhance-model nowhere.gguf", "'nowhere.gguf'")]
    [InlineData("--enhance=endpoint --enhance-model m --enhance-url localhost", "http://")]
    [InlineData("--enhance=endpoint --enhance-model m --enhance-timeout 0", "1 to 3600")]
    [InlineData("--enhance=endpoint --enhance-model m --enhance-instructions nothing", "'nothing'")]
    [InlineData("--enhance --enhance-model m", "not details")]
    [InlineData("--enhance-timeout 5", "not none")]
    public void What_is_wrong_is_one_sentence_and_writes_nothing(string options, string said)
    {
        using var run = new Invocation();
        var outcome = run.Generate([.. options.Split(' '), "-o", "cat.png", "a", "cat"]);
        outcome.ExitCode.ShouldNotBe(0);
        outcome.Error.ShouldContain(said);
        outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
        outcome.Files.ShouldBeEmpty();
    }

    [Fact]
    public void Lines_of_a_batch_ask_for_more_each_for_itself()
    {
        using var run = new Invocation();
        File.WriteAllText(Path.Combine(run.Folder, "prompts"), """
            {"prompt": "love", "enhance": true, "seed": 1}
            {"prompt": "a cat", "seed": 1}
            """);
        Directory.CreateDirectory(Path.Combine(run.Folder, "out"));
        var outcome = run.Generate("--batch", "prompts", "-o", "out/", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var lines = outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldContain("a bear holding a bouquet");
        lines[1].ShouldNotContain("enhanced");
    }
}
