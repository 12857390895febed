namespace EmojiGen.ModelFiles;

/// <summary>A file that was written beside its place and is whole.</summary>
public static class FinishedFile
{
    /// <summary>Puts it in its place, over what is there.</summary>
    /// <exception cref="IOException">It cannot be put there. (What .NET says then does not tell where.)</exception>
    public static void Place(string beside, string path)
    {
        try
        {
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            var reason = Directory.Exists(path) ? "there is a folder of that name" : e is UnauthorizedAccessException ? "permission denied"
                : e.Message.TrimEnd('.');
            throw new IOException($"Cannot write {path}: {reason}.", e);
        }
    }
}
