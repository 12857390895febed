using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.Models.VqVae;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-dev train vqvae</c>.</summary>
public class TrainVqVaeTests
{
    [Fact]
    public void A_run_goes_on_from_its_checkpoint_and_ends_with_a_model_that_was_measured()
    {
        using var command = new Invocation();
        foreach (var split in (string[])["train", "validation", "test"])
        {
            var pictures = Directory.CreateDirectory(Path.Combine(command.Folder, "pictures", split)).FullName;
            for (var i = 0; i < 2; i++)
                ImageFile.Save(Path.Combine(pictures, $"{i}.png"), Raster.Filled(64, 64, new Rgba((byte)(90 * i), 9, 200, 255)));
        }
        command.Develop("prepare", "set", "--from", "pictures", "--size", "64", "--max-text", "100").ExitCode.ShouldBe(0);
        string[] train = ["train", "vqvae", "--dataset", "set", "--output", "run", "--batch-size", "1", "--checkpointing-steps", "1",
            "--validation-steps", "2", "--json"];

        command.Develop([.. train, "--max-train-steps", "1"]).ExitCode.ShouldBe(0);
        var outcome = command.Develop([.. train, "--max-train-steps", "2", "--resume", "latest"]);

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Error.ShouldContain("step 2: error on validation");
        var report = JsonDocument.Parse(outcome.Out).RootElement;
        report.GetProperty("testPictures").GetInt32().ShouldBe(2);
        report.GetProperty("psnr").GetDouble().ShouldBe(10 * Math.Log10(1 / report.GetProperty("mse").GetDouble()), 1e-9);
        var steps = File.ReadLines(Path.Combine(command.Folder, "run", "logs", "steps.jsonl")).ToList();
        steps.Count.ShouldBe(3); // settings, and both steps
        JsonDocument.Parse(steps[2]).RootElement.GetProperty("mse").GetDouble().ShouldBeGreaterThan(0);
        using var model = VqVaeFolder.Load(Path.Combine(command.Folder, "run"));
        model.Config.LatentSize.ShouldBe(16);
    }

    [Fact]
    public void A_device_that_the_recipe_names_is_the_one_that_is_taken()
    {
        using var command = new Invocation();
        File.WriteAllText(Path.Combine(command.Folder, "mine"), "device = cuda:99\n");
        var outcome = command.Develop("train", "vqvae", "--recipe", "mine", "--dataset", "absent");
        outcome.ExitCode.ShouldNotBe(0);
        outcome.Error.ShouldContain("cuda:99");
    }

    [Theory]
    [InlineData("--mixed-precision", "fp8")]
    [InlineData("--resume", "7")]
    [InlineData("--report-to", "paper")]
    public void Bad_options_are_named(string option, string value)
    {
        using var command = new Invocation();
        Picture(command, "train");
        Picture(command, "test");
        command.Develop("prepare", "set", "--from", "pictures", "--size", "64", "--max-text", "100").ExitCode.ShouldBe(0);
        var outcome = command.Develop("train", "vqvae", "--dataset", "set", option, value);
        outcome.ExitCode.ShouldNotBe(0);
        outcome.Error.ShouldContain(value);
    }

    [Fact]
    public void What_is_missing_for_the_measure_in_the_end_is_told_before_the_training()
    {
        using var command = new Invocation();
        Picture(command, "train");
        command.Develop("prepare", "set", "--from", "pictures", "--size", "64", "--max-text", "100").ExitCode.ShouldBe(0);
        var outcome = command.Develop("train", "vqvae", "--dataset", "set", "--output", "run", "--max-train-steps", "1");
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldContain("no pictures of the test split");
        Directory.Exists(Path.Combine(command.Folder, "run")).ShouldBeFalse();
    }

    static void Picture(Invocation command, string split)
    {
        var pictures = Directory.CreateDirectory(Path.Combine(command.Folder, "pictures", split)).FullName;
        ImageFile.Save(Path.Combine(pictures, "0.png"), Raster.Filled(64, 64, new Rgba(1, 2, 3, 255)));
    }

    [Fact]
    public void Without_a_dataset_the_way_to_one_is_told()
    {
        using var command = new Invocation();
        command.Develop("train", "vqvae").Error.ShouldContain("emoji-dev prepare");
    }
}
