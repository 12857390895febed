using System.IO.MemoryMappedFiles;

namespace EmojiGen.ModelFiles;

/// <summary>A file in memory: its bytes come from disk when they are touched. It is unmapped when its last holder lets go, or once nobody can
/// reach it; the file itself is never written to.</summary>
public sealed unsafe class FileMapping
{
    readonly MemoryMappedViewAccessor? view;
    int holders = 1;

    FileMapping(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Length = stream.Length;
        if (Length == 0) return; // which cannot be mapped
        // Private: an operator that writes to a tensor in place changes this process's copy of the page, where shared read-only memory
        // would end the process.
        using var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None,
            leaveOpen: true);
        view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.CopyOnWrite);
        // Not acquired, so that the handle's finalizer may unmap it.
        Pointer = (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle() + view.PointerOffset;
    }

    /// <summary>The first byte, for as long as the file is held; null where there is none.</summary>
    public byte* Pointer { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <param name="format">For messages: <c>Safetensors</c>.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static FileMapping Open(string path, string format)
    {
        try
        {
            return new FileMapping(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{format} file '{path}' does not exist.", path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{format} file '{path}' cannot be read: it is a folder, or the right to read it is missing.", e);
        }
    }

    /// <summary>Keeps the file mapped until what is returned is disposed of.</summary>
    public IDisposable Hold()
    {
        Interlocked.Increment(ref holders);
        return new Holder(this);
    }

    /// <summary>What opened the file lets go of it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0) view?.Dispose();
    }

    sealed class Holder(FileMapping mapping) : IDisposable
    {
        public void Dispose() => mapping.Release();
    }
}
