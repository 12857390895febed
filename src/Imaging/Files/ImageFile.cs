using System.Collections.Immutable;
using EmojiGen.Imaging.Png;

namespace EmojiGen.Imaging;

/// <summary>Pictures in files.</summary>
public static class ImageFile
{
    /// <summary>The most pixels that <see cref="Load(string, long)"/> reads unless told otherwise: 64 Mi, 256 MB of RGBA.</summary>
    public const long DefaultMaxPixels = 1L << 26;

    /// <summary>Of a file that is read whole: as many as the most pixels have uncompressed.</summary>
    const long MaxBytes = 4 * DefaultMaxPixels;

    /// <summary>Reads a PNG, WebP, JPEG or GIF (of an animation, the first frame), told apart by content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxPixels">Width x height at most.</param>
    /// <exception cref="InvalidDataException">Another format, damaged, cut off, or too large.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Raster Load(string path, long maxPixels = DefaultMaxPixels) =>
        PictureDecoder.Decode(ReadAll(path), path, maxPixels, allFrames: false).Frames[0];

    /// <inheritdoc cref="Load(string, long)"/>
    /// <param name="file">The whole file.</param>
    public static Raster Load(ReadOnlySpan<byte> file, long maxPixels = DefaultMaxPixels) =>
        PictureDecoder.Decode(file, "the picture", maxPixels, allFrames: false).Frames[0];

    /// <summary>Reads all frames of a GIF or WebP; any other picture is one frame without timing. (Of an animated PNG only the first frame
    /// is read.)</summary>
    /// <inheritdoc cref="Load(ReadOnlySpan{byte}, long)"/>
    public static (ImmutableArray<Raster> Frames, Animation? Animation) LoadAnimation(ReadOnlySpan<byte> file,
        long maxPixels = DefaultMaxPixels) =>
        PictureDecoder.Decode(file, "the picture", maxPixels, allFrames: true);

    /// <summary>What a PNG or WebP says about itself; nothing for other formats.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">A PNG is damaged or cut off.</exception>
    public static ImageText ReadText(ReadOnlyMemory<byte> file) => ImageFormats.FromSignature(file.Span) switch
    {
        ImageFormat.Png => PngText.Read(file),
        ImageFormat.WebP => WebPText.Read(file.Span),
        _ => new(),
    };

    /// <summary>Writes a picture, whole or not at all, in the format that the extension names.</summary>
    /// <param name="path">Ends in <c>.png</c>, <c>.webp</c> or <c>.gif</c>.</param>
    /// <param name="image">Straight alpha, kept as it is (in a GIF cut at one half).</param>
    /// <param name="text">What the file says about itself, or null.</param>
    /// <param name="quality">For WebP 0 to 100, or null for lossless; other formats do not look at it.</param>
    /// <exception cref="ArgumentException">The extension names no format that can be written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Save(string path, Raster image, ImageText? text = null, int? quality = null) =>
        AtomicFile.Write(path, Encode(ImageFormats.FromExtension(path), image, text, quality));

    /// <summary>Refuses a name that <see cref="Save"/> would refuse, before the work for it is done.</summary>
    /// <exception cref="ArgumentException">The extension names no format that can be written.</exception>
    public static void CheckExtension(string path) => ImageFormats.FromExtension(path);

    /// <summary>The bytes of a picture file.</summary>
    /// <inheritdoc cref="Save"/>
    public static byte[] Encode(ImageFormat format, Raster image, ImageText? text = null, int? quality = null) =>
        Encode(format, [image], null, text, quality);

    /// <summary>Writes frames as an animated PNG, WebP or GIF, whole or not at all.</summary>
    /// <param name="path">Ends in <c>.png</c>, <c>.webp</c> or <c>.gif</c>.</param>
    /// <param name="frames">At least one, all of one size.</param>
    /// <param name="animation">One delay a frame (GIF counts in hundredths of a second).</param>
    /// <inheritdoc cref="Save"/>
    public static void SaveAnimation(string path, IReadOnlyList<Raster> frames, Animation animation, ImageText? text = null,
        int? quality = null) =>
        AtomicFile.Write(path, EncodeAnimation(ImageFormats.FromExtension(path), frames, animation, text, quality));

    /// <summary>The bytes of an animation's file.</summary>
    /// <inheritdoc cref="SaveAnimation"/>
    public static byte[] EncodeAnimation(ImageFormat format, IReadOnlyList<Raster> frames, Animation animation, ImageText? text = null,
        int? quality = null)
    {
        if (frames.Count == 0) throw new ArgumentException("An animation needs at least one frame, but none was given.");
        if (frames.FirstOrDefault(f => (f.Width, f.Height) != (frames[0].Width, frames[0].Height)) is { } odd)
            throw new ArgumentException(
                $"An animation's frames are all of one size, but one is {odd.Width}x{odd.Height} and the first {frames[0].Width}x{frames[0].Height}.");
        if (animation.Delays.Length != frames.Count)
            throw new ArgumentException(
                $"An animation needs one delay a frame, but {animation.Delays.Length} were given for {frames.Count}.");
        return Encode(format, frames, animation, text, quality);
    }

    static byte[] Encode(ImageFormat format, IReadOnlyList<Raster> frames, Animation? animation, ImageText? text, int? quality)
    {
        if (quality is < 0 or > 100)
            throw new ArgumentOutOfRangeException(null, $"A picture's quality is 0 to 100, but {quality} was asked for.");
        return format switch
        {
            ImageFormat.Png => PngWriter.Write(frames, animation, text),
            ImageFormat.WebP => PictureEncoder.WebP(frames, animation, text, quality),
            ImageFormat.Gif => PictureEncoder.Gif(frames, animation, text),
            _ => throw new ArgumentException($"Pictures are written as PNG, WebP or GIF, not as {format}."),
        };
    }

    internal static byte[] ReadAll(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return ReadAll(file, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"Cannot read {path}: there is no such file.", path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException(
                $"Cannot read {path}: {(Directory.Exists(path) ? "it is a folder" : "permission denied")}.", e);
        }
    }

    /// <summary>To its end, wherever that is: a pipe does not tell, and a device may have none.</summary>
    static byte[] ReadAll(FileStream file, string path)
    {
        using var content = new MemoryStream(file.CanSeek ? (int)Math.Min(file.Length, MaxBytes) : 0);
        var block = new byte[1 << 17];
        while (file.Read(block) is > 0 and var read)
        {
            if (content.Length + read > MaxBytes)
                throw new InvalidDataException(
                    $"Cannot read {path}: it has more than the {MaxBytes >> 20} MB that a picture or font has at most.");
            content.Write(block.AsSpan(0, read));
        }
        return content.Capacity == content.Length ? content.GetBuffer() : content.ToArray();
    }
}
