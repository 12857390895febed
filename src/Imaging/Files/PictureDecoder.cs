using System.Collections.Immutable;
using NetVips;

namespace EmojiGen.Imaging;

/// <summary>Decodes PNG, WebP, JPEG and GIF by libvips into straight RGBA in sRGB, upright as EXIF has it.</summary>
static class PictureDecoder
{
    /// <param name="file">The whole file.</param>
    /// <param name="name">How errors call it.</param>
    /// <param name="maxPixels">All frames together, width x height.</param>
    /// <param name="allFrames">All frames of an animation, or its first alone.</param>
    /// <exception cref="InvalidDataException">No format of ours, damaged, cut off, or too large.</exception>
    internal static (ImmutableArray<Raster> Frames, Animation? Animation) Decode(ReadOnlySpan<byte> file, string name, long maxPixels,
        bool allFrames)
    {
        var format = ImageFormats.FromSignature(file)
            ?? throw new InvalidDataException($"Cannot read {name}: it is no PNG, WebP, JPEG or GIF.");
        VipsLibrary.Ensure();
        try
        {
            using var image = Open(format, file.ToArray(), allFrames);
            var pageHeight = allFrames ? image.PageHeight : image.Height;
            if (image.Width > Raster.MaxSide || pageHeight > Raster.MaxSide || (long)image.Width * image.Height > maxPixels)
            {
                throw Refused(string.Create(null,
                    $"it has {image.Width}x{image.Height} pixels, and at most {maxPixels} are read, none of its sides longer than {Raster.MaxSide}"));
            }
            var frames = Frames(image, pageHeight);
            return (frames, frames.Length > 1 ? Timing(image, frames.Length) : null);
        }
        catch (VipsException e)
        {
            throw Refused(VipsLibrary.Reason(e, Domains(format)), e);
        }

        InvalidDataException Refused(string reason, Exception? cause = null) =>
            new($"Cannot read {name}: the {format} is damaged, cut off or too large ({reason}).", cause);
    }

    // Sequential: the pixels are read once, from the top, so that libvips decodes no more than a few lines ahead.
    static Image Open(ImageFormat format, byte[] file, bool allFrames) => format switch
    {
        ImageFormat.Png => Image.PngloadBuffer(file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated),
        ImageFormat.WebP => Image.WebploadBuffer(file, n: allFrames ? -1 : 1, access: Enums.Access.Sequential,
            failOn: Enums.FailOn.Truncated),
        ImageFormat.Gif => Image.GifloadBuffer(file, n: allFrames ? -1 : 1, access: Enums.Access.Sequential,
            failOn: Enums.FailOn.Truncated),
        _ => Image.JpegloadBuffer(file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated),
    };

    // Under which names libvips gives its reasons.
    static string[] Domains(ImageFormat format) => format switch
    {
        ImageFormat.Png => ["pngload_buffer", "vipspng"],
        ImageFormat.WebP => ["webpload_buffer", "webp"],
        ImageFormat.Gif => ["gifload_buffer", "gifload"],
        _ => ["jpegload_buffer", "VipsJpeg"],
    };

    static ImmutableArray<Raster> Frames(Image image, int pageHeight)
    {
        using var srgb = ColorManagement.ToSrgb(image);
        using var bytes = srgb.Cast(Enums.BandFormat.Uchar);
        using var rgba = ToRgba(bytes);
        using var pixels = rgba.CopyMemory();
        var frames = ImmutableArray.CreateBuilder<Raster>(pixels.Height / pageHeight);
        for (var top = 0; top < pixels.Height; top += pageHeight)
        {
            using var page = pixels.Crop(0, top, pixels.Width, pageHeight);
            using var upright = page.Autorot();
            frames.Add(new(upright.Width, upright.Height, upright.WriteToMemory<byte>()));
        }
        return frames.MoveToImmutable();
    }

    static Image ToRgba(Image bytes) => bytes.Bands switch
    {
        3 => bytes.Bandjoin(255),
        4 => bytes.Copy(),
        _ => bytes.ExtractBand(0, n: 4),
    };

    static Animation Timing(Image image, int frames)
    {
        var delays = Enumerable.Repeat(100, frames).ToArray(); // what browsers take where a file says nothing
        if (image.Contains("delay") && image.Get("delay") is int[] given) given.AsSpan(0, Math.Min(frames, given.Length)).CopyTo(delays);
        return new([.. delays], image.Contains("loop") && image.Get("loop") is int loops ? loops : 0);
    }
}
