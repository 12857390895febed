using System.Text.Json;

namespace EmojiGen.Hub;

/// <summary>A model that lies in the cache.</summary>
/// <param name="Folder">Opened like any model folder.</param>
/// <param name="Files">The chosen files; offline, those that are there.</param>
/// <param name="Bytes">Fetched in this run.</param>
public sealed record HubSnapshot(HubName Name, string Commit, string Folder, IReadOnlyList<string> Files, long Bytes);

/// <summary>Brings a model into the cache.</summary>
/// <param name="open">Opens the files that are written to; another one only in tests.</param>
/// <param name="free">Bytes free for a folder; another one only in tests.</param>
/// <param name="ofDatasets">Whether data sets are pulled.</param>
public sealed class HubPull(HubClient client, Func<string, FileMode, Stream>? open = null, Func<string, long?>? free = null,
    bool ofDatasets = false)
{
    const int Together = 4;

    readonly HubCache cache = new(client.Environment.Cache, ofDatasets);

    /// <summary>Fetches what is missing of a model; all of it is there, verified, when this returns.</summary>
    /// <param name="progress">Called on whatever thread brings something.</param>
    /// <exception cref="HubException">It was refused, damaged or unreachable, or the disk is full.</exception>
    /// <exception cref="ArgumentException">Nothing was chosen.</exception>
    public async Task<HubSnapshot> Run(HubName name, HubSelection selection, IProgress<HubProgress>? progress = null,
        CancellationToken stop = default)
    {
        if (client.Environment.Offline) return InCache(name);
        var model = await client.Find(name, stop).ConfigureAwait(false);
        var files = selection.Choose(model, await Index(model, stop).ConfigureAwait(false));

        var (present, missing) = Split(model, files);
        var needed = missing.Sum(file => Needed(model, file));
        if ((free ?? DiskSpace.Free)(cache.Folder) is { } left && left < needed) throw DiskSpace.Full(cache.Folder, needed - left);

        var counted = new LastProgress(progress);
        var tally = new HubTally(files.Count, needed, counted);
        tally.There(present.Count);
        try
        {
            await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = stop },
                async (file, halt) =>
            {
                await Fetch(model, file, tally, halt).ConfigureAwait(false);
                tally.Finished(file.Path);
            }).ConfigureAwait(false);
            cache.SetCommit(name, model.Commit);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw DiskSpace.Full(cache.Folder, null, e);
        }
        return new(name, model.Commit, cache.SnapshotFolder(name.Repository, model.Commit), [.. files.Select(file => file.Path)],
            counted.Bytes);
    }

    /// <summary>What the cache has of a model, without asking the hub.</summary>
    /// <exception cref="HubException">It has none, or a component of the pipeline is missing; the message says which.</exception>
    public HubSnapshot InCache(HubName name)
    {
        var folder = cache.Snapshot(name) ?? throw new HubException(
            $"{name.Called} is not in the cache at '{cache.Folder}', and HF_HUB_OFFLINE is set; unset it and run: emoji-dev pull {(ofDatasets ? "--dataset " : "")}{name}");
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(it => HubCache.IsWhole(it, null))
            .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal)
                .ToArray();
        var index = Path.Combine(folder, HubSelection.Index);
        string[] missing = File.Exists(index) && Json.Parse(File.ReadAllBytes(index)) is { } json
            ? [.. HubSelection.ComponentsOf(json).Where(part => !files.Any(file => file.StartsWith(part + "/", StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal)] : [];
        return missing.Length == 0 ? new(name, cache.Commit(name)!, folder, files, 0) : throw new HubException(
            $"Of model {name} the cache at '{cache.Folder}' lacks {string.Join(", ", missing)}, and HF_HUB_OFFLINE is set; unset it and run: emoji-dev pull {name}");
    }

    /// <summary>The pipeline's own list of components, which decides what is needed of the rest.</summary>
    async Task<JsonElement?> Index(HubModel model, CancellationToken stop)
    {
        if (model.Files.FirstOrDefault(file => file.Path == HubSelection.Index) is not { } file) return null;
        await Fetch(model, file, new(1, 0, null), stop).ConfigureAwait(false);
        return Json.Parse(await File.ReadAllBytesAsync(Path.Combine(cache.SnapshotFolder(model.Name.Repository, model.Commit), file.Path),
            stop).ConfigureAwait(false));
    }

    /// <summary>A commit never changes, so what its snapshot has need not be asked for.</summary>
    (List<HubFile> Present, List<HubFile> Missing) Split(HubModel model, IReadOnlyList<HubFile> files)
    {
        var there = files.ToLookup(file => cache.Has(model.Name.Repository, model.Commit, file.Path, file.Size));
        return ([.. there[true]], [.. there[false]]);
    }

    /// <summary>Bytes of a file that are not in the cache yet, neither under another commit nor from a run that broke off.</summary>
    long Needed(HubModel model, HubFile file)
    {
        if (file is not { Size: { } size, Blob: { Length: > 0 } blob } || !blob.All(char.IsAsciiHexDigitLower)) return file.Size ?? 0;
        var (repository, there) = (model.Name.Repository, new FileInfo(cache.BlobPath(model.Name.Repository, blob)));
        if (there.Exists && there.Length == size) return 0;
        var begun = new FileInfo(cache.IncompletePath(repository, blob));
        return begun.Exists ? Math.Max(0, size - begun.Length) : size;
    }

    async Task Fetch(HubModel model, HubFile file, HubTally tally, CancellationToken stop)
    {
        if (cache.Has(model.Name.Repository, model.Commit, file.Path, file.Size)) return;
        var head = await client.Head(model, file.Path, stop).ConfigureAwait(false);
        head = head with { Size = head.Size ?? file.Size };
        await new BlobDownload(client, cache, open ?? Open).Fetch(model, file.Path, head, tally, stop).ConfigureAwait(false);
        cache.Link(model.Name.Repository, model.Commit, file.Path, head.ETag);
    }

    static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.Write, FileShare.Read, 1 << 17, useAsync: false);
}
