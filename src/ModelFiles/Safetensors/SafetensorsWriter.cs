using System.Runtime.InteropServices;

namespace EmojiGen.ModelFiles;

/// <summary>One tensor to write: what it is, and how its bytes get into a stream when their turn comes.</summary>
/// <param name="WriteTo">Writes exactly the tensor's little-endian, row-major bytes.</param>
public sealed record SafetensorsSource(string Name, SafetensorsDType DType, long[] Shape, Action<Stream> WriteTo)
{
    public static SafetensorsSource From(string name, ReadOnlyMemory<float> singles, params ReadOnlySpan<long> shape) =>
        new(name, SafetensorsDType.F32, shape.ToArray(), stream => stream.Write(MemoryMarshal.AsBytes(singles.Span)));

    public static SafetensorsSource From(string name, ReadOnlyMemory<long> integers, params ReadOnlySpan<long> shape) =>
        new(name, SafetensorsDType.I64, shape.ToArray(), stream => stream.Write(MemoryMarshal.AsBytes(integers.Span)));

    public static SafetensorsSource From(string name, SafetensorsDType dtype, ReadOnlyMemory<byte> bytes,
        params ReadOnlySpan<long> shape) =>
        new(name, dtype, shape.ToArray(), stream => stream.Write(bytes.Span));
}

public static class SafetensorsWriter
{
    /// <summary>Writes a file at once or not at all: it is written beside its place and moved there when complete and on disk. One tensor
    /// at a time is asked for its bytes.</summary>
    /// <remarks>Tensors are laid out as the published writer does, widest type first and then by name, so that all are aligned.</remarks>
    /// <param name="metadata">Free strings for the header, as <c>format = pt</c>.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or a shape is negative or too large.</exception>
    /// <exception cref="SafetensorsException">A tensor wrote more or fewer bytes than its shape needs.</exception>
    public static void Write(string path, IEnumerable<SafetensorsSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sources = tensors.OrderByDescending(t => t.DType).ThenBy(t => t.Name, StringComparer.Ordinal).ToArray();
        var entries = Place(sources);
        var temporary = $"{path}.{Environment.ProcessId:x}-{Random.Shared.Next():x}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                stream.Write(SafetensorsHeader.Write(entries, metadata));
                var start = stream.Position;
                foreach (var (source, entry) in sources.Zip(entries))
                {
                    source.WriteTo(stream);
                    var written = stream.Position - start - entry.Offset;
                    if (written != entry.ByteLength)
                        throw new SafetensorsException(path, entry.Name,
                            $"{entry.DType} of shape {entry.ShapeText} needs {entry.ByteLength} bytes, but {written} were written");
                }
                stream.Flush(flushToDisk: true);
            }
            FinishedFile.Place(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    static SafetensorsEntry[] Place(SafetensorsSource[] sources)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.MetadataKey };
        var entries = new SafetensorsEntry[sources.Length];
        long offset = 0;
        for (var i = 0; i < sources.Length; i++)
        {
            var (name, dtype, shape, _) = sources[i];
            if (!names.Add(name))
                throw new ArgumentException(
                $"Tensor names must differ and not be '{SafetensorsHeader.MetadataKey}', but '{name}' is taken.", nameof(sources));
            if (shape.Any(size => size < 0))
                throw new ArgumentException($"Tensor '{name}' has the negative shape ({string.Join(", ", shape)}).", nameof(sources));
            var bytes = shape.Aggregate((long)dtype.Size(), (product, size) => checked(product * size));
            entries[i] = new SafetensorsEntry(name, dtype, shape, offset, bytes);
            offset = checked(offset + bytes);
        }
        return entries;
    }
}
