namespace EmojiGen.Imaging;

/// <summary>Writes files whole or not at all: into a temporary file beside the target, renamed when complete.</summary>
public static class AtomicFile
{
    /// <param name="path">The file, which is replaced if it exists; a device such as <c>/dev/stdout</c> is written to directly.</param>
    /// <exception cref="IOException">The folder does not exist, the disk is full, or the path names a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new IOException($"Cannot write {path}: it is a folder, so name a file in it.");
        if (File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target) full = target.FullName;

        var folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"Cannot write {path}: the folder {folder} does not exist.");

        // Nothing can be renamed onto a device or a pipe.
        var direct = full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal);
        var written = direct ? full : Path.Combine(folder, $".emojigen-{Path.GetRandomFileName()}");
        try
        {
            using (var stream = new FileStream(written, direct ? FileMode.Open : FileMode.CreateNew, FileAccess.Write))
                stream.Write(content);
            if (!direct) File.Move(written, full, overwrite: true);
        }
        catch (UnauthorizedAccessException e)
        {
            Discard();
            throw new UnauthorizedAccessException($"Cannot write {path}: permission denied in {folder}.", e);
        }
        catch (IOException e)
        {
            Discard();
            throw new IOException($"Cannot write {path}: {e.Message.TrimEnd('.')}.", e);
        }

        void Discard()
        {
            if (!direct && File.Exists(written)) File.Delete(written);
        }
    }
}
