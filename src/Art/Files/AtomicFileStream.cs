using EmojiGen.ModelFiles;

namespace EmojiGen.Art.Files;

/// <summary>A file that appears whole or not at all: written beside its place, then renamed into it.</summary>
sealed class AtomicFileStream : IDisposable
{
    const string Extension = ".tmp";
    static readonly TimeSpan abandoned = TimeSpan.FromHours(1);

    readonly string path;
    readonly string temporary;
    bool committed;

    /// <exception cref="ArtException">The folder cannot be made or written to.</exception>
    public AtomicFileStream(string path)
    {
        this.path = path;
        temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}{Extension}";
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Directory.CreateDirectory(folder);
            RemoveAbandoned(folder);
            Stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new ArtException($"The art file {path} cannot be written: {e.Message}", e);
        }
    }

    // A process that is killed leaves its file behind, a hundred megabytes perhaps. One that still writes has done so lately.
    static void RemoveAbandoned(string folder)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*" + Extension))
            if (file.LastWriteTimeUtc < DateTime.UtcNow - abandoned) file.Delete();
    }

    public FileStream Stream { get; }

    public string TemporaryPath => temporary;

    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        FinishedFile.Place(temporary, path);
        committed = true;
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!committed) File.Delete(temporary);
    }
}
