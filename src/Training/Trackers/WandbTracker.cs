using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EmojiGen.Imaging;
using EmojiGen.ModelFiles;
using EmojiGen.Training.Loop;

namespace EmojiGen.Training.Trackers;

/// <summary>Where a run belongs on Weights &amp; Biases.</summary>
/// <param name="Project">As WANDB_PROJECT names it.</param>
/// <param name="Entity">The person or team, as WANDB_ENTITY; null: whoever brings it there.</param>
/// <param name="Name">As WANDB_NAME; null: Weights &amp; Biases makes one up.</param>
public sealed record WandbRun(string Project = "emojigen", string? Entity = null, string? Name = null);

/// <summary>An offline run of Weights &amp; Biases, which <c>wandb sync</c> brings to its server: settings, numbers of each step, what they
/// were last, and pictures.</summary>
/// <remarks>Messages as in wandb/proto/wandb_internal.proto, files where the published client puts them:
/// <c>offline-run-TIME-ID/run-ID.wandb</c>, pictures in <c>files/media/images</c>.</remarks>
public sealed class WandbTracker : ITracker
{
    // of Record
    const int HistoryField = 2, SummaryField = 3, FilesField = 6, RunField = 17, ExitField = 18, FinalField = 20, HeaderField = 21,
    FooterField = 22;
    const int ItemKey = 1, ItemJson = 16, HistoryItem = 1, HistoryStep = 2;

    readonly string root;
    readonly WandbRun run;
    readonly TimeProvider time;
    readonly long begun;
    string? folder;
    WandbLog? log;
    long records;
    bool complete;

    /// <param name="root">The runs' folder, by custom called <c>wandb</c>.</param>
    public WandbTracker(string root, WandbRun? run = null, TimeProvider? time = null)
    {
        (this.root, this.run, this.time) = (root, run ?? new(), time ?? TimeProvider.System);
        begun = this.time.GetTimestamp();
    }

    public void Begin(IReadOnlyDictionary<string, JsonNode?> settings)
    {
        var now = time.GetUtcNow();
        var id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8);
        folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"offline-run-{now:yyyyMMdd_HHmmss}-{id}"));
        Directory.CreateDirectory(Path.Combine(folder, "files"));
        log = new WandbLog(new FileStream(Path.Combine(folder, $"run-{id}.wandb"), FileMode.CreateNew, FileAccess.Write, FileShare.Read));
        log.Begin();
        Write(HeaderField, new());
        var config = new ProtobufMessage();
        foreach (var (name, value) in settings) config.Message(1, Item(name, value?.ToJsonString() ?? "null"));
        var message = new ProtobufMessage().Text(1, id).Text(3, run.Project).Message(4, config).Text(13, Environment.MachineName)
            .Message(17, new ProtobufMessage().Number(1, now.ToUnixTimeSeconds()).Number(2, now.Millisecond * 1_000_000L));
        if (run.Entity is { } entity) message.Text(2, entity);
        if (run.Name is { } called) message.Text(8, called);
        Write(RunField, message);
    }

    /// <remarks>The run's file is written anew without what came after; on a server that has it already, later steps stay.</remarks>
    public void ResumedAt(long step)
    {
        var last = Directory.Exists(root) ? Directory.EnumerateFiles(root, "run-*.wandb", SearchOption.AllDirectories)
            .OrderBy(it => Path.GetFileName(Path.GetDirectoryName(it)), StringComparer.Ordinal).LastOrDefault() : null;
        if (last is null)
        {
            Begin(new Dictionary<string, JsonNode?>());
            return;
        }
        log?.Dispose();
        folder = Path.GetDirectoryName(last)!;
        var beside = $"{last}.tmp";
        using (var kept = new WandbLog(new FileStream(beside, FileMode.Create, FileAccess.Write)))
        {
            kept.Begin();
            records = 0;
            foreach (var record in WandbLog.Read(File.ReadAllBytes(last)))
            {
                if (IsAfter(step, new(record, $"'{last}' is no run of Weights & Biases", "delete it, and the run's records begin anew"))) break;
                kept.Write(record);
                records++;
            }
        }
        FinishedFile.Place(beside, last);
        log = new WandbLog(new FileStream(last, FileMode.Append, FileAccess.Write, FileShare.Read));
    }

    public void Step(TrainingStep step)
    {
        var numbers = new List<(string Name, string Json)>
        {
            ("train/loss", Json(step.Loss)), ("train/learning_rate", Json(step.LearningRate)),
                ("train/gradient_norm", Json(step.GradientNorm)), ("train/epoch", Json(step.Epoch)),
        };
        numbers.AddRange(step.Reported.Select(it => ($"train/{it.Key}", Json(it.Value))));
        if (step.Validation?.Loss is { } loss) numbers.Add(("validation/loss", Json(loss)));
        foreach (var (tag, picture) in step.Validation?.Pictures ?? []) numbers.Add((tag, Picture(step.Number, tag, picture)));
        numbers.Add(("_step", Json(step.Number)));
        numbers.Add(("_runtime", Json(time.GetElapsedTime(begun).TotalSeconds)));
        numbers.Add(("_timestamp", Json(time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0)));

        ProtobufMessage history = new(), summary = new();
        foreach (var (name, json) in numbers)
        {
            history.Message(HistoryItem, Item(name, json));
            summary.Message(1, Item(name, json));
        }
        Write(HistoryField, history.Message(HistoryStep, new ProtobufMessage().Number(1, step.Number)));
        Write(SummaryField, summary);
        complete = step.Stopped || step.Number == step.Total;
    }

    public void Dispose()
    {
        if (log is null) return;
        try
        {
            Write(ExitField, new ProtobufMessage().Number(1, complete ? 0 : 1).Number(2, (long)time.GetElapsedTime(begun).TotalSeconds));
            Write(FinalField, new());
            Write(FooterField, new());
            log.Dispose();
        }
        catch (IOException)
        {
            // A full disk was told of when a step was to be written; a run without an end counts as one that failed.
        }
        log = null;
    }

    /// <summary>Writes a picture's file; what history says of it.</summary>
    string Picture(long step, string tag, Raster picture)
    {
        var png = ImageFile.Encode(ImageFormat.Png, picture);
#pragma warning disable CA1308 // the client writes them so
        var hash = Convert.ToHexString(SHA256.HashData(png)).ToLowerInvariant();
#pragma warning restore CA1308
        var path = string.Create(CultureInfo.InvariantCulture,
            $"media/images/{string.Concat(tag.Select(it => char.IsAsciiLetterOrDigit(it) ? it : '_'))}_{step}_{hash[..20]}.png");
        var file = Path.Combine(folder!, "files", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, png);
        Write(FilesField, new ProtobufMessage().Message(1, new ProtobufMessage().Text(1, path))); // policy 0: now
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"_type": "image-file", "sha256": "{{hash}}", "size": {{png.Length}}, "path": "{{path}}", "format": "png", "width": {{picture.Width}}, "height": {{picture.Height}}}""");
    }

    void Write(int kind, ProtobufMessage message) =>
        log!.Write(new ProtobufMessage().Number(1, ++records).Message(kind, message).ToArray());

    static ProtobufMessage Item(string key, string json) => new ProtobufMessage().Text(ItemKey, key).Text(ItemJson, json);

    /// <summary>Whether a record is of a later step, or of the run's end: nothing older comes after.</summary>
    static bool IsAfter(long step, ProtocolBuffer record)
    {
        while (record.Next())
        {
            if (record.Field is ExitField or FinalField or FooterField) return true;
            if (record.Field == HistoryField && StepOf(record.Message()) > step) return true;
        }
        return false;
    }

    static long StepOf(ProtocolBuffer history)
    {
        while (history.Next())
        {
            if (history.Field != HistoryStep) continue;
            for (var counted = history.Message(); counted.Next();)
                if (counted.Field == 1) return counted.Number();
        }
        return 0;
    }

    // As Python writes them, whose reader it is.
    static string Json(double number) => double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? number > 0 ? "Infinity" : "-Infinity"
        : number.ToString("R", CultureInfo.InvariantCulture);
}
