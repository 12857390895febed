using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-dev train vqvae-prior</c>.</summary>
public class TrainVqVaePriorTests
{
    static readonly string[] train =
        ["train", "vqvae-prior", "--vqvae", "vqvae", "--dataset", "set", "--hidden-size", "16", "--layers", "1", "--heads", "2",
            "--batch-size", "2", "--checkpointing-steps", "2", "--validation-steps", "2", "--report-to", "tensorboard", "--json"];

    static Invocation Prepared()
    {
        var command = new Invocation();
        foreach (var split in (string[])["train", "validation"])
        {
            var pictures = Directory.CreateDirectory(Path.Combine(command.Folder, "pictures", split)).FullName;
            for (var i = 0; i < 4; i++)
                ImageFile.Save(Path.Combine(pictures, $"{i}.png"), Raster.Filled(16, 16, new Rgba((byte)(60 * i), 9, 200, 255)));
        }
        command.Develop("prepare", "set", "--from", "pictures", "--size", "16", "--max-text", "100").ExitCode.ShouldBe(0);
        using var model = new VqVaeModel(
            new(SampleSize: 16, PatchSize: 2, BlockOutChannels: [8, 16], LayersPerBlock: 1, LatentChannels: 8, CodebookSize: 24, NormGroups: 4));
        using (var generator = new Generator(1)) model.Initialise(generator);
        VqVaeFolder.Save(model, Path.Combine(command.Folder, "vqvae"));
        return command;
    }

    [Fact]
    public void A_run_goes_on_from_its_checkpoint_and_leaves_a_prior_beside_its_autoencoder()
    {
        using var command = Prepared();
        var first = command.Develop([.. train, "--max-train-steps", "3"]);
        first.ExitCode.ShouldBe(0, first.Error);
        var codes = File.GetLastWriteTimeUtc(Path.Combine(command.Folder, "vqvae", "prior", "codes.safetensors"));

        var outcome = command.Develop([.. train, "--max-train-steps", "6", "--resume", "2"]);

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Error.ShouldContain("step 6 of 6");
        JsonDocument.Parse(outcome.Out).RootElement.GetProperty("validationBits").GetDouble().ShouldBe(Math.Log2(24), 1);
        var folder = Path.Combine(command.Folder, "vqvae", "prior");
        File.GetLastWriteTimeUtc(Path.Combine(folder, "codes.safetensors")).ShouldBe(codes); // computed once
        using (var prior = CodePriorFolder.Load(folder)) prior.Config.ShouldBe(new CodePriorConfig(24, 16, 4, 16, 1, 2, 384, 1, 0.1));

        var steps = File.ReadLines(Path.Combine(folder, "logs", "steps.jsonl")).Select(it => JsonDocument.Parse(it).RootElement).ToList();
        steps[0].GetProperty("settings").GetProperty("hidden-size").GetInt32().ShouldBe(16);
        steps.Skip(1).Select(it => it.GetProperty("step").GetInt32()).ShouldBe([1, 2, 3, 4, 5, 6]);
        steps[2].TryGetProperty("validation_loss", out _).ShouldBeTrue();
        Directory.EnumerateFiles(Path.Combine(folder, "logs"), "events.out.tfevents.*").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("--report-to", "paper")]
    [InlineData("--mixed-precision", "fp8")]
    [InlineData("--resume", "7")]
    [InlineData("--vqvae", "nowhere")]
    public void Bad_options_are_named(string option, string value)
    {
        using var command = Prepared();
        var outcome = command.Develop(
            ["train", "vqvae-prior", "--dataset", "set", option, value, .. option == "--vqvae" ? Array.Empty<string>() : ["--vqvae", "vqvae"]]);
        outcome.ExitCode.ShouldNotBe(0);
        outcome.Error.ShouldContain(value);
        outcome.Error.Trim().Split('\n').Length.ShouldBe(1, outcome.Error);
    }
}
