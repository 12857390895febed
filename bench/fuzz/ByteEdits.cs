using System.Buffers.Binary;

namespace EmojiGen.Fuzz;

/// <summary>Ways to spoil bytes that know nothing of what they mean.</summary>
static class ByteEdits
{
    static readonly long[] oddNumbers = [0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue];

    public static byte[] Spoil(byte[] input, byte[] other, Random random)
    {
        if (input.Length == 0) return [(byte)random.Next(256)];
        var at = random.Next(input.Length);
        var length = random.Next(1, 1 + Math.Min(input.Length - at, random.Next(2) == 0 ? 8 : 400));
        switch (random.Next(8))
        {
            case 0: return With(input, it => it[at] = (byte)random.Next(256));
            case 1: return With(input, it => it[at] ^= (byte)(1 << random.Next(8)));
            case 2: return [.. input[..at], .. input[(at + length)..]];
            case 3: return [.. input[..at], .. input[at..(at + length)], .. input[at..]];
            case 4: return With(input, it => Number(it.AsSpan(at), random));
            case 5 when other.Length > 0:
                var from = random.Next(other.Length);
                return [.. input[..at], .. other[from..Math.Min(other.Length, from + random.Next(1, 2000))], .. input[at..]];
            case 6: return random.Next(4) == 0 ? input[..at] : With(input, it => it.AsSpan(at, length).Fill((byte)random.Next(256)));
            default: return With(input, it => random.NextBytes(it.AsSpan(at, Math.Min(length, 4))));
        }
    }

    /// <summary>A number at which counters and signs turn over, in two or four bytes, in either order.</summary>
    static void Number(Span<byte> place, Random random)
    {
        var number = oddNumbers[random.Next(oddNumbers.Length)];
        switch (random.Next(4))
        {
            case 0 when place.Length >= 2: BinaryPrimitives.WriteInt16BigEndian(place, unchecked((short)number)); break;
            case 1 when place.Length >= 2: BinaryPrimitives.WriteInt16LittleEndian(place, unchecked((short)number)); break;
            case 2 when place.Length >= 4: BinaryPrimitives.WriteInt32BigEndian(place, unchecked((int)number)); break;
            case 3 when place.Length >= 4: BinaryPrimitives.WriteInt32LittleEndian(place, unchecked((int)number)); break;
            default: place[0] = unchecked((byte)number); break;
        }
    }

    static byte[] With(byte[] input, Action<byte[]> change)
    {
        var copy = (byte[])input.Clone();
        change(copy);
        return copy;
    }
}
