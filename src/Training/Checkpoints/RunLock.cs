namespace EmojiGen.Training.Checkpoints;

/// <summary>Keeps others from training into a folder while somebody does. The system lets go of it however a process ends.</summary>
public sealed class RunLock : IDisposable
{
    const string FileName = "training.lock";

    readonly FileStream file;

    readonly bool madeFolder;

    RunLock(FileStream file, bool madeFolder) => (this.file, this.madeFolder) = (file, madeFolder);

    /// <exception cref="IOException">Another process trains into the folder, or it cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), isNew);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"Another training is at work in '{folder}': wait until it is over, or train into another folder.", e);
        }
    }

    /// <remarks>Where nothing was trained nothing stays. Beside a run's files the lock's stays: removing it could let two others in, on the
    /// old file and on a new one.</remarks>
    public void Dispose()
    {
        var folder = Path.GetDirectoryName(file.Name)!;
        if (madeFolder && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Count() == 1)
            Directory.Delete(folder, recursive: true);
        file.Dispose();
    }
}
