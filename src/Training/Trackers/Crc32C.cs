using System.Numerics;

namespace EmojiGen.Training.Trackers;

/// <summary>The checksum of TFRecord files: Castagnoli's CRC, and the mask over it.</summary>
static class Crc32C
{
    /// <summary>RFC 3720, appendix B.4, has test values.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <remarks>tensorflow/core/lib/hash/crc32c.h: rotated, and a constant added, so that a CRC over data with CRCs in it is no special
    /// case.</remarks>
    public static uint Masked(ReadOnlySpan<byte> bytes) => unchecked(BitOperations.RotateRight(Of(bytes), 15) + 0xa282ead8u);
}
