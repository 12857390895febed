using EmojiGen.Imaging;

namespace EmojiGen.Cli.Generation;

/// <summary>Names that a command makes up: no file that is there, and none that another run makes at the same time, is ever
/// overwritten.</summary>
static class FreeNames
{
    /// <summary>Writes the files of the first attempt of which all names are free.</summary>
    /// <param name="attempt">The files of an attempt, 1 for the first; each has other names.</param>
    /// <param name="folder">What relative paths start from.</param>
    /// <returns>The names.</returns>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static IReadOnlyList<string> Write(Func<int, IReadOnlyList<(string Path, byte[] Content)>> attempt, string folder)
    {
        for (var number = 1; ; number++)
        {
            var files = attempt(number);
            if (AtomicFile.TryWriteNew([.. files.Select(it => (Path.GetFullPath(it.Path, folder), it.Content))]))
                return [.. files.Select(it => it.Path)];
        }
    }

    /// <summary><c>cat.png</c> and <c>-2</c> make <c>cat-2.png</c>.</summary>
    public static string Suffixed(string path, string suffix, string? extension = null) =>
        path[..^Path.GetExtension(path).Length] + suffix + (extension ?? Path.GetExtension(path));
}
