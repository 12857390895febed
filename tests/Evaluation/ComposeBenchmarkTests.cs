using System.Text.Json;
using EmojiGen.Evaluation;

namespace EmojiGen.Tests.Evaluation;

public class ComposeBenchmarkTests
{
    static readonly ComposePrompt[] prompts =
    [
        new("a cat on a mat", [["cat face", "cat"]], "name"),
        new("a cat riding a skateboard", [["cat face", "cat"], ["skateboard"]], "relation"),
        new("nonsense", [["cat"]], "relation"),
    ];

    static ComposeReport Run() => ComposeReport.Of(
        [.. ComposeBenchmark.Run(prompts, p => p.Prompt == "nonsense" ? throw new ArgumentException("Not understood.") : p.Prompt.Contains("mat", StringComparison.Ordinal) ? Seen("cat") : Seen("cat face"))]);

    static SeenPicture Seen(params string[] names) =>
        new([.. names.Select(static it => new SeenPart(it, "subject", new Dictionary<string, string>()))], []);

    [Fact]
    public void A_prompt_passes_when_one_alternative_of_each_list_is_found()
    {
        var report = Run();
        report.Passed.ShouldBe(1);
        report.Total.ShouldBe(3);
        report.Kinds.ShouldBe([new KindShare("name", 1, 1), new KindShare("relation", 0, 2)]);
    }

    [Fact]
    public void A_failure_says_what_was_found_what_was_missing_and_why()
    {
        var report = Run();
        report.Failures[0].Found.ShouldBe(["cat face"]);
        report.Failures[0].Missing.ShouldHaveSingleItem().ShouldBe(["skateboard"]);
        report.Failures[1].Error.ShouldBe("Not understood.");
    }

    [Theory]
    [InlineData("""{"attributes": {"subject": {"colour": "black", "count": 3}}}""", true)]
    [InlineData("""{"attributes": {"cat": {"colour": "black"}}}""", true)]
    [InlineData("""{"attributes": {"cat": {"colour": "blue"}}}""", false)]
    [InlineData("""{"attributes": {"dog": {"colour": "black"}}}""", false)]
    [InlineData("""{"background": "desert"}""", true)]
    [InlineData("""{"background": "cat"}""", false)]
    [InlineData("""{"absent": ["top hat"]}""", true)]
    [InlineData("""{"absent": ["desert", "top hat"]}""", false)]
    [InlineData("""{"reported": ["jetpack"]}""", true)]
    [InlineData("""{"reported": ["wings"]}""", false)]
    public void A_line_may_ask_for_more_than_names(string more, bool passes)
    {
        var line = $$"""{"prompt": "p", "expect": [["cat"]], "kind": "k", {{more[1..]}}""";
        var prompt = JsonSerializer.Deserialize(line, EvaluationShapes.Default.ComposePrompt).ShouldNotBeNull();
        var seen = new SeenPicture(
        [
            new SeenPart("cat", "subject", new Dictionary<string, string> { ["colour"] = "jet black", ["count"] = "3" }),
            new SeenPart("desert", "background", new Dictionary<string, string>()),
        ], ["a jetpack"]);
        var outcome = ComposeBenchmark.Run([prompt], _ => seen).ShouldHaveSingleItem();
        outcome.Passed.ShouldBe(passes);
        outcome.Faults.Length.ShouldBe(passes ? 0 : 1);
    }

    [Fact]
    public void The_report_is_one_json_object()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(ComposeSummary.Of(Run(), "noto"), EvaluationShapes.Default.ComposeSummary));
        json.RootElement.GetProperty("share").GetDouble().ShouldBe(1 / 3.0, 1e-4);
        json.RootElement.GetProperty("kinds").GetProperty("name").GetProperty("passed").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("failures").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"expect": [["dog"]]}""")]
    [InlineData("""{"prompt": "dog", "expect": "dog", "kind": "name"}""")]
    [InlineData("""{"prompt": null, "expect": [["dog"]], "kind": "name"}""")]
    [InlineData("null")]
    [InlineData("a dog")]
    public void A_malformed_line_is_named(string line)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, ["""{"prompt": "cat", "expect": [["cat"]], "kind": "name"}""", line]);
            Should.Throw<InvalidDataException>(() => ComposeBenchmark.ReadPrompts(path)).Message.ShouldContain("Line 2");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_line_of_a_file_needs_a_prompt_alone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("prompts.jsonl"), """{"prompt": "a cat"}""");
        var prompt = ComposeBenchmark.ReadPrompts(folder.File("prompts.jsonl")).ShouldHaveSingleItem();
        prompt.ShouldBe(new ComposePrompt("a cat", [], "", "en"));
    }
}
