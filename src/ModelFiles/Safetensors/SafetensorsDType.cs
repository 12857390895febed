using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EmojiGen.ModelFiles;

/// <summary>Element types of the safetensors format, under the names that stand in its headers and in the published library's order, which
/// decides how files are laid out.</summary>
public enum SafetensorsDType
{
    BOOL,
    U8,
    I8,
    F8_E5M2,
    F8_E4M3,
    F8_E8M0,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    F64,
    I64,
    U64,
}

public static class SafetensorsDTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this SafetensorsDType dtype) => dtype switch
    {
        <= SafetensorsDType.F8_E8M0 => 1,
        <= SafetensorsDType.BF16 => 2,
        <= SafetensorsDType.F32 => 4,
        _ => 8,
    };

    /// <remarks>Written out: <see cref="Enum.TryParse{TEnum}(string, out TEnum)"/> would be compiled at each start, and takes numbers and
    /// lists too.</remarks>
    public static bool TryParse(string name, out SafetensorsDType dtype)
    {
        SafetensorsDType? known = name switch
        {
            "BOOL" => SafetensorsDType.BOOL,
            "U8" => SafetensorsDType.U8,
            "I8" => SafetensorsDType.I8,
            "F8_E5M2" => SafetensorsDType.F8_E5M2,
            "F8_E4M3" => SafetensorsDType.F8_E4M3,
            "F8_E8M0" => SafetensorsDType.F8_E8M0,
            "I16" => SafetensorsDType.I16,
            "U16" => SafetensorsDType.U16,
            "F16" => SafetensorsDType.F16,
            "BF16" => SafetensorsDType.BF16,
            "I32" => SafetensorsDType.I32,
            "U32" => SafetensorsDType.U32,
            "F32" => SafetensorsDType.F32,
            "F64" => SafetensorsDType.F64,
            "I64" => SafetensorsDType.I64,
            "U64" => SafetensorsDType.U64,
            _ => null,
        };
        dtype = known.GetValueOrDefault();
        return known is not null;
    }

    /// <summary>Converts little-endian elements to fp32, rounding to nearest where the type is wider.</summary>
    /// <param name="source">Exactly <paramref name="destination"/>.Length elements of <paramref name="dtype"/>, at any alignment.</param>
    internal static void ToSingles(SafetensorsDType dtype, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (dtype)
        {
            case SafetensorsDType.F32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case SafetensorsDType.F16:
                HalfFloats.ToSingles(MemoryMarshal.Cast<byte, ushort>(source), destination);
                break;
            case SafetensorsDType.BF16:
                for (var i = 0; i < destination.Length; i++)
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(
                        source[(2 * i)..]) << 16);
                break;
            case SafetensorsDType.F64:
                for (var i = 0; i < destination.Length; i++)
                    destination[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * i)..]);
                break;
            case SafetensorsDType.F8_E4M3:
                for (var i = 0; i < destination.Length; i++) destination[i] = E4M3(source[i]);
                break;
            case SafetensorsDType.F8_E5M2:
                // The upper byte of an fp16.
                for (var i = 0; i < destination.Length; i++)
                    destination[i] = (float)BitConverter.UInt16BitsToHalf((ushort)(source[i] << 8));
                break;
            case SafetensorsDType.F8_E8M0:
                // An exponent alone (OCP microscaling formats 1.0, section 5.4.1).
                for (var i = 0; i < destination.Length; i++)
                    destination[i] = source[i] == 255 ? float.NaN : MathF.ScaleB(1, source[i] - 127);
                break;
            case SafetensorsDType.U64:
                for (var i = 0; i < destination.Length; i++) destination[i] = BinaryPrimitives.ReadUInt64LittleEndian(source[(8 * i)..]);
                break;
            default:
                for (var i = 0; i < destination.Length; i++) destination[i] = Integer(dtype, source, i);
                break;
        }
    }

    /// <summary>Reads element <paramref name="index"/> of an integer or boolean type.</summary>
    internal static long Integer(SafetensorsDType dtype, ReadOnlySpan<byte> source, int index) => dtype switch
    {
        SafetensorsDType.BOOL or SafetensorsDType.U8 => source[index],
        SafetensorsDType.I8 => (sbyte)source[index],
        SafetensorsDType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * index)..]),
        SafetensorsDType.I16 => BinaryPrimitives.ReadInt16LittleEndian(source[(2 * index)..]),
        SafetensorsDType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(source[(4 * index)..]),
        SafetensorsDType.I32 => BinaryPrimitives.ReadInt32LittleEndian(source[(4 * index)..]),
        SafetensorsDType.U64 => checked((long)BinaryPrimitives.ReadUInt64LittleEndian(source[(8 * index)..])),
        SafetensorsDType.I64 => BinaryPrimitives.ReadInt64LittleEndian(source[(8 * index)..]),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "An integer type is expected."),
    };

    public static bool IsFloatingPoint(this SafetensorsDType dtype) =>
        dtype is SafetensorsDType.F64 or SafetensorsDType.F32 or SafetensorsDType.F16
        or SafetensorsDType.BF16 or SafetensorsDType.F8_E4M3 or SafetensorsDType.F8_E5M2 or SafetensorsDType.F8_E8M0;

    /// <remarks>Micikevicius et al. 2022, "FP8 formats for deep learning", table 1: bias 7, no infinities, all ones is NaN.</remarks>
    static float E4M3(byte bits)
    {
        var exponent = (bits >> 3) & 15;
        var mantissa = bits & 7;
        var magnitude = exponent == 15 && mantissa == 7 ? float.NaN
            : exponent == 0 ? mantissa * (1 / 512f)
            : MathF.ScaleB(1 + mantissa / 8f, exponent - 7);
        return (bits & 0x80) != 0 ? -magnitude : magnitude;
    }
}
