using System.Buffers.Binary;

namespace EmojiGen.Svg.Reading;

/// <summary>The kind and size that the first bytes of a raster picture tell.</summary>
static class PictureSize
{
    public static string MediaType(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => "",
    };

    /// <returns>Null where the bytes are none of PNG, JPEG, GIF and WebP, or end too early.</returns>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> bytes)
    {
        (int Width, int Height)? size = MediaType(bytes) switch
        {
            "image/png" when bytes.Length >= 24 =>
            (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..])),
            "image/gif" when bytes.Length >= 10 =>
            (BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])),
            "image/jpeg" => OfJpeg(bytes),
            "image/webp" when bytes.Length >= 30 => OfWebP(bytes),
            _ => null,
        };
        return size is { Width: > 0, Height: > 0 } ? size : null;
    }

    static (int Width, int Height)? OfJpeg(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 9 < bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            // A frame header, except the three markers in its range that are tables.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return null;
    }

    static (int Width, int Height)? OfWebP(ReadOnlySpan<byte> bytes) => bytes[15] switch
    {
        (byte)'X' => (1 + (bytes[24] | bytes[25] << 8 | bytes[26] << 16), 1 + (bytes[27] | bytes[28] << 8 | bytes[29] << 16)),
        (byte)'L' => (1 + (BinaryPrimitives.ReadInt32LittleEndian(bytes[21..]) & 0x3FFF),
            1 + (BinaryPrimitives.ReadInt32LittleEndian(bytes[21..]) >> 14 & 0x3FFF)),
        _ => (BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF),
    };
}
