namespace EmojiGen.Art.Files;

/// <summary>One process's turn to build a file, while the others that want the same wait for it.</summary>
sealed class BuildTurn : IDisposable
{
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
            catch (IOException) when (File.Exists(path)) // held by another process: .NET locks what it opens alone, on every system
            {
                Thread.Sleep(pause);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ArtException($"The art index '{name}' is built when it is first used, and {folder} cannot be written to: run ./setup --all as someone who may.", e);
            }
        }
    }

    public void Dispose() => file.Dispose();
}
