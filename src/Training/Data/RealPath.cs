namespace EmojiGen.Training.Data;

/// <summary>Where a path leads once all links on its way are followed, so that one thing has one name.</summary>
static class RealPath
{
    /// <summary>More links than this in a row lead in a circle, as Linux has it too.</summary>
    const int MostLinks = 40;

    /// <exception cref="IOException">Its links lead in a circle.</exception>
    public static string Of(string path) => Of(Path.GetFullPath(path), MostLinks);

    static string Of(string path, int linksLeft)
    {
        if (linksLeft == 0) throw new IOException($"'{path}' cannot be read: its links lead in a circle.");
        if (Path.GetDirectoryName(path) is not { } parent) return path;
        var place = Path.Combine(Of(parent, linksLeft), Path.GetFileName(path));
        return new FileInfo(place).LinkTarget is { } target
            ? Of(Path.GetFullPath(target, Path.GetDirectoryName(place)!), linksLeft - 1)
            : place;
    }
}
