namespace EmojiGen.Training.Trackers;

/// <summary>The checksum of zlib and PNG (IEEE 802.3).</summary>
static class Crc32
{
    const uint Polynomial = 0xEDB88320; // bits reversed

    static readonly uint[] table = [.. Enumerable.Range(0, 256)
        .Select(it => Enumerable.Range(0, 8).Aggregate((uint)it, (crc, _) => (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1))];

    public static uint Of(byte first, ReadOnlySpan<byte> rest)
    {
        var crc = Next(uint.MaxValue, first);
        foreach (var value in rest) crc = Next(crc, value);
        return ~crc;
    }

    static uint Next(uint crc, byte value) => (crc >> 8) ^ table[(byte)crc ^ value];
}
