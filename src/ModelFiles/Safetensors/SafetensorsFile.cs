using System.Collections.Immutable;

namespace EmojiGen.ModelFiles;

/// <summary>A safetensors file, mapped into memory: opening reads only the header, and a tensor's bytes come from disk when they are
/// touched.</summary>
/// <remarks>
/// Opening checks the whole header (lengths, JSON, types, shapes, offsets without gap or overlap), so that reading cannot leave the file
/// afterwards.
/// Threads may read at once. Who looks at its memory for longer holds it (<see cref="Hold"/>): it then stays mapped after the file was
/// disposed of.
/// </remarks>
public sealed unsafe class SafetensorsFile : IDisposable
{
    readonly FileMapping mapping;
    readonly Dictionary<string, SafetensorsEntry> byName;
    readonly byte* data;
    bool disposed;

    SafetensorsFile(string path, FileMapping mapping, SafetensorsHeader header, long dataOffset)
    {
        Path = path;
        Entries = [.. header.Entries];
        Metadata = header.Metadata;
        this.mapping = mapping;
        byName = header.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        data = mapping.Pointer + dataOffset;
    }

    public string Path { get; }

    /// <summary>All tensors, in the order of their data.</summary>
    public ImmutableArray<SafetensorsEntry> Entries { get; }

    /// <summary>The free strings of the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="SafetensorsException">The file is damaged, truncated or of another format.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        var mapping = FileMapping.Open(path, "Safetensors");
        try
        {
            if (mapping.Length < SafetensorsHeader.LengthBytes)
                throw new SafetensorsException(path, null,
                    $"it has {mapping.Length} bytes, fewer than the 8 of the header's length; fetch it again");
            var headerLength = *(ulong*)mapping.Pointer;
            if (headerLength > (ulong)SafetensorsHeader.MaximumLength
                || (long)headerLength > mapping.Length - SafetensorsHeader.LengthBytes)
                throw new SafetensorsException(path, null,
                    $"the header should have {headerLength} bytes, but the file has {mapping.Length}; it is truncated or not a safetensors file");
            var dataOffset = SafetensorsHeader.LengthBytes + (long)headerLength;
            var json = new ReadOnlySpan<byte>(mapping.Pointer + SafetensorsHeader.LengthBytes, (int)headerLength);
            return new SafetensorsFile(path, mapping, SafetensorsHeader.Parse(json, mapping.Length - dataOffset, path), dataOffset);
        }
        catch
        {
            mapping.Release();
            throw;
        }
    }

    public bool Contains(string name) => byName.ContainsKey(name);

    public bool TryGet(string name, out SafetensorsEntry entry) => byName.TryGetValue(name, out entry!);

    /// <exception cref="SafetensorsException">There is no such tensor.</exception>
    public SafetensorsEntry this[string name] => byName.TryGetValue(name, out var entry) ? entry
        : throw new SafetensorsException(Path, name, $"it is not among the {Entries.Length} tensors of the file");

    /// <summary>The tensor's bytes as they lie in the file; valid until the file is disposed of or unreachable.</summary>
    public ReadOnlySpan<byte> Bytes(string name) => Bytes(this[name], 0, this[name].Count);

    /// <summary>Where the tensor's first byte lies in memory, for as long as the file is open, or held.</summary>
    public nint AddressOf(string name)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return (nint)(data + this[name].Offset);
    }

    /// <summary>Keeps the file mapped until what is returned is disposed of.</summary>
    public IDisposable Hold()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return mapping.Hold();
    }

    /// <summary>The tensor as fp32, row-major, whatever its type on disk.</summary>
    public float[] ReadSingles(string name)
    {
        var singles = new float[Elements(this[name])];
        ReadSingles(name, 0, singles);
        return singles;
    }

    /// <summary>Reads <paramref name="destination"/>.Length elements from element <paramref name="start"/> on as fp32: a row of a table
    /// costs no more than the row.</summary>
    public void ReadSingles(string name, long start, Span<float> destination) => ReadSingles(this[name], start, destination);

    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <inheritdoc cref="ReadSingles(string, long, Span{float})"/>
    public void ReadSingles(SafetensorsEntry entry, long start, Span<float> destination)
    {
        SafetensorsDTypes.ToSingles(entry.DType, Bytes(entry, start, destination.Length), destination);
        GC.KeepAlive(this);
    }

    /// <summary>The tensor of whole numbers (or booleans, as 0 and 1), row-major.</summary>
    public long[] ReadIntegers(string name)
    {
        var entry = this[name];
        if (entry.DType.IsFloatingPoint()) throw new SafetensorsException(Path, name, $"whole numbers are expected, not {entry.DType}");
        var bytes = Bytes(name);
        var integers = new long[Elements(entry)];
        for (var i = 0; i < integers.Length; i++) integers[i] = SafetensorsDTypes.Integer(entry.DType, bytes, i);
        GC.KeepAlive(this);
        return integers;
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        mapping.Release();
    }

    ReadOnlySpan<byte> Bytes(SafetensorsEntry entry, long start, long count)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (start < 0 || count < 0 || start > entry.Count - count)
            throw new ArgumentOutOfRangeException(nameof(start), start,
                $"Reading {count} elements of '{entry.Name}' from {start} on leaves its {entry.Count} elements.");
        var size = entry.DType.Size();
        if (count * size > int.MaxValue)
            throw new SafetensorsException(Path, entry.Name, $"{count * size} bytes are more than one span can hold; read it in parts");
        return new ReadOnlySpan<byte>(data + entry.Offset + (start * size), (int)(count * size));
    }

    int Elements(SafetensorsEntry entry) => entry.Count <= Array.MaxLength ? (int)entry.Count
        : throw new SafetensorsException(Path, entry.Name, $"{entry.Count} elements are more than one array can hold; read it in parts");
}
