using System.Text;
using EmojiGen.Imaging.Native;

namespace EmojiGen.Imaging;

/// <summary>Encodes WebP and GIF by libvips, still or animated.</summary>
static unsafe class PictureEncoder
{
    /// <param name="frames">At least one, all of one size.</param>
    /// <param name="animation">Delays and loops, or null for a still picture.</param>
    /// <param name="quality">0 to 100, or null for lossless.</param>
    internal static byte[] WebP(IReadOnlyList<Raster> frames, Animation? animation, ImageText? text, int? quality) => Encode(frames, animation, image =>
    {
        if (text is not null)
        {
            SetBlob(image, "xmp-data", Encoding.UTF8.GetBytes(Xmp.Write(text)));
            if (text.Parameters is { Length: > 0 } parameters) SetBlob(image, "exif-data", ExifUserComment.Write(parameters));
        }
        using var save = new VipsOperation("webpsave_buffer");
        save.Set("in", image).Set("effort", 4);
        if (quality is { } q) save.Set("Q", q).Set("alpha-q", 100).Set("smart-subsample", true);
        else save.Set("lossless", true);
        if (animation is not null) save.Set("page-height", frames[0].Height);
        return save.Buffer();
    });

    /// <remarks>A GIF's pixel is opaque or not there: alpha is cut at one half. Colours are reduced to 255 a frame.</remarks>
    internal static byte[] Gif(IReadOnlyList<Raster> frames, Animation? animation, ImageText? text)
    {
        var file = Encode(frames, animation, image =>
        {
            using var save = new VipsOperation("gifsave_buffer");
            save.Set("in", image);
            if (animation is not null) save.Set("page-height", frames[0].Height);
            return save.Buffer();
        });
        return text is null ? file : GifComment.Insert(file, text);
    }

    static byte[] Encode(IReadOnlyList<Raster> frames, Animation? animation, Func<VipsImage, byte[]> save)
    {
        Vips.Ensure();
        var (width, height) = (frames[0].Width, frames[0].Height);
        var pixels = frames.Count == 1 ? frames[0].Span : Stack(frames); // frames lie one under the other
        fixed (byte* data = pixels)
        {
            using var bare = Vips.NewFromMemory(data, (nuint)pixels.Length, width, height * frames.Count, 4, 0);
            using var copy = new VipsOperation("copy");
            using var image = copy.Set("in", bare).SetNick("interpretation", "srgb").Image();
            if (animation is not null)
            {
                Vips.SetInt(image, "page-height", height);
                Vips.SetInt(image, "loop", animation.Loops);
                fixed (int* delays = animation.Delays.AsSpan()) Vips.SetInts(image, "delay", delays, animation.Delays.Length);
            }
            return save(image);
        }
    }

    static Span<byte> Stack(IReadOnlyList<Raster> frames)
    {
        var size = frames[0].Span.Length;
        var all = new byte[checked(size * frames.Count)];
        for (var i = 0; i < frames.Count; i++) frames[i].Span.CopyTo(all.AsSpan(i * size));
        return all;
    }

    static void SetBlob(VipsImage image, string field, ReadOnlySpan<byte> content)
    {
        fixed (byte* data = content) Vips.SetBlob(image, field, data, (nuint)content.Length);
    }
}
