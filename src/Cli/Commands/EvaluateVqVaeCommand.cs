using System.CommandLine;
using EmojiGen.Cli.Training;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines;
using EmojiGen.Training.Data;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate vqvae</c>: how well an Emoji VQ-VAE gives pictures back.</summary>
sealed class EvaluateVqVaeCommand : DocumentedCommand
{
    readonly SettingOption<string?> model = new(CommonSettings.VqVae);
    readonly SettingOption<string?> dataset = new(new TextSetting("dataset", "FOLDER", "What emoji-dev prepare wrote.", "datasets/emoji"));
    readonly SettingOption<string?> split = new(new ChoiceSetting("split", "NAME", ["train", "validation", "test"], "test", "Which of its pictures."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    EvaluateVqVaeCommand() : base("vqvae", "How well an Emoji VQ-VAE gives emoji back: MSE, PSNR, SSIM, codes used.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[model, dataset, split, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev evaluate vqvae
          emoji-dev evaluate vqvae --model runs/vqvae --split validation --json
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateVqVaeCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var (_, folder) = InstalledModels.Of(terminal, installation).VqVae(parsed.GetValue(model));
        var data = Path.GetFullPath(parsed.GetValue(dataset)!, terminal.Folder);
        PreparedDataset.Expect(data);
        using var network = VqVaeModelFolder.LoadAutoencoder(folder);
        using var pictures = PreparedDataset.Open(data, network.Config.SampleSize);
        var quality = VqVaeQuality.Measure(network, pictures, Enum.Parse<Split>(parsed.GetValue(split)!, ignoreCase: true));
        if (!parsed.GetValue(json)) terminal.Out.WriteLine(quality);
        else
            Json.Write(terminal.Out, new(quality.Mse, quality.Psnr, quality.Ssim, quality.CodebookUse, quality.Pictures),
                JsonShapes.Default.ReconstructionReport);
        return ExitCode.Done;
    }
}

/// <summary>How well pictures are given back.</summary>
/// <param name="CodebookUsage">0 to 1</param>
sealed record ReconstructionReport(double Mse, double Psnr, double Ssim, double CodebookUsage, int Images);
