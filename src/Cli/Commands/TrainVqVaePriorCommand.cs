using System.CommandLine;
using System.Globalization;
using EmojiGen.Cli.Training;
using EmojiGen.Models.Bert;
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
    const int TellEvery = 50;

    static readonly string[] precisions = ["no", "bf16", "fp16"];
    static readonly CodePriorConfig sizes = new(HiddenSize: 256, NumHiddenLayers: 6, NumAttentionHeads: 4);

    readonly Option<string> vqvae = new("--vqvae") { Description = "The trained VQ-VAE.", DefaultValueFactory = _ => "runs/vqvae", HelpName = "FOLDER" };
    readonly Option<string> dataset = new("--dataset") { Description = "What it was trained on.", DefaultValueFactory = _ => "datasets/emoji", HelpName = "FOLDER" };
    readonly Option<string?> output = new("--output") { Description = "Where the prior goes, and checkpoints below it. [default: prior in the VQ-VAE's folder]", HelpName = "FOLDER" };
    readonly Option<long?> width = IntegerOption.Create(["--hidden-size"], 8, 4096, sizes.HiddenSize, "", "Width of the network.");
    readonly Option<long?> layers = IntegerOption.Create(["--layers"], 1, 100, sizes.NumHiddenLayers, "", "Its layers.");
    readonly Option<long?> heads = IntegerOption.Create(["--heads"], 1, 64, sizes.NumAttentionHeads, "", "Heads of each layer's attention.");
    readonly Option<double> dropout = new("--dropout") { Description = "Share that is left out after each layer, 0 to 1.", DefaultValueFactory = _ => sizes.Dropout, HelpName = "SHARE" };
    readonly Option<long?> epochs = IntegerOption.Create(["--epochs"], 1, 1_000_000, 12, "epochs", "How often all pictures are seen.");
    readonly Option<long?> steps = IntegerOption.Create(["--max-train-steps"], 1, long.MaxValue / 2, null, "steps", "Changes of the weights. [default: as many as the epochs have]");
    readonly Option<long?> batch = IntegerOption.Create(["--batch-size"], 1, 65536, 32, "pictures", "Pictures of a step.");
    readonly Option<double> rate = new("--learning-rate") { Description = "At its highest; it falls to 0 by a cosine.", DefaultValueFactory = _ => 1e-3, HelpName = "RATE" };
    readonly Option<long?> warmUp = IntegerOption.Create(["--lr-warmup-steps"], 0, long.MaxValue / 2, 100, "steps", "Steps in which the rate rises from 0.");
    readonly Option<double> decay = new("--weight-decay") { Description = "Of matrices; 0 or more.", DefaultValueFactory = _ => 0.1, HelpName = "DECAY" };
    readonly Option<double> average = new("--ema-decay") { Description = "Of the average of the weights, which is what is kept; 0: none.", DefaultValueFactory = _ => 0.999, HelpName = "DECAY" };
    readonly Option<string> optimizer = new("--optimizer") { Description = $"What turns gradients into steps: {string.Join(", ", OptimizerNames.All)}.", DefaultValueFactory = _ => OptimizerNames.All[0], HelpName = "NAME" };
    readonly Option<string> precision = new("--mixed-precision") { Description = "What is computed in: no, bf16, fp16.", DefaultValueFactory = _ => "bf16", HelpName = "TYPE" };
    readonly Option<long?> checkpoints = IntegerOption.Create(["--checkpointing-steps"], 1, long.MaxValue / 2, 250, "steps", "Steps between checkpoints.");
    readonly Option<long?> limit = IntegerOption.Create(["--checkpoints-total-limit"], 1, 10_000, 2, "checkpoints", "How many are kept, the best one besides.");
    readonly Option<long?> validate = IntegerOption.Create(["--validation-steps"], 1, long.MaxValue / 2, 250, "steps", "Steps between looks at the validation pictures.");
    readonly Option<string?> resume = new("--resume") { Description = "Goes on from a checkpoint: latest, or a step's number.", HelpName = "CHECKPOINT" };
    readonly Option<string[]> reportTo = new("--report-to") { Description = "Trackers beside the JSON lines in logs/steps.jsonl: tensorboard, wandb (an offline run, for wandb sync).", HelpName = "NAME" };
    readonly Option<long?> seed = IntegerOption.Create(["--seed"], 0, long.MaxValue, 0, "", "Of weights, captions and the order of pictures.");
    readonly Option<bool> json = new("--json") { Description = "Print one JSON object instead of text." };

    TrainVqVaePriorCommand() : base("vqvae-prior", "Train the prior of a VQ-VAE: a GPT that writes its codes, asked by words and style.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[vqvae, dataset, output, width, layers, heads, dropout, epochs, steps, batch, rate, warmUp, decay, average, optimizer, precision, checkpoints, limit, validate, resume, reportTo, seed, json])
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
        command.SetAction(parsed => TrainingTogether.Run(terminal, (terminal, group) => command.Run(parsed, terminal, installation, group)));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation, ProcessGroup? group)
    {
        var method = OptimizerNames.Parse(parsed.GetValue(optimizer)!) ?? throw new UsageException($"--optimizer is '{parsed.GetValue(optimizer)}'; it must be one of {string.Join(", ", OptimizerNames.All)}.");
        var type = Array.IndexOf(precisions, parsed.GetValue(precision)!);
        if (type < 0) throw new UsageException($"--mixed-precision is '{parsed.GetValue(precision)}'; it must be one of {string.Join(", ", precisions)}.");
        var from = Path.GetFullPath(parsed.GetValue(vqvae)!, terminal.Folder);
        var folder = parsed.GetValue(output) is { } named ? Path.GetFullPath(named, terminal.Folder) : VqVaeModelFolder.PriorOf(from);
        using var log = new RunLog(folder, parsed.GetValue(reportTo) ?? [], terminal);
        using var autoencoder = VqVaeFolder.Load(from, TorchLibrary.HasBFloat16 ? DType.BFloat16 : null);
        autoencoder.PrepareForInference();
        using var pictures = PreparedDataset.Open(Path.GetFullPath(parsed.GetValue(dataset)!, terminal.Folder), autoencoder.Config.SampleSize);
        if (group is { Rank: > 0 }) group.Meet(); // what the first process computes, the others find
        var codes = Codes(Path.Combine(folder, "codes.safetensors"), from, autoencoder, pictures, terminal, installation);
        if (group is { Rank: 0 }) group.Meet();

        var config = new CodePriorConfig(autoencoder.Config.CodebookSize, codes.CodeCount, autoencoder.Config.LatentSize, (int)parsed.GetValue(width)!.Value, (int)parsed.GetValue(layers)!.Value,
            (int)parsed.GetValue(heads)!.Value, codes.Dimension, Math.Max(1, codes.Styles.Length), parsed.GetValue(dropout));
        var number = (ulong)parsed.GetValue(seed)!.Value;
        using var model = new CodePrior(config);
        using (var generator = new Generator(number)) model.InitialiseAsGpt(generator);
        using var task = new CodePriorTask(model, codes, autoencoder);
        var size = (int)parsed.GetValue(batch)!.Value;
        var options = new TrainerOptions
        {
            Steps = parsed.GetValue(steps) ?? Math.Max(1, parsed.GetValue(epochs)!.Value * task.ExampleCount / (size * (group?.Size ?? 1))),
            BatchSize = size,
            Optimizer = method,
            LearningRate = parsed.GetValue(rate),
            Schedule = new("cosine", parsed.GetValue(warmUp)!.Value),
            Beta2 = 0.95, // as GPT-3 was trained
            WeightDecay = parsed.GetValue(decay),
            EmaDecay = parsed.GetValue(average) is var kept && kept > 0 ? kept : null,
            Precision = (MixedPrecision)type,
            Seed = number,
            Folder = Path.Combine(folder, "checkpoints"),
            CheckpointEvery = parsed.GetValue(checkpoints)!.Value,
            CheckpointLimit = (int)parsed.GetValue(limit)!.Value,
            ValidateEvery = parsed.GetValue(validate),
        };
        long best;
        using (var trainer = new Trainer(task, options, log.Trackers, group))
        {
            if ((parsed.GetValue(resume) is not { } checkpoint || !trainer.Resume(checkpoint)) && trainer.Leads) log.Begin(Settings(config, options, from));
            Train(trainer, terminal);
            if (!trainer.Leads) return ExitCode.Done;
            best = trainer.BestStep;
            trainer.UseTrained();
        }
        var bits = Keep(model, task, folder, codes.Styles, null);
        if (best > 0 && best < options.Steps && Directory.Exists(new CheckpointFolder(options.Folder).PathOf(best)))
        {
            using var trainer = new Trainer(task, options);
            trainer.Resume(best.ToString(CultureInfo.InvariantCulture));
            trainer.UseTrained();
            bits = Keep(model, task, folder, codes.Styles, bits);
        }
        var numbers = model.NamedParameters().Sum(it => it.Parameter.Tensor.ElementCount);
        if (parsed.GetValue(json)) Json.Write(terminal.Out, writer => WriteJson(writer, folder, bits, numbers));
        else terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{numbers / 1e6:f1} M numbers{(bits is { } value ? $", {value:f3} bits a code on pictures that it never saw" : "")}\n{folder}"));
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

    static CodeDataset Codes(string path, string from, VqVaeModel autoencoder, PreparedDataset pictures, Terminal terminal, Installation installation)
    {
        var identity = CodeDataset.Identity(from, pictures, SentenceEncoder.IdentityOf(installation.SentenceEncoder));
        if (CodeDataset.Open(path, identity, pictures) is { } kept) return kept;
        using var encoder = SentenceEncoder.Load(installation.SentenceEncoder);
        using (var progress = new ProgressLine(terminal, "preparing"))
            foreach (var step in CodeDataset.Create(path, identity, autoencoder, pictures, encoder, terminal.Stop)) progress.Report(step.Done, step.Total, $"{step.What} {step.Done} of {step.Total}");
        return CodeDataset.Open(path, identity, pictures) ?? throw new IOException($"The codes were written to '{path}', and are not there any more.");
    }

    static Dictionary<string, string> Settings(CodePriorConfig config, TrainerOptions options, string from) => new(StringComparer.Ordinal)
    {
        ["vqvae"] = from,
        ["hidden-size"] = Text(config.HiddenSize),
        ["layers"] = Text(config.NumHiddenLayers),
        ["heads"] = Text(config.NumAttentionHeads),
        ["dropout"] = Text(config.Dropout),
        ["max-train-steps"] = Text(options.Steps),
        ["batch-size"] = Text(options.BatchSize),
        ["learning-rate"] = Text(options.LearningRate),
        ["optimizer"] = OptimizerNames.All[(int)options.Optimizer],
        ["weight-decay"] = Text(options.WeightDecay),
        ["ema-decay"] = Text(options.EmaDecay ?? 0),
        ["mixed-precision"] = precisions[(int)options.Precision],
        ["seed"] = Text(options.Seed),
    };

    static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    static void Train(Trainer trainer, Terminal terminal)
    {
        using var progress = new ProgressLine(terminal, "training");
        var (begun, rate) = (trainer.Step, System.Diagnostics.Stopwatch.StartNew());
        foreach (var step in trainer.Run(terminal.Stop))
        {
            var told = string.Create(CultureInfo.InvariantCulture, $"step {step.Number} of {step.Total}, epoch {step.Epoch + 1}, {step.Reported["bits"]:f3} bits a code");
            progress.Report(step.Number - begun, step.Total - begun, told);
            if (!terminal.IsInteractive && (step.Number % TellEvery == 0 || step.Number == step.Total))
                terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{told}, {(step.Number - begun) / rate.Elapsed.TotalSeconds:f2} steps a second"));
            if (step.Validation?.Loss is { } bits) terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step.Number}: {bits:f3} bits a code on validation"));
        }
    }

    static void WriteJson(System.Text.Json.Utf8JsonWriter writer, string folder, double? bits, long numbers)
    {
        writer.WriteStartObject();
        writer.WriteString("folder", folder);
        writer.WriteNumber("numbers", numbers);
        if (bits is { } value) writer.WriteNumber("validationBits", value);
        writer.WriteEndObject();
    }
}
