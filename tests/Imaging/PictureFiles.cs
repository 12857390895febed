using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

/// <summary>Picture files with an EXIF orientation or an ICC profile, put together by the formats' specifications.</summary>
static class PictureFiles
{
    /// <param name="orientation">1 to 8: EXIF 2.32, section 4.6.4, tag 0x0112.</param>
    internal static byte[] Oriented(ImageFormat format, Raster picture, ushort orientation)
    {
        var tiff = new byte[26];
        "MM"u8.CopyTo(tiff);
        BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(2), 42);
        BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(4), 8); // where the directory lies
        BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(8), 1); // one entry
        BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(10), 0x0112);
        BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(12), 3); // a short
        BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(14), 1);
        BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(18), orientation);
        return format switch
        {
            ImageFormat.Png => PngWith(picture, "eXIf", tiff),
            ImageFormat.WebP => WebPWith(picture, exif: tiff),
            _ => JpegWith(picture, 0xE1, [.. "Exif\0\0"u8, .. tiff]),
        };
    }

    internal static byte[] Profiled(ImageFormat format, Raster picture, byte[] profile) => format switch
    {
        ImageFormat.Png => PngWith(picture, "iCCP", [.. "ICC"u8, 0, 0, .. Deflated(profile)]),
        ImageFormat.WebP => WebPWith(picture, icc: profile),
        _ => JpegWith(picture, 0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. profile]),
    };

    /// <summary>The PNG without its sRGB chunk, which a profile excludes.</summary>
    static byte[] PngWith(Raster picture, string type, byte[] data)
    {
        var chunks = PlainPng.Chunks(ImageFile.Encode(ImageFormat.Png, picture))
            .Select(chunk => chunk.Type == "sRGB" ? (type, data) : chunk);
        return [0x89, .. "PNG\r\n\x1A\n"u8, .. chunks.SelectMany(static chunk => PngChunk(chunk.Item1, chunk.Item2))];
    }

    /// <remarks>PNG specification, third edition, section 5.3; the check is the CRC-32 of ISO 3309.</remarks>
    internal static byte[] PngChunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var crc = uint.MaxValue;
        foreach (var value in body)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320u ^ crc >> 1;
        }
        var (length, check) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, ~crc);
        return [.. length, .. body, .. check];
    }

    /// <remarks>The extended format: VP8X says what there is, ICCP comes before the pixels, EXIF after them.</remarks>
    static byte[] WebPWith(Raster picture, byte[]? icc = null, byte[]? exif = null)
    {
        const byte HasProfile = 0x20, HasAlpha = 0x10, HasExif = 0x08;
        var plain = ImageFile.Encode(ImageFormat.WebP, picture);
        var at = 12;
        while (Encoding.ASCII.GetString(plain, at, 4) != "VP8L")
            at += 8 + (BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(at + 4)) + 1) / 2 * 2;
        var pixels = plain.AsSpan(at + 8, BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(at + 4))).ToArray();

        var flags = (byte)(HasAlpha | (icc is null ? 0 : HasProfile) | (exif is null ? 0 : HasExif));
        byte[] size = [.. BitConverter.GetBytes(picture.Width - 1).AsSpan(0, 3), .. BitConverter.GetBytes(picture.Height - 1).AsSpan(0, 3)];
        byte[] body =
        [
            .. "WEBP"u8,
            .. Chunk("VP8X", [flags, 0, 0, 0, .. size]),
            .. icc is null ? [] : Chunk("ICCP", icc),
            .. Chunk("VP8L", pixels),
            .. exif is null ? [] : Chunk("EXIF", exif),
        ];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(body.Length), .. body];

        static byte[] Chunk(string type, byte[] data) =>
            [.. Encoding.ASCII.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[data.Length % 2]];
    }

    /// <summary>A JPEG of full colour resolution, with a segment behind its start marker.</summary>
    static byte[] JpegWith(Raster picture, byte marker, byte[] segment)
    {
        using var image = NetVips.Image.NewFromMemory<byte>(picture.Pixels, picture.Width, picture.Height, 4,
            NetVips.Enums.BandFormat.Uchar);
        using var rgb = image.ExtractBand(0, n: 3);
        using var srgb = rgb.Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
        var plain = srgb.JpegsaveBuffer(q: 100, subsampleMode: NetVips.Enums.ForeignSubsample.Off, keep: NetVips.Enums.ForeignKeep.None);
        var length = segment.Length + 2;
        return [.. plain[..2], 0xFF, marker, (byte)(length >> 8), (byte)length, .. segment, .. plain[2..]];
    }

    static byte[] Deflated(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal)) zlib.Write(data);
        return packed.ToArray();
    }
}
