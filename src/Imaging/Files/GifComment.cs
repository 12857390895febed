using System.Text;

namespace EmojiGen.Imaging;

/// <summary>The comment extension of GIF, which libvips does not write.</summary>
/// <remarks>GIF89a specification, section 24.</remarks>
static class GifComment
{
    internal static byte[] Insert(ReadOnlySpan<byte> gif, ImageText text)
    {
        // Extensions may stand right behind the header, the screen descriptor and its colour table.
        const int Descriptor = 6, Flags = Descriptor + 4, Table = Descriptor + 7;
        var at = Table + ((gif[Flags] & 0x80) == 0 ? 0 : 3 << ((gif[Flags] & 7) + 1));

        var comment = Encoding.UTF8.GetBytes(string.Join('\n', text.Entries().Select(static e => $"{e.Key}: {e.Value}")));
        using var file = new MemoryStream(gif.Length + comment.Length + comment.Length / 255 + 8);
        file.Write(gif[..at]);
        file.Write([0x21, 0xFE]);
        foreach (var block in comment.Chunk(255))
        {
            file.WriteByte((byte)block.Length);
            file.Write(block);
        }
        file.WriteByte(0);
        file.Write(gif[at..]);
        return file.ToArray();
    }
}
