using EmojiGen.Evaluation;

namespace EmojiGen.Tests.Composition.Grammar;

/// <summary>The project's own prompts of every kind, whose expectations were written before the grammar.</summary>
public class PromptsFileTests
{
    static readonly Lazy<ComposeReport> report = new(() => ComposeReport.Of(
        [.. ComposeBenchmark.Run(ComposeBenchmark.ReadPrompts(Repository.File("tests", "Composition", "Grammar", "prompts.jsonl")), Seen)]));

    static SeenPicture Seen(ComposePrompt prompt) =>
        new([.. Reading.Names(Reading.Of(prompt.Prompt)).Select(static it => new SeenPart(it, "subject", new Dictionary<string, string>()))], []);

    [Fact]
    public void Nineteen_prompts_of_twenty_are_understood() => report.Value.Share.ShouldBeGreaterThanOrEqualTo(0.95);

    [Fact]
    public void No_kind_of_prompt_is_left_behind() => report.Value.Kinds.ShouldAllBe(k => k.Share >= 0.85);
}
