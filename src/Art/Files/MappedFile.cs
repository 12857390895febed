using System.IO.MemoryMappedFiles;

namespace EmojiGen.Art.Files;

/// <summary>A whole file, mapped read-only. Its pages are the system's cache: nothing is copied until it is read.</summary>
/// <remarks>Built files are replaced by renaming, never written in place, so a mapping stays whole while a rebuild runs.</remarks>
sealed unsafe class MappedFile : IDisposable
{
    readonly MemoryMappedFile file;
    readonly MemoryMappedViewAccessor view;
    byte* start;

    /// <exception cref="ArtException">The file is missing, unreadable or empty.</exception>
    public MappedFile(string path)
    {
        Path = path;
        try
        {
            var handle = File.OpenHandle(path);
            Length = RandomAccess.GetLength(handle); // of what a link leads to
            if (Length == 0)
            {
                handle.Dispose();
                throw ArtException.Damaged(path, "it is empty");
            }
            file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None,
                leaveOpen: false);
            view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ArtException.Missing(path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not ArtException)
        {
            file?.Dispose();
            throw new ArtException(
                $"The art file {path} cannot be read ({e.Message.TrimEnd('.')}): build it anew with {ArtException.Remedy}.", e);
        }
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    public string Path { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <exception cref="ArtException">The range reaches beyond the file: what named it is damaged.</exception>
    public ReadOnlySpan<byte> Slice(long offset, long length)
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        if (offset < 0 || length < 0 || length > int.MaxValue || offset > Length - length)
            throw ArtException.Damaged(Path, $"bytes {offset} to {offset + length} of {Length} are asked for");
        return new ReadOnlySpan<byte>(start + offset, (int)length);
    }

    public void Dispose()
    {
        if (start is null) return;
        start = null;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
