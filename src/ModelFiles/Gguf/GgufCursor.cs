using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.ModelFiles;

/// <summary>Reads a GGUF header front to back; nothing is allocated before the file is known to hold it.</summary>
sealed unsafe class GgufCursor(FileMapping file, string path)
{
    /// <summary>A chat template of a megabyte is none.</summary>
    const int LongestString = 1 << 24;

    const int LongestArray = 1 << 24;

    /// <summary>Arrays of arrays; no published file has any.</summary>
    const int DeepestArray = 4;

    static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    long Left => file.Length - Position;

    public uint UInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    public ulong UInt64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    /// <summary>A number of things, each of so many bytes at least, all of which the file can hold.</summary>
    public int Count(string what, int least, int most)
    {
        var count = UInt64(what);
        if (count > (ulong)most) throw Fault($"{what} is {count}, over the {most} that are read here; the file is damaged");
        if (count * (ulong)least > (ulong)Left) throw Truncated($"{count} of {what}");
        return (int)count;
    }

    public string String(string what)
    {
        var bytes = Take(Count("the length of " + what, 1, LongestString), what);
        try
        {
            return utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Fault($"{what} is not UTF-8; the file is damaged", e);
        }
    }

    public GgufValueType Type(string what) => UInt32("the type of " + what) is var type && type <= (uint)GgufValueType.Float64
        ? (GgufValueType)type : throw Fault($"{what} is of the unknown type {type}; the file is damaged or of a later version");

    /// <returns>A number, a boolean, a string, or an array of one of these (<c>uint[]</c>), or of arrays (<c>object[]</c>).</returns>
    public object Value(GgufValueType type, string what, int depth = 0) => type switch
    {
        GgufValueType.UInt8 => Take(1, what)[0],
        GgufValueType.Int8 => (sbyte)Take(1, what)[0],
        GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what)),
        GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(Take(2, what)),
        GgufValueType.UInt32 => UInt32(what),
        GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Take(4, what)),
        GgufValueType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(Take(4, what)),
        GgufValueType.Bool => Bool(what),
        GgufValueType.String => String(what),
        GgufValueType.UInt64 => UInt64(what),
        GgufValueType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Take(8, what)),
        GgufValueType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(Take(8, what)),
        _ => Array(what, depth + 1),
    };

    public GgufException Fault(string problem, Exception? inner = null) => new(path, problem, inner);

    Array Array(string what, int depth)
    {
        if (depth > DeepestArray) throw Fault($"{what} is an array of arrays more than {DeepestArray} deep; the file is damaged");
        var type = Type("the elements of " + what);
        var count = Count("the length of " + what, type.LeastSize(), LongestArray);
        return type switch
        {
            GgufValueType.UInt8 => Fill<byte>(),
            GgufValueType.Int8 => Fill<sbyte>(),
            GgufValueType.UInt16 => Fill<ushort>(),
            GgufValueType.Int16 => Fill<short>(),
            GgufValueType.UInt32 => Fill<uint>(),
            GgufValueType.Int32 => Fill<int>(),
            GgufValueType.Float32 => Fill<float>(),
            GgufValueType.Bool => Fill<bool>(),
            GgufValueType.String => Fill<string>(),
            GgufValueType.UInt64 => Fill<ulong>(),
            GgufValueType.Int64 => Fill<long>(),
            GgufValueType.Float64 => Fill<double>(),
            _ => Fill<object>(),
        };

        T[] Fill<T>()
        {
            var values = new T[count];
            for (var i = 0; i < count; i++) values[i] = (T)Value(type, what, depth);
            return values;
        }
    }

    object Bool(string what) => Take(1, what)[0] switch
    {
        0 => false,
        1 => true,
        var other => throw Fault($"{what} is a boolean of {other}, which is neither 0 nor 1; the file is damaged"),
    };

    ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count > Left) throw Truncated(what);
        var taken = new ReadOnlySpan<byte>(file.Pointer + Position, count);
        Position += count;
        return taken;
    }

    GgufException Truncated(string what) => Fault($"it ends after {file.Length} bytes, before {what}; it is truncated, fetch it again");
}
