namespace EmojiGen.Art.Files;

/// <summary>One process's turn to build a file, while the others that want the same wait for it.</summary>
sealed class BuildTurn : IDisposable
{
    // What opening a file says that another process holds: EAGAIN on Linux, EWOULDBLOCK on macOS, ERROR_SHARING_VIOLATION on Windows.
    const int HeldOnLinux = 11, HeldOnMac = 35, HeldOnWindows = unchecked((int)0x80070020);

    static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    readonly FileStream file;

    BuildTurn(FileStream file) => this.file = file;

    /// <exception cref="ArtException">The folder cannot be written to.</exception>
    public static BuildTurn Wait(string folder, string name)
    {
        var path = Path.Combine(folder, $".{name}.turn");
        while (true)
        {
            try
            {
                return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (e.HResult is HeldOnLinux or HeldOnMac or HeldOnWindows)
            {
                Thread.Sleep(pause);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ArtException(
                    $"The art index '{name}' is built when it is first used, and {folder} cannot be written to: run ./setup --all as someone who may.", e);
            }
        }
    }

    public void Dispose() => file.Dispose();
}
