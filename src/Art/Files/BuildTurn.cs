using EmojiGen.ModelFiles;

namespace EmojiGen.Art.Files;

/// <summary>One process's turn to build a file, while the others that want the same wait for it.</summary>
static class BuildTurn
{
    static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    /// <returns>The turn; disposing of it gives it to the next.</returns>
    /// <exception cref="ArtException">The folder cannot be written to.</exception>
    public static IDisposable Wait(string folder, string name)
    {
        try
        {
            return FileLock.Take(Path.Combine(folder, $".{name}.turn"), pause);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtException(
                $"The art index '{name}' is built when it is first used, and {folder} cannot be written to: run ./setup --all as someone who may.", e);
        }
    }
}
