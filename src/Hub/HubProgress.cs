namespace EmojiGen.Hub;

/// <summary>How far a pull or a push is.</summary>
/// <param name="Bytes">Moved in this run, without what was there before.</param>
/// <param name="TotalBytes">To move in this run; grows where sizes become known late.</param>
/// <param name="Finished">The file that was finished just now; null in between.</param>
public readonly record struct HubProgress(int Files, int TotalFiles, long Bytes, long TotalBytes, string? Finished);

/// <summary>Counts for several files at once.</summary>
sealed class HubTally(int files, long totalBytes, IProgress<HubProgress>? progress)
{
    readonly Lock gate = new();
    int done;
    long bytes, total = totalBytes;

    public void Moved(long count)
    {
        lock (gate)
        {
            bytes += count;
            total = Math.Max(total, bytes);
            progress?.Report(new(done, files, bytes, total, null));
        }
    }

    /// <summary>Files that were there before.</summary>
    public void There(int count)
    {
        lock (gate) done += count;
    }

    /// <summary>What was thought to be moved need not be: it is there already.</summary>
    public void Spared(long count)
    {
        lock (gate) total = Math.Max(bytes, total - count);
    }

    public void Finished(string file)
    {
        lock (gate)
        {
            done++;
            progress?.Report(new(done, files, bytes, total, file));
        }
    }
}

/// <summary>Passes on, and remembers how much was moved.</summary>
sealed class LastProgress(IProgress<HubProgress>? next) : IProgress<HubProgress>
{
    public long Bytes { get; private set; }

    public void Report(HubProgress value)
    {
        Bytes = value.Bytes;
        next?.Report(value);
    }
}
