using System.Globalization;

namespace EmojiGen.Training.Checkpoints;

/// <summary>The checkpoints of a run: folders <c>checkpoint-STEP</c>, each whole or not there at all.</summary>
/// <remarks>One is written under another name, brought to disk and renamed. What a killed run left under such a name is cleared away by the
/// next that writes.</remarks>
public sealed class CheckpointFolder(string root)
{
    const string Prefix = "checkpoint-", Unfinished = ".unfinished-", Former = ".former-";

    /// <summary>What a tensor's file is called in each.</summary>
    public const string TensorFile = "state.safetensors";

    /// <summary>Numbers and settings, for reading too.</summary>
    public const string SettingsFile = "state.json";

    public string Root => root;

    /// <summary>Steps that there are checkpoints of, ascending.</summary>
    public IReadOnlyList<long> Steps
    {
        get
        {
            if (!Directory.Exists(root)) return [];
            Recover();
            return [.. Directory.EnumerateDirectories(root, Prefix + "*").Select(it => StepOf(Path.GetFileName(it))).OfType<long>()
                .Order()];
        }
    }

    public string PathOf(long step) => Path.Combine(root, Prefix + step.ToString(CultureInfo.InvariantCulture));

    /// <summary>The checkpoint that <c>latest</c>, a step's number, or a folder means.</summary>
    /// <returns>Null for <c>latest</c> where there is none yet.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such checkpoint; says which there are.</exception>
    public string? Find(string name)
    {
        var steps = Steps;
        if (name == "latest") return steps.Count == 0 ? null : PathOf(steps[^1]);
        if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && steps.Contains(step)) return PathOf(step);
        foreach (var path in (ReadOnlySpan<string>)[Path.Combine(root, name), name])
            if (File.Exists(Path.Combine(path, SettingsFile))) return path;
        throw new DirectoryNotFoundException(
            $"There is no checkpoint '{name}' in '{root}'; there {(steps.Count == 0 ? "are none" : $"are those of step {string.Join(", ", steps)}")}.");
    }

    /// <summary>Writes a checkpoint, then removes the oldest beyond a limit.</summary>
    /// <param name="write">Writes its files into the folder given.</param>
    /// <param name="limit">Checkpoints to keep, this one included; null: all.</param>
    /// <param name="keep">A step that is kept among them, unless one is all there may be.</param>
    /// <returns>Its folder.</returns>
    /// <exception cref="IOException">It could not be written, as when the disk is full; the former ones are untouched.</exception>
    public string Write(long step, Action<string> write, int? limit = null, long? keep = null)
    {
        Directory.CreateDirectory(root);
        Recover();
        foreach (var left in Directory.EnumerateDirectories(root, Unfinished + "*")) Directory.Delete(left, recursive: true);
        var (beside, target, former) = (Path.Combine(root, Unfinished + step), PathOf(step), Path.Combine(root, Former + step));
        try
        {
            Directory.CreateDirectory(beside);
            write(beside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // The last is what .NET makes of a file that is larger than its file system takes.
            TryDelete(beside);
            var kept = Steps is [.., var last] ? $"the one of step {last} is as it was: make room and resume from it" : "there is none yet";
            throw new IOException($"The checkpoint of step {step} could not be written into '{root}' ({e.Message.TrimEnd('.')}); {kept}.",
                e);
        }
        catch
        {
            TryDelete(beside);
            throw;
        }
        if (Directory.Exists(target)) Directory.Move(target, former);
        Directory.Move(beside, target);
        TryDelete(former);
        Prune(limit, step, keep);
        return target;
    }

    /// <summary>Puts the checkpoints of the run before out of the way of one that begins anew.</summary>
    /// <returns>The folder that holds them now; null where there were none.</returns>
    /// <exception cref="IOException">They cannot be moved.</exception>
    public string? SetAside()
    {
        if (Steps is not { Count: > 0 } steps) return null;
        var number = 1;
        while (Path.Exists(Aside())) number++;
        foreach (var step in steps)
        {
            Directory.CreateDirectory(Aside());
            Directory.Move(PathOf(step), Path.Combine(Aside(), Path.GetFileName(PathOf(step))));
        }
        return Aside();

        string Aside() => Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"before-{number}"));
    }

    void Prune(int? limit, long written, long? keep)
    {
        if (limit is not { } most) return;
        var steps = Steps;
        // The one that is kept beside the newest counts too; where one is all there may be, it is the newest, to be resumed.
        var isBestKept = most > 1 && keep is { } best && best != written && steps.Contains(best);
        var others = steps.Where(it => it != written && !(isBestKept && it == keep));
        foreach (var step in others.SkipLast(most - (isBestKept ? 2 : 1)).ToArray()) TryDelete(PathOf(step));
    }

    /// <summary>A checkpoint that was being replaced when its run was killed comes back.</summary>
    void Recover()
    {
        foreach (var former in Directory.EnumerateDirectories(root, Former + "*"))
        {
            var target = Path.Combine(root, Prefix + Path.GetFileName(former)[Former.Length..]);
            if (Directory.Exists(target)) TryDelete(former);
            else Directory.Move(former, target);
        }
    }

    static void TryDelete(string folder)
    {
        if (!Directory.Exists(folder)) return;
        // Renamed first, so that a kill in the middle leaves no half of a checkpoint under its name.
        var parent = Path.GetDirectoryName(folder)!;
        var doomed = Path.Combine(parent, Unfinished + Path.GetRandomFileName());
        try
        {
            Directory.Move(folder, doomed);
            Directory.Delete(doomed, recursive: true);
        }
        catch (IOException)
        {
            // The next checkpoint tries again.
        }
    }

    static long? StepOf(string name) =>
        long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
}
