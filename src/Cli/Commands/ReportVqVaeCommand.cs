using System.CommandLine;
using System.Text;
using EmojiGen.Cli.Training;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev report vqvae</c>: one HTML file about an Emoji VQ-VAE.</summary>
sealed class ReportVqVaeCommand : DocumentedCommand
{
    const string FileName = "report.html";

    readonly SettingOption<string?> model = new(new TextSetting("model", "FOLDER",
        "The run's folder, or any other that holds the model.", "runs/vqvae")
    {
        Aliases = ["-m"],
    });
    readonly SettingOption<string?> dataset = new(new TextSetting("dataset", "FOLDER", "What it was trained on.", "datasets/emoji"));
    readonly SettingOption<string?> output = new(new TextSetting("output", "FILE", "The page.")
    {
        Aliases = ["-o"],
        Otherwise = $"{FileName} in the model's folder",
    });
    readonly SettingOption<string> device = new(TrainingSettings.Device);
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    ReportVqVaeCommand()
        : base("vqvae", "Write one HTML file about an Emoji VQ-VAE: losses, codebook use, figures, reconstructions, morphs, samples.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[model, dataset, output, device, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev report vqvae
          emoji-dev report vqvae --model models/emoji-vqvae -o vqvae.html
        Charts need the logs that training writes into its folder; figures are measured anew. The page needs nothing but itself.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new ReportVqVaeCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var (name, folder) = InstalledModels.Of(terminal, installation).VqVae(parsed.GetValue(model));
        var file = parsed.GetValue(output) ?? Path.Combine(folder, FileName);
        var path = OutputFile.At(file, terminal.Folder);
        PreparedDataset.Expect(Path.GetFullPath(parsed.GetValue(dataset)!, terminal.Folder));
        using var network = VqVaeModelFolder.LoadAutoencoder(folder, Device.Choose(parsed.GetValue(device)));
        using var pictures = PreparedDataset.Open(Path.GetFullPath(parsed.GetValue(dataset)!, terminal.Folder), network.Config.SampleSize);
        var html = new VqVaeReport(folder, name, network, pictures, installation.SentenceEncoder).Write(what =>
        {
            terminal.Stop.ThrowIfCancellationRequested();
            if (terminal.IsInteractive) terminal.Error.Write($"\r\e[K{what}");
        });
        if (terminal.IsInteractive) terminal.Error.Write("\r\e[K");
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(html));
        if (parsed.GetValue(json)) Json.Write(terminal.Out, new(file), JsonShapes.Default.PageReport);
        else terminal.Out.WriteLine(file);
        return ExitCode.Done;
    }
}

/// <summary>A page that was written.</summary>
sealed record PageReport(string File);
