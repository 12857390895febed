using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Imaging;

/// <summary>The smallest EXIF block that holds a text: where the web UIs look for the parameters of a WebP, in which it stands without the
/// <c>Exif</c> that it begins with in a JPEG.</summary>
/// <remarks>EXIF 2.32, section 4.6.5: UserComment, tag 0x9286, with the character code <c>UNICODE</c> before UTF-16.</remarks>
static class ExifUserComment
{
    internal static byte[] Write(string text)
    {
        const int FirstDirectory = 8, Directory = 2 + 12 + 4, ExifDirectory = FirstDirectory + Directory,
            Content = ExifDirectory + Directory;
        byte[] comment = [.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(text)];

        var tiff = new byte[Content + comment.Length];
        "MM"u8.CopyTo(tiff); // big-endian, as the text is
        Short(2, 42);
        Long(4, FirstDirectory);
        Entry(FirstDirectory, tag: 0x8769, type: 4, count: 1, ExifDirectory);
        Entry(ExifDirectory, tag: 0x9286, type: 7, comment.Length, Content);
        comment.CopyTo(tiff, Content);
        return tiff;

        // A directory of one entry: count, tag, type, number of values, where they are; then no further directory.
        void Entry(int at, ushort tag, ushort type, int count, int value)
        {
            Short(at, 1);
            Short(at + 2, tag);
            Short(at + 4, type);
            Long(at + 6, count);
            Long(at + 10, value);
        }

        void Short(int at, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), value);
        void Long(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(tiff.AsSpan(at), value);
    }
}
