using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-dev prepare</c>.</summary>
public class PrepareTests
{
    [Fact]
    public void A_folder_of_pictures_becomes_a_dataset()
    {
        using var command = new Invocation();
        var pictures = Directory.CreateDirectory(Path.Combine(command.Folder, "pictures")).FullName;
        for (var i = 0; i < 12; i++)
            ImageFile.Save(Path.Combine(pictures, $"{i}.png"), Raster.Filled(20, 10, new Rgba((byte)(20 * i), 0, 0, 255)));
        File.WriteAllText(Path.Combine(pictures, "bad.png"), "bad");
        File.WriteAllText(Path.Combine(pictures, "metadata.jsonl"), "{\"file_name\": \"3.png\", \"text\": \"a red plate\"}\n");

        var outcome = command.Develop("prepare", "set", "--from", "pictures", "--size", "16", "--max-text", "100", "--json");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var report = JsonDocument.Parse(outcome.Out).RootElement;
        report.GetProperty("pictures").GetInt32().ShouldBe(12);
        report.GetProperty("leftOut")[0].GetProperty("detail").GetString()!.ShouldStartWith("bad.png");
        report.GetProperty("notices")[0].GetString().ShouldBe("11 of the imported pictures have no caption.");
        using var dataset = PreparedDataset.Open(Path.Combine(command.Folder, "set"));
        var third = Enumerable.Range(0, 12).Single(i => dataset.Records[i].Source == "3.png");
        dataset.Captions(third).ShouldContain("an emoji of a red plate");
        dataset.Read(third)[(4 * ((8 * 16) + 8))..][..4].ShouldBe([60, 0, 0, 255]); // fitted, transparent above and below
        dataset.Read(third)[3].ShouldBe((byte)0);
    }

    [Theory]
    [InlineData("--style", "nato")]
    [InlineData("--size", "3")]
    [InlineData("--scenes", "-1")]
    public void Bad_options_are_named(params string[] options)
    {
        using var command = new Invocation();
        var outcome = command.Develop(["prepare", "set", .. options]);
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain(options[1]);
        outcome.Files.ShouldBeEmpty();
    }

    [Fact]
    public void Scenes_of_nothing_are_refused()
    {
        using var command = new Invocation();
        command.Develop("prepare", "set", "--from", "pictures", "--scenes", "3").Error.ShouldContain("--style");
    }

    /// <summary>Before anything is composed or read.</summary>
    [Theory]
    [InlineData("name some with --from", "--min-clip-score", "10")]
    [InlineData("say with --min-clip-score", "--from", "pictures", "--clip", "model")]
    [InlineData("--min-clip-score is '101'", "--from", "pictures", "--min-clip-score", "101")]
    public void A_caption_filter_without_its_parts_is_refused(string reason, params string[] options)
    {
        using var command = new Invocation();
        var outcome = command.Develop(["prepare", "set", .. options]);
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain(reason);
        outcome.Error.ShouldNotContain("composing");
        outcome.Files.ShouldBeEmpty();
    }
}
