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
}
