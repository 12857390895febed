using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using EmojiGen.Imaging;
using EmojiGen.Tests.Imaging;

namespace EmojiGen.Fuzz.Targets;

/// <summary>A PNG, JPEG, WebP or GIF: its first frame, all of them, and what it says about itself.</summary>
sealed class PictureTarget : FuzzTarget
{
    public override IReadOnlyList<byte[]> Seeds { get; } = [.. Made()];

    static IEnumerable<byte[]> Made()
    {
        var (disc, noise) = (Pictures.Disc(24), Pictures.Noise(1, 17, 9));
        var text = new ImageText { Parameters = "a cat\nSteps: 20, Seed: 1", Title = "猫", License = "Apache-2.0", Author = "me" };
        foreach (var format in (ImageFormat[])[ImageFormat.Png, ImageFormat.WebP, ImageFormat.Gif])
        {
            yield return ImageFile.Encode(format, disc, text);
            yield return ImageFile.Encode(format, noise, quality: format == ImageFormat.WebP ? 60 : null);
            yield return ImageFile.EncodeAnimation(format, [disc, Pictures.Disc(24, red: 5), disc], Animation.Even(3, 50), text);
        }
        foreach (var format in (ImageFormat[])[ImageFormat.Png, ImageFormat.WebP, ImageFormat.Jpeg])
        {
            yield return PictureFiles.Oriented(format, disc, 6);
            yield return PictureFiles.Profiled(format, disc, TinyProfile.AdobeRgb());
        }
    }

    public override byte[] Spoil(byte[] input, byte[] other, Random random)
    {
        if (!input.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) || random.Next(6) == 0)
            return ByteEdits.Spoil(input, other, random);
        return SpoilPng(input, other, random);
    }

    /// <summary>A PNG whose checksums are right again, since a wrong one ends the reading.</summary>
    static byte[] SpoilPng(byte[] input, byte[] other, Random random)
    {
        List<(string Type, byte[] Data)> chunks = [.. Chunks(input)];
        if (chunks.Count == 0) return ByteEdits.Spoil(input, other, random);
        var which = random.Next(chunks.Count);
        var (type, data) = chunks[which];
        switch (random.Next(6))
        {
            case 0: chunks.RemoveAt(which); break;
            case 1: chunks.Insert(random.Next(chunks.Count + 1), chunks[which]); break;
            case 2: chunks[which] = (OneChanged(type, random), data); break;
            case 3 when type == "IDAT": chunks[which] = (type, Repacked(data, other, random)); break;
            case 4 when Chunks(other).ToList() is { Count: > 0 } more: chunks.Insert(which, more[random.Next(more.Count)]); break;
            default: chunks[which] = (type, ByteEdits.Spoil(data, other, random)); break;
        }
        return [.. input.AsSpan(0, 8), .. chunks.SelectMany(it => PictureFiles.PngChunk(it.Type, it.Data))];
    }

    static string OneChanged(string type, Random random)
    {
        var letters = type.ToCharArray();
        letters[random.Next(letters.Length)] = (char)random.Next(32, 127);
        return new(letters);
    }

    static byte[] Repacked(byte[] packed, byte[] other, Random random)
    {
        try
        {
            using var unpacked = new MemoryStream();
            using (var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress)) zlib.CopyTo(unpacked);
            using var again = new MemoryStream();
            using (var zlib = new ZLibStream(again, CompressionLevel.Fastest, leaveOpen: true))
                zlib.Write(ByteEdits.Spoil(unpacked.ToArray(), other, random));
            return again.ToArray();
        }
        catch (InvalidDataException)
        {
            return packed;
        }
    }

    static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (length < 0 || length > file.Length - at - 12) yield break;
            yield return (Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }
    }

    public override void Read(byte[] input, string folder)
    {
        Refused.Check(() => Sane(ImageFile.Load(input)), () => Sane(ImageFile.LoadAnimation(input).Frames[0]),
            () => ImageFile.ReadText(input));
    }

    static void Sane(Raster picture)
    {
        if (picture.Span.Length != picture.Width * picture.Height * 4) throw new FuzzFault("a picture of another size than it says");
    }
}
