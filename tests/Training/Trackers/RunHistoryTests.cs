using System.Text.Json.Nodes;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Tests.Training.Trackers;

public class RunHistoryTests
{
    static TrainingStep Step(long number, double loss, params (string, double)[] reported) =>
        new(number, 10, (int)(number - 1) / 2, loss, 0.1, 1, false, reported.ToDictionary(it => it.Item1, it => it.Item2), null,
            number % 2 == 0 ? new Validation(loss / 2, []) : null, false);

    [Fact]
    public void What_was_told_is_read_back()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("logs/steps.jsonl");
        using (var tracker = new JsonLinesTracker(path))
        {
            tracker.Begin(new Dictionary<string, JsonNode?> { ["rate"] = 0.1 });
            for (var i = 1; i <= 4; i++) tracker.Step(i == 4 ? Step(i, double.NaN, ("use", 0.5)) : Step(i, i * 10));
        }
        File.AppendAllText(path, "{\"step\": 5, \"lo"); // killed here

        var run = RunHistory.Read(path).ShouldNotBeNull();
        run.Settings["rate"].ShouldBe("0.1");
        run.LastStep.ShouldBe(4);
        run.Series("loss").ShouldBe([(1, 10), (2, 20), (3, 30)]);
        run.Series("validation_loss").ShouldBe([(2, 10)]);
        run.Series("use", "epoch").ShouldBe([(1, 0.5)]);
        run.Smoothed("loss", 3).ShouldBe([(1, 15), (2, 20), (3, 25)]);
    }

    [Fact]
    public void Of_a_step_that_was_made_twice_the_later_counts()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("steps.jsonl");
        File.WriteAllLines(path, ["{\"step\":1,\"loss\":1}", "{\"step\":2,\"loss\":2}", "no json", "[]", "{\"step\":2,\"loss\":5}"]);
        RunHistory.Read(path)!.Series("loss").ShouldBe([(1, 1), (2, 5)]);
    }

    [Fact]
    public void Where_there_is_nothing_there_is_no_history()
    {
        using var folder = new TemporaryFolder();
        RunHistory.Read(folder.File("none.jsonl")).ShouldBeNull();
        File.WriteAllText(folder.File("empty.jsonl"), "");
        RunHistory.Read(folder.File("empty.jsonl")).ShouldBeNull();
    }
}
