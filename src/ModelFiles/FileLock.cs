namespace EmojiGen.ModelFiles;

/// <summary>A file that one process at a time holds, to keep others from what it stands for. The system lets go of it however a process
/// ends.</summary>
/// <remarks>On Linux by flock, which the other tools of the Hugging Face cache take too.</remarks>
public sealed class FileLock : IDisposable
{
    // What opening a file says that another process holds: EAGAIN on Linux, EWOULDBLOCK on macOS, ERROR_SHARING_VIOLATION on Windows.
    const int HeldOnLinux = 11, HeldOnMac = 35, HeldOnWindows = unchecked((int)0x80070020);

    readonly FileStream file;

    FileLock(FileStream file) => this.file = file;

    /// <param name="path">Made where it is not there; its folder must be.</param>
    /// <returns>Null where another holds it.</returns>
    /// <exception cref="IOException">The file cannot be made or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made or written to.</exception>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e.HResult is HeldOnLinux or HeldOnMac or HeldOnWindows)
        {
            return null;
        }
    }

    /// <summary>As <see cref="TryTake"/>; waits until no other holds it.</summary>
    /// <param name="pause">Between tries.</param>
    public static FileLock Take(string path, TimeSpan pause)
    {
        while (true)
        {
            if (TryTake(path) is { } held) return held;
            Thread.Sleep(pause);
        }
    }

    public void Dispose() => file.Dispose();
}
