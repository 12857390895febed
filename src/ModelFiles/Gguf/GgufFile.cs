namespace EmojiGen.ModelFiles;

/// <summary>A GGUF file, mapped into memory: opening reads only the header, and a tensor's bytes come from disk when they are touched.</summary>
/// <remarks>Opening checks all of the header, so that reading cannot leave the file afterwards. Threads may read at once.</remarks>
public sealed unsafe class GgufFile : IDisposable
{
    readonly FileMapping mapping;
    readonly Dictionary<string, GgufTensor> byName;
    bool disposed;

    GgufFile(string path, FileMapping mapping, GgufHeader header)
    {
        (Path, this.mapping, Metadata, Tensors) = (path, mapping, header.Metadata, header.Tensors);
        byName = header.Tensors.ToDictionary(it => it.Name, StringComparer.Ordinal);
    }

    public string Path { get; }

    public GgufMetadata Metadata { get; }

    /// <summary>In the order of their data.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <exception cref="GgufException">The file is damaged, truncated, or of a kind that is not known here.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static GgufFile Open(string path)
    {
        var mapping = FileMapping.Open(path, "GGUF");
        try
        {
            return new GgufFile(path, mapping, GgufHeader.Read(mapping, path));
        }
        catch
        {
            mapping.Release();
            throw;
        }
    }

    public bool Contains(string name) => byName.ContainsKey(name);

    /// <exception cref="GgufException">There is no such tensor.</exception>
    public GgufTensor this[string name] => byName.TryGetValue(name, out var tensor) ? tensor
        : throw new GgufException(Path, $"the tensor '{name}' is not among its {Tensors.Count}");

    /// <summary>Where a tensor's first byte lies in memory, for as long as the file is open.</summary>
    public nint AddressOf(string name)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return (nint)(mapping.Pointer + this[name].Offset);
    }

    /// <summary>The tensor as float32, row-major, whatever its kind.</summary>
    public float[] ReadSingles(string name)
    {
        var tensor = this[name];
        if (tensor.Count > Array.MaxLength)
            throw new GgufException(Path, $"tensor '{name}' has {tensor.Count} numbers, more than one array can hold; read it in parts");
        var singles = new float[tensor.Count];
        ReadSingles(name, 0, singles);
        return singles;
    }

    /// <summary>Reads as many numbers as there is room for, as float32.</summary>
    /// <param name="start">The first; a multiple of the block's numbers, as the number of those read is.</param>
    public void ReadSingles(string name, long start, Span<float> destination)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var tensor = this[name];
        var (elements, bytes) = (tensor.Kind.Elements(), tensor.Kind.Bytes());
        if (start < 0 || start > tensor.Count - destination.Length || start % elements != 0 || destination.Length % elements != 0)
            throw new ArgumentOutOfRangeException(nameof(start), start,
                $"Reading {destination.Length} numbers of '{name}' from {start} on leaves its {tensor.Count}, or cuts a block of {elements}.");
        // Parts that a span can hold, whose sources it can hold too.
        const int part = 1 << 24;
        for (var at = 0; at < destination.Length; at += part)
        {
            var room = destination[at..Math.Min(destination.Length, at + part)];
            var source = mapping.Pointer + tensor.Offset + ((start + at) / elements * bytes);
            GgufDequantization.ToSingles(tensor.Kind, new ReadOnlySpan<byte>(source, room.Length / elements * bytes), room);
        }
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        mapping.Release();
    }
}
