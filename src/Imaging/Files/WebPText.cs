using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Imaging;

/// <summary>The XMP packet of a WebP file, found in its RIFF chunks without decoding a pixel.</summary>
/// <remarks>WebP container specification, "Metadata".</remarks>
static class WebPText
{
    internal static ImageText Read(ReadOnlySpan<byte> file)
    {
        for (var at = 12; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (length > file.Length - at - 8) break;
            if (file.Slice(at, 4).SequenceEqual("XMP "u8)) return Xmp.Read(Encoding.UTF8.GetString(file.Slice(at + 8, (int)length)));
            at += 8 + (int)(length + (length & 1));
        }
        return new();
    }
}
