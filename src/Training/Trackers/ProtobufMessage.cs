using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Training.Trackers;

/// <summary>A protocol-buffers message in the making: fields by number.</summary>
sealed class ProtobufMessage
{
    const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    readonly MemoryStream bytes = new();

    public byte[] ToArray() => bytes.ToArray();

    public ProtobufMessage Number(int field, long value)
    {
        Key(field, Varint);
        Raw((ulong)value);
        return this;
    }

    public ProtobufMessage Double(int field, double value)
    {
        Key(field, Fixed64);
        Span<byte> little = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(little, value);
        bytes.Write(little);
        return this;
    }

    public ProtobufMessage Single(int field, float value)
    {
        Key(field, Fixed32);
        Span<byte> little = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(little, value);
        bytes.Write(little);
        return this;
    }

    public ProtobufMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        Key(field, Delimited);
        Raw((ulong)value.Length);
        bytes.Write(value);
        return this;
    }

    public ProtobufMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Message(int field, ProtobufMessage value) => Bytes(field, value.ToArray());

    void Key(int field, int kind) => Raw((ulong)((field << 3) | kind));

    void Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.WriteByte((byte)(value | 0x80));
        bytes.WriteByte((byte)value);
    }
}
