using System.Collections.Immutable;
using EmojiGen.Imaging.Native;

namespace EmojiGen.Imaging;

/// <summary>Decodes PNG, WebP, JPEG and GIF by libvips into straight RGBA in sRGB.</summary>
static unsafe class PictureDecoder
{
    const int UnsignedByte = 0, Srgb = 22; // VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB

    /// <param name="file">The whole file.</param>
    /// <param name="name">How errors call it.</param>
    /// <param name="maxPixels">All frames together, width x height.</param>
    /// <param name="allFrames">All frames of an animation, or its first alone.</param>
    /// <exception cref="InvalidDataException">No format of ours, damaged, cut off, or too large.</exception>
    internal static (ImmutableArray<Raster> Frames, Animation? Animation) Decode(ReadOnlySpan<byte> file, string name, long maxPixels, bool allFrames)
    {
        var format = ImageFormats.FromSignature(file)
            ?? throw new InvalidDataException($"Cannot read {name}: it is no PNG, WebP, JPEG or GIF.");
        fixed (byte* data = file)
        {
            try
            {
                using var image = Open(format, data, file.Length, allFrames);
                var (width, height) = (Vips.Width(image), Vips.Height(image));
                var pageHeight = allFrames ? Vips.PageHeight(image) : height;
                if (width > Raster.MaxSide || pageHeight > Raster.MaxSide || (long)width * height > maxPixels)
                    throw new InvalidDataException($"it has {width}x{height} pixels, and at most {maxPixels} are read, none of its sides longer than {Raster.MaxSide}");

                var frames = Frames(image, width, pageHeight);
                return (frames, frames.Length > 1 ? Timing(image, frames.Length) : null);
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"Cannot read {name}: the {format} is damaged, cut off or too large ({e.Message}).", e);
            }
        }
    }

    static ImmutableArray<Raster> Frames(VipsImage image, int width, int pageHeight)
    {
        using var rgba = ToRgba(image);
        var pixels = Vips.WriteToMemory(rgba, out var size);
        if (pixels is null) throw new InvalidDataException(Vips.TakeError());
        try
        {
            return Split(new(pixels, checked((int)size)), width, pageHeight);
        }
        finally
        {
            GLib.Free((nint)pixels);
        }
    }

    static VipsImage Open(ImageFormat format, byte* data, int length, bool allFrames)
    {
        using var load = new VipsOperation(format switch
        {
            ImageFormat.Png => "pngload_buffer",
            ImageFormat.WebP => "webpload_buffer",
            ImageFormat.Gif => "gifload_buffer",
            _ => "jpegload_buffer",
        });
        load.SetBuffer("buffer", data, length).SetNick("fail-on", "truncated").SetNick("access", "sequential");
        if (format is ImageFormat.WebP or ImageFormat.Gif) load.Set("n", allFrames ? -1 : 1);
        if (format is ImageFormat.Jpeg) load.Set("autorotate", true);
        return load.Image();
    }

    static VipsImage ToRgba(VipsImage image)
    {
        var rgb = Vips.Interpretation(image) == Srgb ? Keep(image) : WithFirst(image, "colourspace", static o => o.SetNick("space", "srgb"));
        var bytes = Vips.Format(rgb) == UnsignedByte ? rgb : Next(rgb, "cast", static o => o.SetNick("format", "uchar"));
        return Vips.Bands(bytes) switch
        {
            3 => Next(bytes, "bandjoin_const", static o => o.Set("c", [255.0])),
            4 => bytes,
            _ => Next(bytes, "extract_band", static o => o.Set("band", 0).Set("n", 4)),
        };

        static VipsImage Keep(VipsImage image) => WithFirst(image, "copy", static o => o);

        static VipsImage WithFirst(VipsImage image, string operation, Func<VipsOperation, VipsOperation> arguments)
        {
            using var step = new VipsOperation(operation);
            return arguments(step.Set("in", image)).Image();
        }

        // An operation holds what it reads from, so the step before can be let go of.
        static VipsImage Next(VipsImage image, string operation, Func<VipsOperation, VipsOperation> arguments)
        {
            using (image) return WithFirst(image, operation, arguments);
        }
    }

    static ImmutableArray<Raster> Split(ReadOnlySpan<byte> pixels, int width, int pageHeight)
    {
        var bytes = width * pageHeight * 4;
        var frames = ImmutableArray.CreateBuilder<Raster>(pixels.Length / bytes);
        for (var at = 0; at < pixels.Length; at += bytes) frames.Add(new(width, pageHeight, pixels.Slice(at, bytes).ToArray()));
        return frames.MoveToImmutable();
    }

    static Animation Timing(VipsImage image, int frames)
    {
        var delays = Enumerable.Repeat(100, frames).ToArray(); // what browsers take where a file says nothing
        if (Vips.TypeOf(image, "delay") != 0 && Vips.GetInts(image, "delay", out var values, out var count) == 0)
            for (var i = 0; i < Math.Min(frames, count); i++) delays[i] = values[i];

        var loops = 0;
        if (Vips.TypeOf(image, "loop") != 0) _ = Vips.GetInt(image, "loop", out loops);
        return new([.. delays], loops);
    }
}
