using System.Text.Json.Nodes;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Cli.Training;

/// <summary>Where the steps of a run are told: JSON lines always, other trackers by name.</summary>
sealed class RunLog : IDisposable
{
    /// <summary>Of the run's folder.</summary>
    public const string Folder = "logs", StepsFile = "steps.jsonl";

    public const string TensorBoard = "tensorboard", WeightsAndBiases = "wandb";

    readonly string lines;

    /// <param name="folder">Of the run.</param>
    /// <param name="names">Of trackers beside JSON lines, as <c>--report-to</c> takes them.</param>
    /// <exception cref="UsageException">A name is not known.</exception>
    public RunLog(string folder, IEnumerable<string> names, Terminal terminal)
    {
        var logs = Path.Combine(folder, Folder);
        lines = Path.Combine(logs, StepsFile);
        List<ITracker> trackers = [new JsonLinesTracker(lines)];
        foreach (var name in names.SelectMany(it => it.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal))
            trackers.Add(name switch
            {
                TensorBoard => new TensorBoardTracker(logs),
                WeightsAndBiases => Wandb(folder, terminal),
                _ => throw new UsageException(
                    $"--report-to is '{name}'; it must be {TensorBoard} or {WeightsAndBiases} (JSON lines are always written)."),
            });
        Trackers = trackers;
    }

    public IReadOnlyList<ITracker> Trackers { get; }

    /// <summary>An offline run of Weights &amp; Biases, named as its own variables say: WANDB_PROJECT, WANDB_ENTITY, WANDB_NAME,
    /// WANDB_DIR.</summary>
    public static WandbTracker Wandb(string folder, Terminal terminal) =>
        new(Path.Combine(Path.GetFullPath(Named(terminal, "WANDB_DIR") ?? folder, terminal.Folder), "wandb"),
            new(Named(terminal, "WANDB_PROJECT") ?? "emojigen", Named(terminal, "WANDB_ENTITY"), Named(terminal, "WANDB_NAME")));

    /// <summary>Begins a run that goes on from no checkpoint: what stands in the file of steps is another's.</summary>
    /// <param name="settings">By the names of their options.</param>
    public void Begin(IReadOnlyDictionary<string, JsonNode?> settings)
    {
        if (File.Exists(lines)) File.Delete(lines);
        foreach (var tracker in Trackers) tracker.Begin(settings);
    }

    static string? Named(Terminal terminal, string variable) => terminal.Variable(variable) is { Length: > 0 } value ? value : null;

    public void Dispose()
    {
        foreach (var tracker in Trackers) tracker.Dispose();
    }
}
