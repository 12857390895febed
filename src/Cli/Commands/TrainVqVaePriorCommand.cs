using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EmojiGen.Cli.Training;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Hub;
using EmojiGen.Language;
using EmojiGen.ModelEngines;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;
using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;
using EmojiGen.Training.VqVae;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev train vqvae-prior</c>: the GPT over a trained VQ-VAE's codes.</summary>
sealed class TrainVqVaePriorCommand : DocumentedCommand
{
    static readonly CodePriorConfig sizes = new(HiddenSize: 256, NumHiddenLayers: 6, NumAttentionHeads: 4);

    readonly TrainingOptionGroup training = new(epochs: 12, learningRate: 1e-3, checkpointEvery: 250, validateEvery: 250);
    readonly SettingOption<string?> vqvae = new(new TextSetting("vqvae", "FOLDER", "The trained VQ-VAE.", "runs/vqvae"));
    readonly SettingOption<string?> output = new(new TextSetting("output", "FOLDER", "Where the prior goes, and checkpoints below it.")
    {
        Otherwise = "prior in the VQ-VAE's folder",
    });
    readonly SettingOption<long?> width = new(new WholeSetting("hidden-size", new(8, 4096), sizes.HiddenSize, "Width of the network."));
    readonly SettingOption<long?> layers = new(new WholeSetting("layers", new(1, 100), sizes.NumHiddenLayers, "Its layers."));
    readonly SettingOption<long?> heads = new(new WholeSetting("heads", new(1, 64), sizes.NumAttentionHeads,
        "Heads of each layer's attention."));
    readonly SettingOption<double?> dropout = new(new NumberSetting("dropout", "SHARE", CommonSettings.Share, sizes.Dropout,
        "Share that is left out after each layer."));
    readonly SettingOption<long?> warmUp = new(new WholeSetting("lr-warmup-steps", new(0, long.MaxValue / 2, "steps"), 100,
        "Steps in which the rate rises from 0."));
    readonly SettingOption<double?> decay = new(new NumberSetting("weight-decay", "DECAY", CommonSettings.Positive(), 0.1,
        "Of matrices."));
    readonly SettingOption<double?> average = new(new NumberSetting("ema-decay", "DECAY", CommonSettings.Share, 0.999,
        "Of the average of the weights, which is what is kept; 0: none."));

    TrainVqVaePriorCommand() : base("vqvae-prior", "Train the prior of a VQ-VAE: a GPT that writes its codes, asked by words and style.")
    {
        foreach (var option in (Option[])[vqvae, output, width, layers, heads, dropout, warmUp, decay, average, .. training.All])
            Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev prepare && emoji-dev train vqvae && emoji-dev train vqvae-prior
          emoji-dev train vqvae-prior --resume latest
        The pictures' codes and the captions' embeddings are computed once and kept beside the prior, for as long as the VQ-VAE stays the same.
        What is kept in the end is the average of the weights, of the last step or of the best validation, whichever is better.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new TrainVqVaePriorCommand();
        command.SetAction(parsed =>
            TrainingTogether.Run(terminal, command.training.Device(parsed),
                (terminal, group, device) => command.Run(parsed, terminal, installation, group, device)));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation, ProcessGroup? group, Device device)
    {
        var from = Path.GetFullPath(parsed.GetValue(vqvae)!, terminal.Folder);
        var folder = parsed.GetValue(output) is { } named ? Path.GetFullPath(named, terminal.Folder) : VqVaeModelFolder.PriorOf(from);
        training.KeepResult(parsed, folder, VqVaeModelFolder.IsIn(folder));
        PreparedDataset.Expect(training.Dataset(parsed, terminal));
        return Interruptible.Run(parsed, TrainingOptionGroup.CheckpointsOf(folder), terminal,
            () => Run(parsed, from, folder, terminal, installation, group, device));
    }

    int Run(ParseResult parsed, string from, string folder, Terminal terminal, Installation installation, ProcessGroup? group,
        Device device)
    {
        using var log = training.Log(parsed, folder, terminal);
        using var autoencoder = VqVaeFolder.Load(from, device.FastType is var fast && fast == DType.Float32 ? null : fast, device);
        autoencoder.PrepareForInference();
        using var pictures = PreparedDataset.Open(training.Dataset(parsed, terminal), autoencoder.Config.SampleSize);
        if (group is { Rank: > 0 }) group.Meet(); // what the first process computes, the others find
        var codes = Codes(Path.Combine(folder, "codes.safetensors"), from, autoencoder, pictures, terminal, installation);
        if (group is { Rank: 0 }) group.Meet();

        var config = new CodePriorConfig(autoencoder.Config.CodebookSize, codes.CodeCount, autoencoder.Config.LatentSize,
            (int)parsed.GetValue(width)!.Value, (int)parsed.GetValue(layers)!.Value,
            (int)parsed.GetValue(heads)!.Value, codes.Dimension, Math.Max(1, codes.Styles.Length), parsed.GetValue(dropout)!.Value);
        using var model = new CodePrior(config);
        using (var generator = new Generator(training.Seed(parsed))) model.InitialiseAsGpt(generator);
        model.To(device: device);
        using var task = new CodePriorTask(model, codes, autoencoder);
        var options = training.Read(parsed, folder, task.ExampleCount, group, device) with
        {
            Schedule = new("cosine", parsed.GetValue(warmUp)!.Value),
            Beta2 = 0.95, // as GPT-3 was trained
            WeightDecay = parsed.GetValue(decay)!.Value,
            EmaDecay = parsed.GetValue(average) is > 0 and var kept ? kept : null,
        };
        long best;
        using (var trainer = new Trainer(task, options, log.Trackers, group))
        {
            training.Begin(parsed, trainer, options, log, Settings(config, from));
            TrainingProgress.Show(trainer.Run(terminal.Stop), terminal, "training",
                step => string.Create(CultureInfo.InvariantCulture, $"{step.Reported["bits"]:f3} bits a code"), bits => string.Create(CultureInfo.InvariantCulture, $"{bits:f3} bits a code on validation"));
            if (!trainer.Leads) return ExitCode.Done;
            best = trainer.BestStep;
            trainer.UseTrained();
        }
        var bits = Keep(model, task, folder, codes.Styles, null);
        if (best > 0 && best < options.Steps && Directory.Exists(new CheckpointFolder(options.Folder!).PathOf(best)))
        {
            using var trainer = new Trainer(task, options);
            trainer.Resume(best.ToString(CultureInfo.InvariantCulture));
            trainer.UseTrained();
            bits = Keep(model, task, folder, codes.Styles, bits);
        }
        var numbers = model.NamedParameters().Sum(it => it.Parameter.Tensor.ElementCount);
        if (training.Json(parsed))
            Json.Write(terminal.Out, new PriorTrainingReport(folder, numbers, bits), JsonShapes.Default.PriorTrainingReport);
        else terminal.Out.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{numbers / 1e6:f1} M numbers{(bits is { } value ? $", {value:f3} bits a code on pictures that it never saw" : "")}\n{folder}"));
        return ExitCode.Done;
    }

    /// <summary>Writes the prior unless it validates worse than the one that was written before.</summary>
    /// <returns>Bits a code of the one that is there; null where there is nothing to validate on.</returns>
    static double? Keep(CodePrior model, CodePriorTask task, string folder, IReadOnlyList<string> styles, double? before)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var bits = task.Validate(0)?.Loss;
        if (bits >= before) return before;
        CodePriorFolder.Save(model, folder, DType.Float16, styles);
        return bits;
    }

    static CodeDataset Codes(string path, string from, VqVaeModel autoencoder, PreparedDataset pictures, Terminal terminal,
        Installation installation)
    {
        var identity = CodeDataset.Identity(from, pictures, SentenceFolder.IdentityOf(installation.SentenceEncoder));
        if (CodeDataset.Open(path, identity, pictures) is { } kept) return kept;
        using var encoder = SentenceEncoder.Load(installation.SentenceEncoder);
        using (var progress = new ProgressLine(terminal, "preparing"))
            foreach (var step in CodeDataset.Create(path, identity, autoencoder, pictures, encoder, terminal.Stop))
                progress.Report(step.Done, step.Total, $"{step.What} {step.Done} of {step.Total}");
        return CodeDataset.Open(path, identity, pictures)
            ?? throw new IOException($"The codes were written to '{path}', and are not there any more.");
    }

    static (string, JsonNode?)[] Settings(CodePriorConfig config, string from) =>
    [
        ("vqvae", ModelReference.NameOf(from)),
        ("hidden-size", config.HiddenSize),
        ("layers", config.NumHiddenLayers),
        ("heads", config.NumAttentionHeads),
        ("dropout", config.Dropout),
    ];
}

/// <summary>What training a prior came to.</summary>
/// <param name="Numbers">Of the network.</param>
/// <param name="ValidationBits">A code, on pictures that it never saw; null: there were none.</param>
sealed record PriorTrainingReport(string Folder, long Numbers, double? ValidationBits);
