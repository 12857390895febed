using System.CommandLine;
using System.Text.Json.Nodes;
using EmojiGen.Cli.Training;
using EmojiGen.Torch;
using EmojiGen.Training.Loop;

namespace EmojiGen.Cli.Commands;

/// <summary>What the trainings of the VQ-VAE and of its prior are both told.</summary>
sealed class TrainingOptionGroup
{
    readonly Option<long?> epochs, checkpoints, validate;
    readonly Option<double> rate;
    readonly Option<string> dataset = new("--dataset")
    {
        Description = "What emoji-dev prepare wrote, with pictures of 64 pixels.",
        DefaultValueFactory = _ => "datasets/emoji",
        HelpName = "FOLDER"
    };
    readonly Option<long?> steps = IntegerOption.Create(["--max-train-steps"], 1, long.MaxValue / 2, null, "steps",
        "Changes of the weights. [default: as many as the epochs have]");
    readonly Option<long?> batch = IntegerOption.Create(["--batch-size"], 1, 65536, 32, "pictures", "Pictures of a step.");
    readonly ChoiceOption<OptimizerKind> optimizer =
        new("--optimizer", TrainerOptions.Optimizers, OptimizerKind.AdamW, "What turns gradients into steps", "NAME");
    readonly ChoiceOption<MixedPrecision> precision =
        new("--mixed-precision", TrainerOptions.Precisions, MixedPrecision.BFloat16, "What is computed in", "TYPE");
    readonly Option<long?> limit = IntegerOption.Create(["--checkpoints-total-limit"], 1, 10_000, 2, "checkpoints", "How many are kept.");
    readonly Option<string?> resume =
        new("--resume") { Description = "Goes on from a checkpoint: latest, or a step's number.", HelpName = "CHECKPOINT" };
    readonly Option<string[]> reportTo = new("--report-to")
    {
        Description = "Trackers beside the JSON lines in logs/steps.jsonl: tensorboard, wandb (an offline run, for wandb sync).",
        HelpName = "NAME"
    };
    readonly Option<long?> seed = IntegerOption.Create(["--seed"], 0, long.MaxValue, 0, "", "Of weights and of the order of pictures.");
    readonly Option<bool> json = new("--json") { Description = "Print one JSON object instead of text." };

    public TrainingOptionGroup(int epochs, double learningRate, int checkpointEvery, int? validateEvery)
    {
        this.epochs = IntegerOption.Create(["--epochs"], 1, 1_000_000, epochs, "epochs", "How often all pictures are seen.");
        rate = new("--learning-rate")
        {
            Description = "At its highest; it falls to 0 by a cosine.",
            DefaultValueFactory = _ => learningRate,
            HelpName = "RATE"
        };
        checkpoints = IntegerOption.Create(["--checkpointing-steps"], 1, long.MaxValue / 2, checkpointEvery, "steps",
            "Steps between checkpoints.");
        validate = IntegerOption.Create(["--validation-steps"], 1, long.MaxValue / 2, validateEvery, "steps",
            $"Steps between looks at the validation pictures.{(validateEvery is null ? " [default: none]" : "")}");
    }

    public IEnumerable<Option> All =>
        [dataset, epochs, steps, batch, rate, optimizer, precision, checkpoints, limit, validate, reportTo, resume, seed, json];

    public string Dataset(ParseResult parsed, Terminal terminal) => Path.GetFullPath(parsed.GetValue(dataset)!, terminal.Folder);

    public ulong Seed(ParseResult parsed) => (ulong)parsed.GetValue(seed)!.Value;

    public bool Json(ParseResult parsed) => parsed.GetValue(json);

    /// <param name="folder">Of the run.</param>
    public RunLog Log(ParseResult parsed, string folder, Terminal terminal) => new(folder, parsed.GetValue(reportTo) ?? [], terminal);

    /// <param name="folder">Of the run; checkpoints go below it.</param>
    /// <param name="examples">Of an epoch.</param>
    public TrainerOptions Read(ParseResult parsed, string folder, int examples, ProcessGroup? group)
    {
        var size = (int)parsed.GetValue(batch)!.Value;
        return new()
        {
            Steps = parsed.GetValue(steps) ?? Math.Max(1, parsed.GetValue(epochs)!.Value * examples / (size * (group?.Size ?? 1))),
            BatchSize = size,
            Optimizer = optimizer.Read(parsed),
            LearningRate = parsed.GetValue(rate),
            Schedule = new("cosine"),
            Precision = precision.Read(parsed),
            Seed = Seed(parsed),
            Folder = Path.Combine(folder, "checkpoints"),
            CheckpointEvery = parsed.GetValue(checkpoints)!.Value,
            CheckpointLimit = (int)parsed.GetValue(limit)!.Value,
            ValidateEvery = parsed.GetValue(validate),
        };
    }

    /// <summary>Goes on from the checkpoint that was asked for, or begins the log of a new run.</summary>
    /// <param name="settings">Of the network, by the names of their options.</param>
    public void Begin(ParseResult parsed, Trainer trainer, TrainerOptions options, RunLog log,
        IEnumerable<(string Name, JsonNode? Value)> settings)
    {
        var resumed = parsed.GetValue(resume) is { } checkpoint && trainer.Resume(checkpoint); // by every process
        if (resumed || !trainer.Leads) return;
        log.Begin(new Dictionary<string, JsonNode?>([.. settings.Select(it => KeyValuePair.Create(it.Name, it.Value)), .. options.InForce],
            StringComparer.Ordinal));
    }
}
