using System.Buffers.Binary;
using System.IO.Compression;

namespace EmojiGen.Imaging.Png;

/// <summary>Writes 8-bit RGBA PNG, still or animated.</summary>
/// <remarks>
/// Of our own, although libvips has one: it keeps UTF-8 text, writes APNG, and gives the same bytes whichever zlib libvips is built with.
/// </remarks>
static class PngWriter
{
    internal static byte[] Write(Raster image, ImageText? text) => Write([image], null, text);

    /// <param name="frames">At least one, all of one size.</param>
    /// <param name="animation">Delay and loops, or null for a still picture.</param>
    internal static byte[] Write(IReadOnlyList<Raster> frames, Animation? animation, ImageText? text)
    {
        var (width, height) = (frames[0].Width, frames[0].Height);
        using var file = new MemoryStream();
        file.Write(PngChunk.Signature);
        new PngChunk("IHDR", Header(width, height)).Write(file);
        new PngChunk("sRGB", new byte[] { 0 }).Write(file); // perceptual, the intent for pictures
        if (animation is not null) new PngChunk("acTL", Numbers(frames.Count, animation.Loops)).Write(file);
        foreach (var chunk in text is null ? [] : PngText.Chunks(text)) chunk.Write(file);

        var sequence = 0;
        for (var i = 0; i < frames.Count; i++)
        {
            var data = Compress(frames[i]);
            if (animation is not null) new PngChunk("fcTL", FrameControl(sequence++, width, height, animation.Delays[i])).Write(file);
            if (i == 0) new PngChunk("IDAT", data).Write(file);
            else new PngChunk("fdAT", (byte[])[.. Numbers(sequence++), .. data]).Write(file);
        }
        new PngChunk("IEND", default).Write(file);
        return file.ToArray();
    }

    // 8 bits, colour type 6 (RGB and alpha), deflate, adaptive filters, not interlaced
    static byte[] Header(int width, int height) => [.. Numbers(width, height), 8, 6, 0, 0, 0];

    static byte[] FrameControl(int sequence, int width, int height, int delay)
    {
        const byte Clear = 1, Replace = 0; // a frame is cleared before the next, which replaces it whole: alpha stays right
        var control = (byte[])[.. Numbers(sequence, width, height, 0, 0), 0, 0, 0, 0, Clear, Replace];
        BinaryPrimitives.WriteUInt16BigEndian(control.AsSpan(20), (ushort)Math.Min(delay, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16BigEndian(control.AsSpan(22), 1000); // so the delay counts milliseconds
        return control;
    }

    static byte[] Numbers(params ReadOnlySpan<int> values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), values[i]);
        return bytes;
    }

    static byte[] Compress(Raster image)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            var filter = new PngRowFilter(image.Width * 4);
            for (var y = 0; y < image.Height; y++) deflate.Write(filter.Next(image.Row(y)));
        }
        return compressed.ToArray();
    }
}
