using System.CommandLine;
using System.Globalization;
using EmojiGen.Cli.Training;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;
using EmojiGen.Training.VqVae;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev train vqvae</c>: the autoencoder of the second report.</summary>
sealed class TrainVqVaeCommand : DocumentedCommand
{
    const int DefaultEpochs = 100, DefaultBatch = 32;
    const double PublishedRate = 2e-4;

    static readonly string[] precisions = ["no", "bf16", "fp16"];

    readonly Option<string> dataset = new("--dataset") { Description = "What emoji-dev prepare wrote, with pictures of 64 pixels.", DefaultValueFactory = _ => "datasets/emoji", HelpName = "FOLDER" };
    readonly Option<string> output = new("--output") { Description = "Where the model goes, and checkpoints below it.", DefaultValueFactory = _ => "runs/vqvae", HelpName = "FOLDER" };
    readonly Option<long?> epochs = IntegerOption.Create(["--epochs"], 1, 1_000_000, DefaultEpochs, "epochs", "How often all pictures are seen.");
    readonly Option<long?> steps = IntegerOption.Create(["--max-train-steps"], 1, long.MaxValue / 2, null, "steps", "Changes of the weights. [default: as many as the epochs have]");
    readonly Option<long?> batch = IntegerOption.Create(["--batch-size"], 1, 65536, DefaultBatch, "pictures", "Pictures of a step.");
    readonly Option<double> rate = new("--learning-rate") { Description = "At the beginning; it falls to 0 by a cosine.", DefaultValueFactory = _ => PublishedRate, HelpName = "RATE" };
    readonly Option<string> optimizer = new("--optimizer") { Description = $"What turns gradients into steps: {string.Join(", ", OptimizerNames.All)}.", DefaultValueFactory = _ => OptimizerNames.All[0], HelpName = "NAME" };
    readonly Option<string> precision = new("--mixed-precision") { Description = "What is computed in: no, bf16, fp16.", DefaultValueFactory = _ => "bf16", HelpName = "TYPE" };
    readonly Option<bool> alpha = new("--rgba") { Description = "Transparent pictures, instead of RGB on white as published." };
    readonly Option<long?> layers = IntegerOption.Create(["--layers-per-block"], 1, 16, new VqVaeConfig().LayersPerBlock, "blocks", "Residual blocks of a level; the decoder has one more.");
    readonly Option<long?> patch = IntegerOption.Create(["--patch-size"], 1, 16, new VqVaeConfig().PatchSize, "pixels", "Pixels of a side that go into the channels before the first convolution.");
    readonly Option<string?> widths = new("--block-out-channels") { Description = "Width of each level, separated by commas. [default: 128,256]", HelpName = "N,N" };
    readonly Option<double> turned = new("--turned") { Description = "Share of the pictures that are turned by up to 20 degrees and zoomed by up to a quarter, 0 to 1; from pictures of twice the size, which the dataset must have.", HelpName = "SHARE" };
    readonly Option<double> structure = new("--structure-weight") { Description = "What a lack of structural similarity counts beside the squared error; 0: nothing, as published.", DefaultValueFactory = _ => 0, HelpName = "WEIGHT" };
    readonly Option<long?> checkpoints = IntegerOption.Create(["--checkpointing-steps"], 1, long.MaxValue / 2, 500, "steps", "Steps between checkpoints.");
    readonly Option<long?> limit = IntegerOption.Create(["--checkpoints-total-limit"], 1, 10_000, 2, "checkpoints", "How many are kept.");
    readonly Option<long?> validate = IntegerOption.Create(["--validation-steps"], 1, long.MaxValue / 2, null, "steps", "Steps between looks at the validation pictures. [default: none]");
    readonly Option<string[]> reportTo = new("--report-to") { Description = "Trackers beside the JSON lines in logs/steps.jsonl: tensorboard, wandb (an offline run, for wandb sync).", HelpName = "NAME" };
    readonly Option<string?> resume = new("--resume") { Description = "Goes on from a checkpoint: latest, or a step's number.", HelpName = "CHECKPOINT" };
    readonly Option<long?> seed = IntegerOption.Create(["--seed"], 0, long.MaxValue, 0, "", "Of weights and of the order of pictures.");
    readonly Option<bool> json = new("--json") { Description = "Print one JSON object instead of text." };

    TrainVqVaeCommand() : base("vqvae", "Train the VQ-VAE: 64 x 64 pixels to 16 x 16 of 512 codes and back.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[dataset, output, epochs, steps, batch, rate, optimizer, precision, alpha, layers, patch, widths, structure, turned, checkpoints, limit, validate, reportTo, resume, seed, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev prepare && emoji-dev train vqvae
          emoji-dev train vqvae --resume latest
        An interrupted run goes on with --resume latest as if it had not been. At the end the model is measured on the emoji of the test, which it never saw.
        """;

    public static Command Create(Terminal terminal)
    {
        var command = new TrainVqVaeCommand();
        command.SetAction(parsed => TrainingTogether.Run(terminal, (terminal, group) => command.Run(parsed, terminal, group)));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, ProcessGroup? group)
    {
        var folder = Path.GetFullPath(parsed.GetValue(output)!, terminal.Folder);
        var config = new VqVaeConfig(Channels: parsed.GetValue(alpha) ? 4 : 3, PatchSize: (int)parsed.GetValue(patch)!.Value,
            BlockOutChannels: Widths(parsed.GetValue(widths)), LayersPerBlock: (int)parsed.GetValue(layers)!.Value);
        var method = OptimizerNames.Parse(parsed.GetValue(optimizer)!) ?? throw new UsageException($"--optimizer is '{parsed.GetValue(optimizer)}'; it must be one of {string.Join(", ", OptimizerNames.All)}.");
        var type = Array.IndexOf(precisions, parsed.GetValue(precision)!);
        if (type < 0) throw new UsageException($"--mixed-precision is '{parsed.GetValue(precision)}'; it must be one of {string.Join(", ", precisions)}.");

        using var log = new RunLog(folder, parsed.GetValue(reportTo) ?? [], terminal);
        using var data = PreparedDataset.Open(Path.GetFullPath(parsed.GetValue(dataset)!, terminal.Folder), config.SampleSize);
        var number = (ulong)parsed.GetValue(seed)!.Value;
        using var model = new VqVaeModel(config);
        using (var generator = new Generator(number)) model.Initialise(generator);
        if (!(parsed.GetValue(structure) is >= 0 and var weight && double.IsFinite(weight))) throw new UsageException("--structure-weight must be 0 or more.");
        if (parsed.GetValue(turned) is not (>= 0 and <= 1 and var share)) throw new UsageException("--turned must be from 0 to 1.");
        using var larger = share == 0 ? null : PreparedDataset.Open(data.Folder, 2 * data.Side);
        using var task = new VqVaeTask(model, data, structureWeight: weight, larger: larger, turned: share);
        var size = (int)parsed.GetValue(batch)!.Value;
        var options = new TrainerOptions
        {
            Steps = parsed.GetValue(steps) ?? Math.Max(1, parsed.GetValue(epochs)!.Value * task.ExampleCount / (size * (group?.Size ?? 1))),
            BatchSize = size,
            Optimizer = method,
            LearningRate = parsed.GetValue(rate),
            Schedule = new("cosine"),
            Precision = (MixedPrecision)type,
            Seed = number,
            Folder = Path.Combine(folder, "checkpoints"),
            CheckpointEvery = parsed.GetValue(checkpoints)!.Value,
            CheckpointLimit = (int)parsed.GetValue(limit)!.Value,
            ValidateEvery = parsed.GetValue(validate),
        };
        using (var trainer = new Trainer(task, options, log.Trackers, group))
        {
            if ((parsed.GetValue(resume) is not { } checkpoint || !trainer.Resume(checkpoint)) && trainer.Leads) log.Begin(Settings(config, options));
            Train(trainer, terminal);
            if (!trainer.Leads) return ExitCode.Done;
            foreach (var (name, parameter) in model.NamedParameters().Where(it => !it.Parameter.IsBuffer))
                parameter.Tensor = trainer.TrainedWeights.Single(it => it.Name == name).Weight.Detach().Clone(); // in float32
        }

        VqVaeFolder.Save(model, folder, DType.Float16);
        using var saved = VqVaeFolder.Load(folder); // what is measured is what was written
        var quality = VqVaeQuality.Measure(saved, data, Split.Test);
        if (parsed.GetValue(json)) Json.Write(terminal.Out, writer => quality.WriteJson(writer, folder));
        else terminal.Out.WriteLine($"{quality}\n{folder}");
        return ExitCode.Done;
    }

    static Dictionary<string, string> Settings(VqVaeConfig config, TrainerOptions options) => new(StringComparer.Ordinal)
    {
        ["channels"] = Text(config.Channels),
        ["patch-size"] = Text(config.PatchSize),
        ["block-out-channels"] = string.Join(' ', config.Widths),
        ["layers-per-block"] = Text(config.LayersPerBlock),
        ["max-train-steps"] = Text(options.Steps),
        ["batch-size"] = Text(options.BatchSize),
        ["learning-rate"] = Text(options.LearningRate),
        ["optimizer"] = OptimizerNames.All[(int)options.Optimizer],
        ["mixed-precision"] = precisions[(int)options.Precision],
        ["seed"] = Text(options.Seed),
    };

    static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    static int[]? Widths(string? text) => text is null ? null : [.. text.Split(',').Select(it =>
        int.TryParse(it, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0 ? width
            : throw new UsageException($"--block-out-channels is '{text}'; it must be widths separated by commas, as 128,256."))];

    static void Train(Trainer trainer, Terminal terminal) => TrainingProgress.Show(trainer.Run(terminal.Stop), terminal, "training",
        step => string.Create(CultureInfo.InvariantCulture, $"error {step.Reported.GetValueOrDefault("mse"):f5}"),
        error => string.Create(CultureInfo.InvariantCulture, $"error on validation {error:f6}"),
        step =>
        {
            if (!step.Reported.TryGetValue("codebook_use", out var use)) return null;
            var reset = step.Reported.TryGetValue("codes_reset", out var codes) ? string.Create(CultureInfo.InvariantCulture, $", {codes} codes reset") : "";
            return string.Create(CultureInfo.InvariantCulture, $"epoch {step.Epoch + 1}: {100 * use:f1} % of the codes used{reset}");
        });
}
