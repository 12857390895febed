namespace EmojiGen.Imaging;

/// <summary>Writes files whole or not at all: into a temporary file beside the target, renamed when complete.</summary>
public static class AtomicFile
{
    /// <param name="path">The file, which is replaced if it exists; a device such as <c>/dev/stdout</c> is written to directly.</param>
    /// <param name="content">All that the file shall hold.</param>
    /// <exception cref="IOException">The folder does not exist, the disk is full, or the path names a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string? temporary = null;
        try
        {
            var target = Target(path);
            if (IsDevice(target)) // nothing can be renamed onto it
            {
                using var device = new FileStream(target, FileMode.Open, FileAccess.Write);
                device.Write(content);
                return;
            }

            var beside = Path.Combine(Path.GetDirectoryName(target)!, $".emojigen-{Path.GetRandomFileName()}");
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                temporary = beside;
                stream.Write(content);
            }
            File.Move(beside, target, overwrite: true);
            temporary = null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"Cannot write {path}: permission denied.", e);
        }
        catch (IOException e)
        {
            throw new IOException($"Cannot write {path}: {char.ToLowerInvariant(e.Message[0])}{e.Message[1..].TrimEnd('.')}.", e);
        }
        finally
        {
            if (temporary is not null) File.Delete(temporary);
        }
    }

    /// <summary>The file that the path means, links followed.</summary>
    static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new IOException("it is a folder, so name a file in it");
        if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder)) throw new DirectoryNotFoundException($"the folder {folder} does not exist");
        var isLink = !IsDevice(full) && new FileInfo(full).LinkTarget is not null;
        return isLink ? File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName : full;
    }

    static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);
}
