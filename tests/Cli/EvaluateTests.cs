using System.Text.Json;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-dev evaluate</c>: the evaluations that draw prompts themselves.</summary>
public class EvaluateTests
{
    [Fact]
    public void Every_picture_is_measured_and_stands_on_the_sheet()
    {
        using var run = new Invocation();
        File.WriteAllLines(Path.Combine(run.Folder, "prompts.txt"), ["a red apple", "a happy dog"]);
        var outcome = run.Develop("evaluate", "transparency", "--prompts", "prompts.txt", "--each", "2", "--sheet", "sheet.png", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var report = JsonDocument.Parse(outcome.Out).RootElement;
        report.GetProperty("pictures").GetInt32().ShouldBe(4);
        var figures = report.GetProperty("figures").EnumerateArray().ToDictionary(it => it.GetProperty("name").GetString()!,
            it => it.GetProperty("value").GetDouble());
        (figures["perfect"] + figures["tiny holes"] + figures["none"]).ShouldBe(1, 1e-5);
        var sheet = ImageFile.Load(Path.Combine(run.Folder, "sheet.png"));
        sheet.Width.ShouldBe((4 * (128 + 16)) + 16);
    }

    [Fact]
    public void Scores_are_told_by_kind_where_there_are_several()
    {
        using var run = new Invocation();
        File.WriteAllLines(Path.Combine(run.Folder, "prompts.jsonl"),
        [
            """{"prompt": "a red apple", "kind": "thing", "expect": [["red apple"]]}""",
            """{"prompt": "a happy dog", "kind": "feeling", "expect": [["dog"]]}""",
        ]);
        Names("clip").ShouldBe(["", ", thing", ", feeling"]);
        Names("unseen").ShouldBe(["", ", thing", ", feeling"]);
        Names("clip", "--limit", "1").ShouldBe([""]);

        string[] Names(string which, params string[] more)
        {
            var outcome = run.Develop(["evaluate", which, "--prompts", "prompts.jsonl", "--each", "1", "--json", .. more]);
            outcome.ExitCode.ShouldBe(0, outcome.Error);
            return [.. JsonDocument.Parse(outcome.Out).RootElement.GetProperty("figures").EnumerateArray()
                .Select(it => it.GetProperty("name").GetString()!.Replace("CLIP score (emoji-mini's encoders)", "", StringComparison.Ordinal))];
        }
    }

    [Fact]
    public void What_could_not_be_drawn_is_told_where_nothing_could()
    {
        using var run = new Invocation();
        File.WriteAllText(Path.Combine(run.Folder, "prompts.txt"), "!!!");
        var outcome = run.Develop("evaluate", "transparency", "--prompts", "prompts.txt");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("1 prompts could not be drawn");
    }

    [Theory]
    [InlineData("transparency", "--prompts", "absent")]
    [InlineData("compose", "--prompts", "prompts.txt", "--style", "absent")]
    [InlineData("emoji-mini", "--model", "absent")]
    [InlineData("fine-tuned", "absent")]
    [InlineData("vqvae-prior", "--dataset", "absent")]
    public void A_sheet_that_cannot_be_written_is_refused_before_the_work(string which, params string[] further)
    {
        using var run = new Invocation();
        File.WriteAllText(Path.Combine(run.Folder, "prompts.txt"), "a cat");
        run.Develop(["evaluate", which, .. further, "--sheet", "nowhere/sheet.png"]).Error.ShouldContain("there is no folder");
        run.Develop(["evaluate", which, .. further, "--sheet", "sheet.jpg"]).Error.ShouldContain("JPEG has no transparency");
    }

    [Fact]
    public void A_sheet_of_what_was_left_out_has_a_name_that_can_be_written()
    {
        using var run = new Invocation();
        run.Develop("prepare", "set", "--from", "absent", "--left-out-sheet", "out.jpg").Error.ShouldContain("JPEG has no transparency");
    }

    [Theory]
    [InlineData("all", "--models", "compose")]
    [InlineData("clip")]
    public void A_template_has_a_place_for_the_prompt(string which, params string[] further)
    {
        using var run = new Invocation();
        var outcome = run.Develop(["evaluate", which, .. further, "--template", "an emoji", "--limit", "1"]);
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain("{} must stand in it");
        outcome.Files.ShouldBeEmpty();
    }

    [Fact]
    public void Models_stand_side_by_side_on_a_page()
    {
        using var run = new Invocation();
        var outcome = run.Develop("evaluate", "all", "--models", "compose,compose", "--limit", "2", "--each", "2", "--against", "noto",
            "--features", "emoji-mini", "-o", "page.html", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var models = JsonDocument.Parse(outcome.Out).RootElement.GetProperty("models").EnumerateArray().ToList();
        models.Count.ShouldBe(2);
        // The same prompts with the same seeds: all but the seconds are the same.
        string[] Figures(JsonElement of) => [.. of.GetProperty("figures").EnumerateArray()
            .Where(it => it.GetProperty("name").GetString() != "seconds").Select(it => it.GetRawText())];
        Figures(models[0]).ShouldBe(Figures(models[1]));
        Figures(models[0]).Length.ShouldBe(4);
        File.ReadAllText(Path.Combine(run.Folder, "page.html")).ShouldContain("Models side by side");
    }
}
