using EmojiGen.ModelEngines.Enhancement;
using EmojiGen.Prompting.Enhancement;
using EmojiGen.Tests.Models.Llama;

namespace EmojiGen.Tests.ModelEngines.Enhancement;

/// <summary>A network of random words: whatever it writes, the prompt stays and the rules hold.</summary>
public class LlamaEnhancerTests
{
    static readonly InstructionFile told = new("told", "as it is", [new("a cat", "ears")]);

    [Fact]
    public void A_prompt_stays_whatever_is_written_and_a_seed_writes_the_same()
    {
        using var folder = new TemporaryFolder();
        using var llama = new LlamaEnhancer(LlamaGgufTests.WithTokenizer(folder), told);
        var ways = Enumerable.Range(0, 3).Select(seed => llama.Enhance(new("a cat", seed))).ToArray();
        ways.ShouldAllBe(it => it.Text.StartsWith("a cat") && it.By == "llama");
        ways.SelectMany(it => it.Added).ShouldAllBe(it => AdditionRules.Objection("a cat", Array.Empty<string>(), it) == null);
        var again = llama.Enhance(new("a cat", 1));
        again.Text.ShouldBe(ways[1].Text);
        again.Refused.ShouldBe(ways[1].Refused);
    }

    [Fact]
    public void Who_cancels_is_heard_between_two_tokens()
    {
        using var folder = new TemporaryFolder();
        using var llama = new LlamaEnhancer(LlamaGgufTests.WithTokenizer(folder), told);
        Should.Throw<OperationCanceledException>(() => llama.Enhance(new("a cat"), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_file_that_is_none_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.gguf");
        File.WriteAllText(path, "no model");
        using var llama = new LlamaEnhancer(path, told);
        Should.Throw<GgufException>(() => llama.Enhance(new("a cat"))).Message.ShouldContain(path);
        using var t5 = new FlanT5Enhancer(folder.Path, told);
        Should.Throw<IOException>(() => t5.Enhance(new("a cat"))).Message.ShouldContain(folder.Path);
    }
}
