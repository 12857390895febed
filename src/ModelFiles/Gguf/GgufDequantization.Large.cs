using System.Buffers.Binary;

namespace EmojiGen.ModelFiles;

/// <summary>The K kinds: blocks of 256 numbers in parts, each with a scale of few bits under the block's own.</summary>
static partial class GgufDequantization
{
    /// <summary>Low and high half of a byte for each of 16 parts: scale and minimum; two bits a number, in two halves of 32 bytes; scale and
    /// minimum of all.</summary>
    static void Q2_K(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var scales = source[..16];
        var quarters = source.Slice(16, 64);
        var (scale, least) = (Half(source[80..]), Half(source[82..]));
        for (var part = 0; part < 16; part++)
        {
            var (of, minus) = (scale * (scales[part] & 15), least * (scales[part] >> 4));
            for (var i = part * 16; i < (part + 1) * 16; i++) destination[i] = (of * Quarter(quarters, i)) - minus;
        }
    }

    /// <summary>A bit a number, which takes 4 off where it is missing; two bits a number; 16 scales of 6 bits, less 32; scale of all.</summary>
    static void Q3_K(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var bits = source[..32];
        var quarters = source.Slice(32, 64);
        var scales = source.Slice(96, 12);
        var scale = Half(source[108..]);
        for (var part = 0; part < 16; part++)
        {
            var low = part < 8 ? scales[part] & 15 : scales[part - 8] >> 4;
            var high = scales[8 + (part % 4)] >> (2 * (part / 4)) & 3;
            var of = scale * ((low | high << 4) - 32);
            for (var i = part * 16; i < (part + 1) * 16; i++)
                destination[i] = of * (Quarter(quarters, i) - (Bit(bits, i) == 0 ? 4 : 0));
        }
    }

    /// <summary>Scale and minimum of all; those of 8 parts in 6 bits each; 4 bits a number.</summary>
    static void Q4_K(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var scale = Half(source);
        var least = Half(source[2..]);
        var scales = source.Slice(4, 12);
        var halves = source[16..];
        for (var part = 0; part < 8; part++)
        {
            var (of, minus) = (scale * Scale(scales, part), least * Minimum(scales, part));
            for (var i = part * 32; i < (part + 1) * 32; i++) destination[i] = (of * HalfByte(halves, i, 32)) - minus;
        }
    }

    /// <summary>As <see cref="Q4_K"/>, with a fifth bit for each number.</summary>
    static void Q5_K(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var scale = Half(source);
        var least = Half(source[2..]);
        var scales = source.Slice(4, 12);
        var bits = source.Slice(16, 32);
        var halves = source[48..];
        for (var part = 0; part < 8; part++)
        {
            var (of, minus) = (scale * Scale(scales, part), least * Minimum(scales, part));
            for (var i = part * 32; i < (part + 1) * 32; i++)
                destination[i] = (of * (HalfByte(halves, i, 32) | Bit(bits, i) << 4)) - minus;
        }
    }

    /// <summary>4 bits a number, 2 bits a number, signed scales of 16 parts, scale of all; each number less 32.</summary>
    static void Q6_K(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var halves = source[..128];
        var quarters = source.Slice(128, 64);
        var scales = source.Slice(192, 16);
        var scale = Half(source[208..]);
        for (var part = 0; part < 16; part++)
        {
            var of = scale * (sbyte)scales[part];
            for (var i = part * 16; i < (part + 1) * 16; i++)
                destination[i] = of * ((HalfByte(halves, i, 64) | Quarter(quarters, i) << 4) - 32);
        }
    }

    static void Q8_K(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var scale = BinaryPrimitives.ReadSingleLittleEndian(source);
        for (var i = 0; i < 256; i++) destination[i] = scale * (sbyte)source[4 + i];
    }

    /// <summary>Numbers 0 to 31 are the lowest bits of 32 bytes, 32 to 63 the next.</summary>
    static int Bit(ReadOnlySpan<byte> bits, int i) => bits[i % 32] >> (i / 32) & 1;

    /// <summary>128 numbers in 32 bytes: numbers 0 to 31 are the lowest two bits of them, 32 to 63 the next.</summary>
    static int Quarter(ReadOnlySpan<byte> quarters, int i) => quarters[(i / 128 * 32) + (i % 32)] >> (i % 128 / 32 * 2) & 3;

    /// <summary>Twice <paramref name="run"/> numbers in so many bytes: first the low halves, then the high ones.</summary>
    static int HalfByte(ReadOnlySpan<byte> halves, int i, int run) =>
        halves[(i / (2 * run) * run) + (i % run)] >> (i % (2 * run) / run * 4) & 15;

    /// <summary>The first four in the low six bits of bytes 0 to 3, the others in the low halves of bytes 8 to 11 and the high bits of 0 to
    /// 3.</summary>
    static int Scale(ReadOnlySpan<byte> scales, int part) => part < 4 ? scales[part] & 63 : scales[part + 4] & 15 | scales[part - 4] >> 6 << 4;

    /// <summary>As <see cref="Scale"/>, in bytes 4 to 7 and the high halves of 8 to 11.</summary>
    static int Minimum(ReadOnlySpan<byte> scales, int part) =>
        part < 4 ? scales[part + 4] & 63 : scales[part + 4] >> 4 | scales[part] >> 6 << 4;
}
