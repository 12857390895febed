using EmojiGen.ModelFiles;

namespace EmojiGen.Hub;

/// <summary>
/// The cache that all Hugging Face tools share: <c>models--owner--name/</c> holds <c>blobs/</c> named by their hashes, <c>refs/</c> that
/// say which commit a branch was at, and
/// <c>snapshots/COMMIT/</c> with the repository's own names as relative links to the blobs.
/// </summary>
/// <param name="folder"><see cref="HubEnvironment.Cache"/></param>
/// <param name="ofDatasets">Whether it is looked at for data sets, <c>datasets--owner--name/</c>, instead of models.</param>
public sealed class HubCache(string folder, bool ofDatasets = false)
{
    static readonly TimeSpan pause = TimeSpan.FromMilliseconds(200);

    /// <summary>What the folder of a repository begins with.</summary>
    internal const string RepositoryPrefix = "models--";

    readonly string prefix = ofDatasets ? "datasets--" : RepositoryPrefix;

    public string Folder => folder;

    /// <summary><c>owner/name</c> of a repository's folder.</summary>
    internal static string RepositoryOf(string folderName) =>
        folderName[RepositoryPrefix.Length..].Replace("--", "/", StringComparison.Ordinal);

    public string RepositoryFolder(string repository) =>
        Path.Combine(folder, prefix + repository.Replace("/", "--", StringComparison.Ordinal));

    public string SnapshotFolder(string repository, string commit) => Path.Combine(RepositoryFolder(repository), "snapshots", commit);

    public string BlobPath(string repository, string etag) => Path.Combine(RepositoryFolder(repository), "blobs", etag);

    internal string IncompletePath(string repository, string etag) => BlobPath(repository, etag) + ".incomplete";

    /// <summary>The commit that a revision was at when it was last fetched; null where it never was.</summary>
    public string? Commit(HubName name)
    {
        if (name.IsCommit) return name.Revision;
        var path = RefPath(name);
        return File.Exists(path) && File.ReadAllText(path).Trim() is var commit && HubName.IsCommitHash(commit) ? commit : null;
    }

    /// <summary>The snapshot that a name stands for; null where there is none.</summary>
    public string? Snapshot(HubName name) => Commit(name) is { } commit && SnapshotFolder(name.Repository, commit) is var snapshot
        && Directory.Exists(snapshot) ? snapshot : null;

    /// <summary>Every branch and tag that was fetched, with its snapshot, in order of their names.</summary>
    public IEnumerable<(HubName Name, string Snapshot)> Snapshots()
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var repository in Directory.EnumerateDirectories(folder, RepositoryPrefix + "*").Order(StringComparer.Ordinal))
        {
            var refs = Path.Combine(repository, "refs");
            if (!Directory.Exists(refs)) continue;
            foreach (var file in Directory.EnumerateFiles(refs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var written = RepositoryOf(Path.GetFileName(repository));
                var revision = Path.GetRelativePath(refs, file).Replace(Path.DirectorySeparatorChar, '/');
                if (HubName.TryParse($"{written}@{revision}", out var name) && Snapshot(name) is { } snapshot)
                    yield return (name, snapshot);
            }
        }
    }

    /// <summary>Remembers what a branch or tag is at.</summary>
    internal void SetCommit(HubName name, string commit)
    {
        // some readers of the cache look into it unasked
        Directory.CreateDirectory(Path.Combine(RepositoryFolder(name.Repository), "refs"));
        if (name.IsCommit) return;
        var path = RefPath(name);
        if (File.Exists(path) && File.ReadAllText(path) == commit) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var other = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(other, commit); // without a line's end, as the others write it
        FinishedFile.Place(other, path);
    }

    /// <summary>Whether a file of a snapshot is there, and all of it: a link alone is none.</summary>
    /// <param name="size">Bytes, where the hub told them.</param>
    internal bool Has(string repository, string commit, string name, long? size) =>
        IsWhole(Path.Combine(SnapshotFolder(repository, commit), Path.Combine(name.Split('/'))), size);

    /// <inheritdoc cref="Has"/>
    internal static bool IsWhole(string path, long? size)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            file = new FileInfo(target.FullName);
        return file is { Exists: true, LinkTarget: null } && (size is null || file.Length == size);
    }

    /// <summary>Gives a blob its name in a snapshot.</summary>
    internal string Link(string repository, string commit, string name, string etag)
    {
        var path = Path.Combine(SnapshotFolder(repository, commit), Path.Combine(name.Split('/')));
        var blob = BlobPath(repository, etag);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var target = Path.GetRelativePath(Path.GetDirectoryName(path)!, blob);
        var there = new FileInfo(path);
        if (there.LinkTarget == target && IsWhole(path, null)) return path;
        var other = $"{path}.{Guid.NewGuid():N}"; // moved into place, since another process may do the same just now
        try
        {
            File.CreateSymbolicLink(other, target);
        }
        catch (Exception e) when (e is (IOException and not FileNotFoundException) or UnauthorizedAccessException
            or PlatformNotSupportedException)
        {
            File.Copy(blob, other); // where links cannot be, the others copy too
        }
        FinishedFile.Place(other, path);
        return path;
    }

    /// <summary>Keeps other processes, of this program or another, from fetching the same blob; waits until none does.</summary>
    internal async Task<IDisposable> Lock(string repository, string etag, TimeProvider time, CancellationToken stop)
    {
        var path = Path.Combine(folder, ".locks", Path.GetFileName(RepositoryFolder(repository)), etag + ".lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            if (FileLock.TryTake(path) is { } held) return held;
            await Task.Delay(pause, time, stop).ConfigureAwait(false);
        }
    }

    string RefPath(HubName name) => Path.Combine(RepositoryFolder(name.Repository), "refs", Path.Combine(name.Revision.Split('/')));
}
