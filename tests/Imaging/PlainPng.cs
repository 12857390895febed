using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace EmojiGen.Tests.Imaging;

/// <summary>A PNG decoder written from the specification alone, to hold against the program's writer: 8-bit RGBA, not interlaced.</summary>
static class PlainPng
{
    internal static List<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        file[..8].ShouldBe([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add((Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }
        return chunks;
    }

    /// <summary>The keys and texts as Python's PIL collects them into <c>image.info</c>.</summary>
    internal static Dictionary<string, string> Text(byte[] file)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (type, data) in Chunks(file).Where(static c => c.Type is "tEXt" or "iTXt"))
        {
            var key = Array.IndexOf(data, (byte)0);
            var name = Encoding.Latin1.GetString(data, 0, key);
            if (type == "tEXt")
            {
                texts.Add(name, Encoding.Latin1.GetString(data, key + 1, data.Length - key - 1));
                continue;
            }
            data[key + 1].ShouldBe((byte)0, "not compressed");
            var language = Array.IndexOf(data, (byte)0, key + 3);
            var translated = Array.IndexOf(data, (byte)0, language + 1);
            texts.Add(name, Encoding.UTF8.GetString(data, translated + 1, data.Length - translated - 1));
        }
        return texts;
    }

    /// <summary>Rows from the top, R, G, B, A.</summary>
    internal static (int Width, int Height, byte[] Pixels) Decode(byte[] file)
    {
        var chunks = Chunks(file);
        var header = chunks[0].Data;
        header[8..].ShouldBe([8, 6, 0, 0, 0]);
        return Unpack(header, [.. chunks.Where(static c => c.Type == "IDAT").SelectMany(static c => c.Data)]);
    }

    /// <summary>The frames of an animated PNG whose frames all cover the whole picture.</summary>
    internal static List<byte[]> Frames(byte[] file)
    {
        var chunks = Chunks(file);
        return [.. chunks.Where(static c => c.Type is "IDAT" or "fdAT")
            .Select(c => Unpack(chunks[0].Data, c.Type == "IDAT" ? c.Data : c.Data[4..]).Pixels)];
    }

    static (int Width, int Height, byte[] Pixels) Unpack(byte[] header, byte[] compressed)
    {
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        var raw = new MemoryStream();
        new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress).CopyTo(raw);
        var data = raw.ToArray();
        var stride = width * 4;
        data.Length.ShouldBe(height * (stride + 1));

        var pixels = new byte[height * stride];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < stride; x++)
            {
                int a = x < 4 ? 0 : pixels[y * stride + x - 4], b = y == 0 ? 0 : pixels[(y - 1) * stride + x], c = x < 4 || y == 0 ? 0
                    : pixels[(y - 1) * stride + x - 4];
                var p = a + b - c;
                var (pa, pb, pc) = (Math.Abs(p - a), Math.Abs(p - b), Math.Abs(p - c));
                var predicted = data[y * (stride + 1)] switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) / 2,
                    4 => pa <= pb && pa <= pc ? a : pb <= pc ? b : c,
                    var other => throw new InvalidDataException($"filter {other}"),
                };
                pixels[y * stride + x] = (byte)(data[y * (stride + 1) + 1 + x] + predicted);
            }
        return (width, height, pixels);
    }
}
