using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EmojiGen.ModelFiles;

/// <summary>Blocks of numbers back to float32, each product and sum rounded once, as ggml's own reference does it.</summary>
static partial class GgufDequantization
{
    delegate void Block(ReadOnlySpan<byte> source, Span<float> destination);

    /// <param name="source">Whole blocks.</param>
    /// <param name="destination">Room for all of their numbers.</param>
    public static void ToSingles(GgufBlockKind kind, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (kind)
        {
            case GgufBlockKind.F32: source.CopyTo(MemoryMarshal.AsBytes(destination)); break;
            case GgufBlockKind.F16: HalfFloats.ToSingles(MemoryMarshal.Cast<byte, ushort>(source), destination); break;
            case GgufBlockKind.BF16:
                for (var i = 0; i < destination.Length; i++)
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16);
                break;
            default: Each(kind, source, destination); break;
        }
    }

    static void Each(GgufBlockKind kind, ReadOnlySpan<byte> source, Span<float> destination)
    {
        Block block = kind switch
        {
            GgufBlockKind.Q4_0 => Q4_0,
            GgufBlockKind.Q4_1 => Q4_1,
            GgufBlockKind.Q5_0 => Q5_0,
            GgufBlockKind.Q5_1 => Q5_1,
            GgufBlockKind.Q8_0 => Q8_0,
            GgufBlockKind.Q2_K => Q2_K,
            GgufBlockKind.Q3_K => Q3_K,
            GgufBlockKind.Q4_K => Q4_K,
            GgufBlockKind.Q5_K => Q5_K,
            GgufBlockKind.Q6_K => Q6_K,
            GgufBlockKind.Q8_K => Q8_K,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of block."),
        };
        var (elements, bytes) = (kind.Elements(), kind.Bytes());
        for (var i = 0; i < destination.Length / elements; i++)
            block(source.Slice(i * bytes, bytes), destination.Slice(i * elements, elements));
    }

    /// <summary>Scale; 16 bytes, whose low halves are the first 16 numbers and whose high halves are the others, each less 8.</summary>
    static void Q4_0(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var scale = Half(source);
        for (var i = 0; i < 16; i++)
        {
            var both = source[2 + i];
            destination[i] = scale * ((both & 15) - 8);
            destination[i + 16] = scale * ((both >> 4) - 8);
        }
    }

    /// <summary>Scale, minimum; as <see cref="Q4_0"/> without the 8.</summary>
    static void Q4_1(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var (scale, least) = (Half(source), Half(source[2..]));
        for (var i = 0; i < 16; i++)
        {
            var both = source[4 + i];
            destination[i] = (scale * (both & 15)) + least;
            destination[i + 16] = (scale * (both >> 4)) + least;
        }
    }

    /// <summary>Scale; the fifth bit of each number in a word; the others as in <see cref="Q4_0"/>; each less 16.</summary>
    static void Q5_0(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var scale = Half(source);
        var fifths = BinaryPrimitives.ReadUInt32LittleEndian(source[2..]);
        for (var i = 0; i < 16; i++)
        {
            var both = source[6 + i];
            destination[i] = scale * ((both & 15 | Fifth(fifths, i)) - 16);
            destination[i + 16] = scale * ((both >> 4 | Fifth(fifths, i + 16)) - 16);
        }
    }

    /// <summary>Scale, minimum; as <see cref="Q5_0"/> without the 16.</summary>
    static void Q5_1(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var (scale, least) = (Half(source), Half(source[2..]));
        var fifths = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
        for (var i = 0; i < 16; i++)
        {
            var both = source[8 + i];
            destination[i] = (scale * (both & 15 | Fifth(fifths, i))) + least;
            destination[i + 16] = (scale * (both >> 4 | Fifth(fifths, i + 16))) + least;
        }
    }

    /// <summary>Scale; a signed byte a number.</summary>
    static void Q8_0(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var scale = Half(source);
        for (var i = 0; i < 32; i++) destination[i] = scale * (sbyte)source[2 + i];
    }

    static int Fifth(uint bits, int which) => (int)(bits >> which & 1) << 4;

    static float Half(ReadOnlySpan<byte> source) => (float)BinaryPrimitives.ReadHalfLittleEndian(source);
}
