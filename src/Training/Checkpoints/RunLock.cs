using EmojiGen.ModelFiles;

namespace EmojiGen.Training.Checkpoints;

/// <summary>Keeps others from training into a folder while somebody does.</summary>
public sealed class RunLock : IDisposable
{
    const string FileName = "training.lock";

    readonly FileLock file;

    readonly string folder;

    readonly bool madeFolder;

    RunLock(FileLock file, string folder, bool madeFolder) => (this.file, this.folder, this.madeFolder) = (file, folder, madeFolder);

    /// <exception cref="IOException">Another process trains into the folder, or it cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        var isNew = !Directory.Exists(folder);
        FileLock? file;
        try
        {
            Directory.CreateDirectory(folder);
            file = FileLock.TryTake(Path.Combine(folder, FileName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot train into '{folder}', which cannot be written to: train into another folder.", e);
        }
        return file is null
            ? throw new IOException($"Another training is at work in '{folder}': wait until it is over, or train into another folder.")
            : new(file, folder, isNew);
    }

    /// <remarks>Where nothing was trained nothing stays. Beside a run's files the lock's stays: removing it could let two others in, on the
    /// old file and on a new one.</remarks>
    public void Dispose()
    {
        if (madeFolder && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Count() == 1)
            Directory.Delete(folder, recursive: true);
        file.Dispose();
    }
}
