using System.CommandLine;
using System.Text.Json.Nodes;
using EmojiGen.Cli.Training;
using EmojiGen.Generation.Settings;
using EmojiGen.Torch;
using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.Loop;

namespace EmojiGen.Cli.Commands;

/// <summary>What the trainings of the VQ-VAE and of its prior are both told.</summary>
sealed class TrainingOptionGroup
{
    readonly SettingOption<long?> epochs, checkpoints, validate;
    readonly SettingOption<double?> rate;
    readonly SettingOption<string?> dataset = new(new TextSetting("dataset", "FOLDER",
        "What emoji-dev prepare wrote, with pictures of 64 pixels.", "datasets/emoji"));
    readonly SettingOption<long?> steps = new(new WholeSetting("max-train-steps", CommonSettings.OneOrMore("steps"), null,
        "Changes of the weights.")
    {
        Otherwise = "as many as the epochs have",
    });
    readonly SettingOption<long?> batch = new(new WholeSetting("batch-size", new(1, 65_536, "pictures"), 32, "Pictures of a step."));
    readonly SettingOption<string?> optimizer = new(new ChoiceSetting("optimizer", "NAME", TrainerOptions.Optimizers.Names,
        TrainerOptions.Optimizers.NameOf(OptimizerKind.AdamW), "What turns gradients into steps."));
    readonly SettingOption<string?> precision = new(new ChoiceSetting("mixed-precision", "TYPE", TrainerOptions.Precisions.Names,
        TrainerOptions.Precisions.NameOf(MixedPrecision.BFloat16), "What is computed in."));
    readonly SettingOption<long?> limit = new(new WholeSetting("checkpoints-total-limit", new(1, 10_000, "checkpoints"), 2,
        "How many are kept, the best one of a validation among them."));
    readonly SettingOption<string?> resume = new(TrainingSettings.Resume);
    readonly SettingOption<bool> overwrite = new(TrainingSettings.Overwrite);
    readonly SettingOption<string> device = new(TrainingSettings.Device);
    readonly SettingOption<string[]> reportTo = new(new TextsSetting("report-to", "NAME",
        "Trackers beside the JSON lines in logs/steps.jsonl: tensorboard, wandb (an offline run, for wandb sync)."));
    readonly SettingOption<long?> seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0,
        "Of weights and of the order of pictures."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    public TrainingOptionGroup(int epochs, double learningRate, int checkpointEvery, int? validateEvery)
    {
        this.epochs = new(new WholeSetting("epochs", new(1, 1_000_000, "epochs"), epochs, "How often all pictures are seen."));
        rate = new(new NumberSetting("learning-rate", "RATE", CommonSettings.Positive(isAbove: true), learningRate,
            "At its highest; it falls to 0 by a cosine."));
        checkpoints = new(new WholeSetting("checkpointing-steps", CommonSettings.OneOrMore("steps"), checkpointEvery,
            "Steps between checkpoints."));
        validate = new(new WholeSetting("validation-steps", CommonSettings.OneOrMore("steps"), validateEvery,
            "Steps between looks at the validation pictures.")
        {
            Otherwise = validateEvery is null ? "none" : "",
        });
    }

    public IEnumerable<Option> All =>
        [dataset, epochs, steps, batch, rate, optimizer, precision, checkpoints, limit, validate, reportTo, resume, overwrite, device, seed, json];

    /// <summary>What was asked to compute.</summary>
    public string Device(ParseResult parsed) => parsed.GetValue(device)!;

    public string Dataset(ParseResult parsed, Terminal terminal) => Path.GetFullPath(parsed.GetValue(dataset)!, terminal.Folder);

    public ulong Seed(ParseResult parsed) => (ulong)parsed.GetValue(seed)!.Value;

    public bool Json(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Where a run's checkpoints lie.</summary>
    public static string CheckpointsOf(string folder) => Path.Combine(folder, "checkpoints");

    /// <summary>Refuses to replace a result that nobody gave up.</summary>
    public void KeepResult(ParseResult parsed, string folder, bool isFinished) => FinishedRun.Keep(folder, isFinished,
        parsed.GetValue(resume) is not null || parsed.GetValue(overwrite), TrainingSettings.Resume.Name, "output");

    /// <param name="folder">Of the run.</param>
    public RunLog Log(ParseResult parsed, string folder, Terminal terminal) => new(folder, parsed.GetValue(reportTo) ?? [], terminal);

    /// <param name="folder">Of the run; checkpoints go below it.</param>
    /// <param name="examples">Of an epoch.</param>
    /// <param name="on">What computes.</param>
    public TrainerOptions Read(ParseResult parsed, string folder, int examples, ProcessGroup? group, Device on)
    {
        var size = (int)parsed.GetValue(batch)!.Value;
        return new TrainerOptions
        {
            Steps = parsed.GetValue(steps) ?? Math.Max(1, parsed.GetValue(epochs)!.Value * examples / (size * (group?.Size ?? 1))),
            BatchSize = size,
            Optimizer = TrainerOptions.Optimizers.Find(parsed.GetValue(optimizer)!)!.Value,
            LearningRate = parsed.GetValue(rate)!.Value,
            Schedule = new("cosine"),
            Precision = TrainerOptions.Precisions.Find(parsed.GetValue(precision)!)!.Value,
            Seed = Seed(parsed),
            Folder = CheckpointsOf(folder),
            CheckpointEvery = parsed.GetValue(checkpoints)!.Value,
            CheckpointLimit = (int)parsed.GetValue(limit)!.Value,
            ValidateEvery = parsed.GetValue(validate),
        }.On(on);
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
