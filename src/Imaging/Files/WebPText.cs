using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Imaging;

/// <summary>The EXIF and XMP chunks of a WebP file, written and found among its RIFF chunks without decoding a pixel.</summary>
/// <remarks>WebP container specification, "Extended File Format" and "Metadata". libvips would write them too, but says in EXIF that an
/// animation is as high as all its frames together.</remarks>
static class WebPText
{
    const int Header = 12, ChunkHeader = 8, ExtendedLength = 10;

    /// <summary>Of the extended header's first byte.</summary>
    const byte HasXmp = 0x04, HasExif = 0x08, HasAlpha = 0x10;

    internal static ImageText Read(ReadOnlySpan<byte> file)
    {
        for (var at = Header; at + ChunkHeader <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (length > file.Length - at - ChunkHeader) break;
            if (file.Slice(at, 4).SequenceEqual("XMP "u8))
                return Xmp.Read(Encoding.UTF8.GetString(file.Slice(at + ChunkHeader, (int)length)));
            at += ChunkHeader + (int)(length + (length & 1));
        }
        return new();
    }

    /// <summary>A file with a text.</summary>
    /// <param name="webp">Without metadata.</param>
    /// <param name="width">Of the canvas, in pixels.</param>
    internal static byte[] Insert(ReadOnlySpan<byte> webp, ImageText text, int width, int height)
    {
        var exif = text.Parameters is { Length: > 0 } parameters ? ExifUserComment.Write(parameters) : [];
        var flags = (byte)(HasXmp | (exif.Length > 0 ? HasExif : 0));
        using var file = new MemoryStream(webp.Length + exif.Length + 4096);
        file.Write(webp[..Header]);
        // A still picture has no extended header as a rule: then it is the first chunk from now on.
        if (webp.Slice(Header, 4).SequenceEqual("VP8X"u8))
        {
            file.Write(webp[Header..]);
            var at = (int)file.Position;
            file.Position = Header + ChunkHeader;
            file.WriteByte((byte)(webp[Header + ChunkHeader] | flags));
            file.Position = at;
        }
        else
        {
            Chunk(file, "VP8X"u8, Extended((byte)(flags | HasAlpha), width, height));
            file.Write(webp[Header..]);
        }
        if (exif.Length > 0) Chunk(file, "EXIF"u8, exif);
        Chunk(file, "XMP "u8, Encoding.UTF8.GetBytes(Xmp.Write(text)));
        var bytes = file.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)(bytes.Length - ChunkHeader));
        return bytes;
    }

    /// <summary>Flags, three bytes that mean nothing, and both sides less one in three bytes each.</summary>
    static byte[] Extended(byte flags, int width, int height)
    {
        var header = new byte[ExtendedLength + 1]; // the last is written over
        header[0] = flags;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), width - 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(7), height - 1);
        return header[..ExtendedLength];
    }

    static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        file.Write(name);
        file.Write(length);
        file.Write(content);
        if (content.Length % 2 == 1) file.WriteByte(0);
    }
}
