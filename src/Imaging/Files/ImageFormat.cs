namespace EmojiGen.Imaging;

/// <summary>The picture formats of this room.</summary>
public enum ImageFormat
{
    Png,
    WebP,
    Gif,

    /// <summary>Read only: it has no transparency.</summary>
    Jpeg,
}

/// <summary>How a format is told from others.</summary>
static class ImageFormats
{
    /// <summary>The format that a file's extension asks to be written.</summary>
    /// <exception cref="ArgumentException">None that can be written.</exception>
    internal static ImageFormat FromExtension(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" or ".apng" => ImageFormat.Png,
        ".webp" => ImageFormat.WebP,
        ".gif" => ImageFormat.Gif,
        ".jpg" or ".jpeg" => throw new ArgumentException($"Cannot write {path}: JPEG has no transparency; name a .png, .webp or .gif."),
        "" => throw new ArgumentException($"Cannot write {path}: without an extension the format is unknown; name a .png, .webp or .gif."),
        var other => throw new ArgumentException($"Cannot write {path}: pictures are written as .png, .webp or .gif, not as {other}."),
    };

    /// <summary>The format that a file's first bytes show, or null.</summary>
    internal static ImageFormat? FromSignature(ReadOnlySpan<byte> file) =>
        file.StartsWith(Png.PngChunk.Signature) ? ImageFormat.Png
        : file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) ? ImageFormat.Gif
        : file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..12].SequenceEqual("WEBP"u8) ? ImageFormat.WebP
        : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ImageFormat.Jpeg
        : null;
}
