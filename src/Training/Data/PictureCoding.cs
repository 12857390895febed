using System.IO.Compression;

namespace EmojiGen.Training.Data;

/// <summary>RGBA to few bytes and back, exactly, but for the colour of what is transparent: rows are differences to the pixel at the left
/// or above, then deflated.</summary>
static class PictureCoding
{
    const int Pixel = 4;

    enum Filter : byte
    {
        None,
        Left,
        Above,
    }

    /// <param name="rgba">side x side x 4 bytes, straight alpha</param>
    public static byte[] Encode(ReadOnlySpan<byte> rgba, int side)
    {
        var row = side * Pixel;
        byte[] plain = new byte[rgba.Length], filtered = new byte[side * (row + 1)], tried = new byte[row];
        rgba.CopyTo(plain);
        for (var i = 0; i < plain.Length; i += Pixel)
            if (plain[i + 3] == 0) plain.AsSpan(i, Pixel).Clear(); // what cannot be seen has no colour

        for (var y = 0; y < side; y++)
        {
            var target = filtered.AsSpan(y * (row + 1), row + 1);
            var least = long.MaxValue;
            for (var filter = Filter.None; filter <= (y == 0 ? Filter.Left : Filter.Above); filter++)
            {
                var sum = 0L;
                for (var x = 0; x < row; x++)
                {
                    var at = (y * row) + x;
                    tried[x] = (byte)(plain[at] - (filter == Filter.Left && x >= Pixel ? plain[at - Pixel] : filter == Filter.Above
                        ? plain[at - row] : 0));
                    sum += Math.Abs((int)(sbyte)tried[x]);
                }
                if (sum >= least) continue;
                least = sum;
                target[0] = (byte)filter;
                tried.CopyTo(target[1..]);
            }
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(filtered);
        return packed.ToArray();
    }

    /// <param name="packed">What <see cref="Encode"/> gave.</param>
    /// <param name="rgba">side x side x 4 bytes</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static void Decode(byte[] packed, int length, int side, Span<byte> rgba)
    {
        var row = side * Pixel;
        using var zlib = new ZLibStream(new MemoryStream(packed, 0, length), CompressionMode.Decompress);
        Span<byte> kind = stackalloc byte[1];
        for (var y = 0; y < side; y++)
        {
            var line = rgba.Slice(y * row, row);
            if (zlib.ReadAtLeast(kind, 1, throwOnEndOfStream: false) < 1 || zlib.ReadAtLeast(line, row, throwOnEndOfStream: false) < row)
                throw new InvalidDataException("it ends early");
            switch ((Filter)kind[0])
            {
                case Filter.None:
                    break;
                case Filter.Left:
                    for (var x = Pixel; x < row; x++) line[x] += line[x - Pixel];
                    break;
                case Filter.Above when y > 0:
                    var above = rgba.Slice((y - 1) * row, row);
                    for (var x = 0; x < row; x++) line[x] += above[x];
                    break;
                default:
                    throw new InvalidDataException($"its row {y} is coded in an unknown way");
            }
        }
        if (zlib.ReadByte() >= 0) throw new InvalidDataException("it goes on too long");
    }
}
