using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.ModelFiles;

/// <summary>Fields of a message of protocol buffers, one after the other; the caller knows which are which.</summary>
/// <param name="data">The message.</param>
/// <param name="otherwise">What to say where it is none: <c>'x.onnx' is no ONNX model</c>.</param>
/// <param name="remedy">What to do then.</param>
public sealed class ProtocolBuffer(ReadOnlyMemory<byte> data, string otherwise, string remedy = "fetch the model folder again")
{
    const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    readonly int size = data.Length;
    ReadOnlyMemory<byte> rest = data, value;
    ulong number;
    int wire;

    /// <summary>The number of the field at hand.</summary>
    public int Field { get; private set; }

    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidDataException">The message is damaged, as in all of these.</exception>
    public bool Next()
    {
        if (rest.IsEmpty) return false;
        var tag = ReadVarint();
        (Field, wire) = ((int)Math.Min(tag >> 3, int.MaxValue), (int)(tag & 7));
        switch (wire)
        {
            case Varint: number = ReadVarint(); break;
            case Fixed64: value = Take(8); break;
            case Fixed32: value = Take(4); break;
            case Delimited: value = Take(ReadVarint()); break;
            default: throw Damaged();
        }
        return true;
    }

    public long Number() => wire == Varint ? (long)number : throw Damaged();

    public float Single() => wire == Fixed32 ? BinaryPrimitives.ReadSingleLittleEndian(value.Span) : throw Damaged();

    public ReadOnlyMemory<byte> Bytes() => wire == Delimited ? value : throw Damaged();

    public ProtocolBuffer Message() => new(Bytes(), otherwise, remedy);

    public string Text() => Encoding.UTF8.GetString(Bytes().Span);

    /// <summary>Adds whole numbers: one, or several that are packed into one field.</summary>
    public void AddNumbers(ICollection<long> numbers)
    {
        if (wire == Varint)
        {
            numbers.Add((long)number);
            return;
        }
        var packed = Message();
        while (!packed.rest.IsEmpty) numbers.Add((long)packed.ReadVarint());
    }

    ulong ReadVarint()
    {
        var result = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1).Span[0];
            result |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return result;
        }
        throw Damaged();
    }

    ReadOnlyMemory<byte> Take(ulong count)
    {
        if (count > (ulong)rest.Length) throw Damaged();
        var taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }

    InvalidDataException Damaged() =>
        new($"{otherwise}, or damaged {size - rest.Length} bytes into a part of {size}; {remedy}.");
}
