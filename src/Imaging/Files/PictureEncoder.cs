using NetVips;

namespace EmojiGen.Imaging;

/// <summary>Encodes WebP and GIF by libvips, still or animated.</summary>
static class PictureEncoder
{
    /// <param name="frames">At least one, all of one size.</param>
    /// <param name="animation">Delays and loops, or null for a still picture.</param>
    /// <param name="quality">0 to 100, or null for lossless.</param>
    internal static byte[] WebP(IReadOnlyList<Raster> frames, Animation? animation, ImageText? text, int? quality)
    {
        using var image = Stacked(frames, animation);
        int? pageHeight = animation is null ? null : frames[0].Height;
        var file = quality is { } q
            ? image.WebpsaveBuffer(q: q, alphaQ: 100, smartSubsample: true, effort: 4, pageHeight: pageHeight, keep: Enums.ForeignKeep.None)
            : image.WebpsaveBuffer(lossless: true, effort: 4, pageHeight: pageHeight, keep: Enums.ForeignKeep.None);
        return text is null ? file : WebPText.Insert(file, text, frames[0].Width, frames[0].Height);
    }

    /// <remarks>A GIF's pixel is opaque or not there: alpha is cut at one half. Colours are reduced to 255 a frame.</remarks>
    internal static byte[] Gif(IReadOnlyList<Raster> frames, Animation? animation, ImageText? text)
    {
        using var image = Stacked(frames, animation);
        var file = image.GifsaveBuffer(pageHeight: animation is null ? null : frames[0].Height);
        if (animation is not null) GifFrames.ClearAfterAll(file);
        return text is null ? file : GifComment.Insert(file, text);
    }

    /// <summary>The frames one under the other, with their timing.</summary>
    static Image Stacked(IReadOnlyList<Raster> frames, Animation? animation)
    {
        VipsLibrary.Ensure();
        var (width, height) = (frames[0].Width, frames[0].Height);
        using var bare = Image.NewFromMemoryCopy<byte>(
            frames is [var only] ? only.Span : Stack(frames), width, height * frames.Count, 4, Enums.BandFormat.Uchar);
        using var pixels = bare.Copy(interpretation: Enums.Interpretation.Srgb);
        return pixels.Mutate(image =>
        {
            if (animation is not null)
            {
                image.Set(GValue.GIntType, "page-height", height);
                image.Set(GValue.GIntType, "loop", animation.Loops);
                image.Set(GValue.ArrayIntType, "delay", animation.Delays.ToArray());
            }
        });
    }

    static byte[] Stack(IReadOnlyList<Raster> frames)
    {
        var size = frames[0].Span.Length;
        var all = new byte[checked(size * frames.Count)];
        for (var i = 0; i < frames.Count; i++) frames[i].Span.CopyTo(all.AsSpan(i * size));
        return all;
    }
}
