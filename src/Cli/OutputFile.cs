using EmojiGen.Imaging;
using Path = System.IO.Path;

namespace EmojiGen.Cli;

/// <summary>A file that will be written, looked at before the work that it is for.</summary>
static class OutputFile
{
    /// <param name="named">As it was typed.</param>
    /// <param name="folder">What a relative path starts from; absolute.</param>
    /// <returns>The whole path.</returns>
    /// <exception cref="DirectoryNotFoundException">Its folder is not there.</exception>
    public static string At(string named, string folder)
    {
        var path = Path.GetFullPath(named, folder);
        return Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent)
            ? throw new DirectoryNotFoundException($"'{named}' cannot be written: there is no folder '{parent}'.") : path;
    }

    /// <summary>As <see cref="At"/>, of a picture.</summary>
    /// <param name="named">Null: none is wanted.</param>
    /// <exception cref="ArgumentException">Its extension names no format that can be written.</exception>
    public static string? Picture(string? named, string folder)
    {
        if (named is null) return null;
        ImageFile.CheckExtension(named);
        return At(named, folder);
    }
}
