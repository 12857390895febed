using System.Globalization;

namespace EmojiGen.ModelFiles;

/// <summary>What stands before the tensors of a GGUF file: metadata, and where each tensor lies.</summary>
/// <remarks>The format is ggml's (docs/gguf.md there), versions 2 and 3, little-endian.</remarks>
sealed record GgufHeader(GgufMetadata Metadata, IReadOnlyList<GgufTensor> Tensors)
{
    const uint Magic = 0x4655_4747; // "GGUF"
    const int MostKeys = 1 << 16, MostTensors = 1 << 16, MostDimensions = 4;
    const string AlignmentKey = "general.alignment";
    const uint UsualAlignment = 32, LargestAlignment = 1 << 20;

    /// <exception cref="GgufException">The header is not what it should be.</exception>
    public static GgufHeader Read(FileMapping file, string path)
    {
        var cursor = new GgufCursor(file, path);
        if (cursor.UInt32("the magic number") != Magic)
            throw cursor.Fault("it does not begin with GGUF; it is of another format or damaged");
        CheckVersion(cursor);
        // A tensor takes a name's length, a count, a dimension, a kind and an offset; a key its length, a type and a value.
        var tensorCount = cursor.Count("the number of tensors", 8 + 4 + 8 + 4 + 8, MostTensors);
        var keyCount = cursor.Count("the number of keys", 8 + 4 + 1, MostKeys);
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < keyCount; i++)
        {
            var key = cursor.String("key " + (i + 1).ToString(CultureInfo.InvariantCulture));
            var what = $"the value of '{Shortened(key)}'";
            if (!values.TryAdd(key, cursor.Value(cursor.Type(what), what)))
                throw cursor.Fault($"the key '{Shortened(key)}' stands twice in it; the file is damaged");
        }
        var alignment = Alignment(values.GetValueOrDefault(AlignmentKey), cursor);
        var tensors = new List<GgufTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tensorCount; i++)
        {
            var tensor = Tensor(cursor, "tensor " + (i + 1).ToString(CultureInfo.InvariantCulture), alignment);
            if (!names.Add(tensor.Name)) throw cursor.Fault($"the tensor '{Shortened(tensor.Name)}' stands twice in it; the file is damaged");
            tensors.Add(tensor);
        }
        var start = (cursor.Position + alignment - 1) / alignment * alignment;
        tensors = [.. tensors.Select(it => it with { Offset = start + it.Offset }).OrderBy(it => it.Offset)];
        CheckPlaces(tensors, file.Length, cursor);
        return new GgufHeader(new GgufMetadata(path, values), tensors);
    }

    static void CheckVersion(GgufCursor cursor)
    {
        var version = cursor.UInt32("the version");
        if (version is 2 or 3) return;
        if (System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(version) is 2 or 3)
            throw cursor.Fault("it is big-endian, as for IBM's mainframes; only little-endian files are read here, fetch such a one");
        throw cursor.Fault($"it is of version {version}; versions 2 and 3 are read here");
    }

    static long Alignment(object? value, GgufCursor cursor) => value switch
    {
        null => UsualAlignment,
        uint number when number <= LargestAlignment && uint.IsPow2(number) => number,
        uint number => throw cursor.Fault($"{AlignmentKey} is {number}, which is no power of two from 1 to {LargestAlignment}"),
        _ => throw cursor.Fault($"{AlignmentKey} must be a uint32, not {value.GetType().Name}"),
    };

    /// <returns>With the offset from the first tensor's place.</returns>
    static GgufTensor Tensor(GgufCursor cursor, string which, long alignment)
    {
        var name = cursor.String("the name of " + which);
        var what = $"tensor '{Shortened(name)}'";
        var rank = cursor.UInt32("the dimensions of " + what);
        if (rank is < 1 or > MostDimensions) throw cursor.Fault($"{what} has {rank} dimensions; 1 to {MostDimensions} are possible");
        var (shape, count) = (new long[rank], 1L);
        for (var i = 0; i < rank; i++)
        {
            var size = cursor.UInt64("the dimensions of " + what);
            if (size == 0) throw cursor.Fault($"{what} has a dimension of 0");
            if (size > (ulong)(long.MaxValue / 64 / count)) throw cursor.Fault($"{what} has more numbers than any file can hold");
            shape[rank - 1 - i] = (long)size;
            count *= (long)size;
        }
        var kind = Kind(cursor, what);
        if (shape[^1] % kind.Elements() != 0)
            throw cursor.Fault($"{what} has rows of {shape[^1]}, which are not whole blocks of {kind.Elements()} ({kind})");
        var offset = cursor.UInt64("the offset of " + what);
        if (offset > long.MaxValue / 2) throw cursor.Fault($"{what} lies at {offset}, beyond the end of the file");
        if ((long)offset % alignment != 0) throw cursor.Fault($"{what} lies at {offset}, which is no multiple of {alignment}");
        return new GgufTensor(name, kind, shape, (long)offset, count / kind.Elements() * kind.Bytes());
    }

    static GgufBlockKind Kind(GgufCursor cursor, string what)
    {
        var kind = (GgufBlockKind)cursor.UInt32("the kind of " + what);
        return Enum.IsDefined(kind) ? kind : throw cursor.Fault(
            $"{what} is stored as kind {(uint)kind}, which is not known here; known are {string.Join(", ", Enum.GetNames<GgufBlockKind>())}");
    }

    /// <param name="tensors">By offset.</param>
    static void CheckPlaces(List<GgufTensor> tensors, long length, GgufCursor cursor)
    {
        GgufTensor? before = null;
        foreach (var tensor in tensors)
        {
            if (tensor.Bytes > length - tensor.Offset)
                throw cursor.Fault(
                    $"tensor '{Shortened(tensor.Name)}' ends at byte {tensor.Offset + (Int128)tensor.Bytes} of {length}; the file is truncated, fetch it again");
            if (before is not null && before.Offset + before.Bytes > tensor.Offset)
                throw cursor.Fault($"tensors '{Shortened(before.Name)}' and '{Shortened(tensor.Name)}' overlap; the file is damaged");
            before = tensor;
        }
    }

    static string Shortened(string name) => name.Length > 64 ? name[..64] + "..." : name;
}
