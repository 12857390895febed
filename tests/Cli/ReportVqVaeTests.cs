using EmojiGen.Imaging;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-dev report vqvae</c>.</summary>
public class ReportVqVaeTests
{
    static Invocation Prepared(bool prior, int channels = 4)
    {
        var command = new Invocation();
        foreach (var split in (string[])["train", "validation", "test"])
        {
            var pictures = Directory.CreateDirectory(Path.Combine(command.Folder, "pictures", split)).FullName;
            for (var i = 0; i < 3; i++)
                ImageFile.Save(Path.Combine(pictures, $"{i}.png"), Raster.Filled(16, 16, new Rgba((byte)(60 * i), 9, 200, 255)));
        }
        command.Develop("prepare", "set", "--from", "pictures", "--size", "16", "--max-text", "100").ExitCode.ShouldBe(0);
        SmallVqVae.Write(Path.Combine(command.Folder, "model"), channels, prior);
        return command;
    }

    static void Log(Invocation command, string folder, params string[] lines)
    {
        var logs = Directory.CreateDirectory(Path.Combine(command.Folder, "model", folder, "logs")).FullName;
        File.WriteAllLines(Path.Combine(logs, "steps.jsonl"), lines);
    }

    [Fact]
    public void The_page_tells_figures_training_and_what_is_drawn()
    {
        using var command = Prepared(prior: true);
        Log(command, "", "{\"settings\":{\"batch-size\":\"32\"}}",
            "{\"step\":1,\"epoch\":0,\"mse\":0.5,\"commitment\":1,\"learning_rate\":0.1}",
            "{\"step\":2,\"epoch\":0,\"mse\":0.25,\"commitment\":0.5,\"learning_rate\":0.05,\"codebook_use\":0.4,\"codes_reset\":7,\"validation_loss\":0.3}");
        Log(command, "prior", "{\"step\":1,\"epoch\":0,\"bits\":4,\"learning_rate\":0.1}",
            "{\"step\":2,\"epoch\":0,\"bits\":3,\"learning_rate\":0.1,\"validation_loss\":3.5}");

        var outcome = command.Develop("report", "vqvae", "--model", "model", "--dataset", "set");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Out.Trim().ShouldEndWith("report.html");
        var html = File.ReadAllText(Path.Combine(command.Folder, "model", "report.html"));
        foreach (var part in (string[])["0.001424", "batch-size 32", "Mean squared error of pixels", "Codebook use in each epoch",
            "epoch 1: 7 unused codes reset", "Bits a code", "The worst of them", "spherical", "Drawn of nothing in particular"])
            html.ShouldContain(part);
        // reconstructions, the worst, three ways of nine, samples
        html.Split("data:image/webp").Length.ShouldBeGreaterThan(3 + 3 + 27 + 18);
    }

    [Fact]
    public void Without_logs_and_prior_it_says_what_it_knows()
    {
        using var command = Prepared(prior: false, channels: 3);
        var outcome = command.Develop("report", "vqvae", "--model", "model", "--dataset", "set", "-o", "page.html");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var html = File.ReadAllText(Path.Combine(command.Folder, "page.html"));
        html.ShouldContain("nothing is known of how it went");
        html.ShouldContain("RGB on white");
        html.ShouldNotContain("The prior");
    }

    [Fact]
    public void Without_a_model_the_way_to_one_is_told()
    {
        using var command = new Invocation();
        command.Develop("report", "vqvae").Error.ShouldContain("emoji-dev train vqvae");
    }
}
