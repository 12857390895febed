namespace EmojiGen.Art.Files;

/// <summary>A file that appears whole or not at all: written beside its place, then renamed into it.</summary>
sealed class AtomicFileStream : IDisposable
{
    readonly string path;
    readonly string temporary;
    bool committed;

    public AtomicFileStream(string path)
    {
        this.path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        Stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
    }

    public FileStream Stream { get; }

    public string TemporaryPath => temporary;

    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(temporary, path, overwrite: true);
        committed = true;
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!committed) File.Delete(temporary);
    }
}
