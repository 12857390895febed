namespace EmojiGen.Imaging;

/// <summary>Writes files whole or not at all: into a temporary file beside the target, renamed when complete.</summary>
public static class AtomicFile
{
    /// <summary>Replaces a file that is there, or makes it.</summary>
    /// <param name="path">What is replaced keeps its permissions; a link is followed; into a pipe or a device is written.</param>
    /// <param name="content">All that the file shall hold.</param>
    /// <exception cref="IOException">The folder does not exist, the disk is full, or the path names a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string? temporary = null;
        try
        {
            var target = Target(path);
            if (Stream(target) is { } stream) // nothing can be renamed onto it
            {
                using (stream) stream.Write(content);
                return;
            }
            temporary = Beside(target, content);
            KeepMode(target, temporary);
            File.Move(temporary, target, overwrite: true);
            temporary = null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw Refusal(path, e);
        }
        finally
        {
            if (temporary is not null) File.Delete(temporary);
        }
    }

    /// <summary>Makes files that are not there yet, all of them or none. Whoever else does so at the same time cannot have one of them
    /// too.</summary>
    /// <returns>False where one of the names is taken: nothing is written then.</returns>
    /// <exception cref="IOException">The folder does not exist, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static bool TryWriteNew(IReadOnlyList<(string Path, byte[] Content)> files)
    {
        if (files.Any(it => Path.Exists(it.Path))) return false; // before anything is written, which is the usual case
        List<string> temporary = [], made = [];
        var current = "";
        try
        {
            foreach (var (path, content) in files) temporary.Add(Beside(Target(current = path), content));
            for (var i = 0; i < files.Count; i++)
            {
                current = files[i].Path;
                if (!TryMove(temporary[i], current))
                {
                    made.ForEach(File.Delete);
                    return false;
                }
                made.Add(current);
            }
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            made.ForEach(File.Delete);
            throw Refusal(current, e);
        }
        finally
        {
            temporary.ForEach(File.Delete);
        }
    }

    /// <summary>.NET makes a link under the new name, which fails where there is one, and then removes the old name.</summary>
    static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(to))
        {
            return false;
        }
    }

    static string Beside(string target, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(Path.GetDirectoryName(target)!, $".emojigen-{Path.GetRandomFileName()}");
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            stream.Write(content);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        return path;
    }

    static void KeepMode(string target, string replacement)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(replacement, File.GetUnixFileMode(target));
    }

    /// <summary>The file that the path means, links followed.</summary>
    static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new IOException("it is a folder, so name a file in it");
        if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"the folder {folder} does not exist");
        var isLink = !IsDevice(full) && new FileInfo(full).LinkTarget is not null;
        return isLink ? File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName : full;
    }

    /// <summary>Opens what is no file but a pipe or a device.</summary>
    /// <returns>Null for a file, whether it is there or not.</returns>
    static FileStream? Stream(string target)
    {
        if (!IsDevice(target) && !File.Exists(target)) return null;
        FileStream stream;
        try
        {
            stream = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (UnauthorizedAccessException) when (!IsDevice(target))
        {
            return null; // a file that may not be changed, in a folder that may
        }
        if (IsDevice(target) || !stream.CanSeek) return stream;
        stream.Dispose();
        return null;
    }

    static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    static Exception Refusal(string path, Exception e) => e is UnauthorizedAccessException
        ? new UnauthorizedAccessException($"Cannot write {path}: permission denied.", e)
        : e is FileNotFoundException ? new IOException($"Cannot write {path}: its folder takes no files.", e)
        : new IOException($"Cannot write {path}: {char.ToLowerInvariant(e.Message[0])}{e.Message[1..].TrimEnd('.')}.", e);
}
