using EmojiGen.Imaging.Png;

namespace EmojiGen.Imaging;

/// <summary>Pictures in files.</summary>
public static class ImageFile
{
    /// <summary>Writes a picture, whole or not at all, in the format that the extension names.</summary>
    /// <param name="path">Ends in <c>.png</c>.</param>
    /// <param name="image">Straight alpha, kept as it is.</param>
    /// <param name="text">What the file says about itself, or null.</param>
    /// <exception cref="ArgumentException">The extension names no format that can be written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Save(string path, Raster image, ImageText? text = null) => AtomicFile.Write(path, Encode(Path.GetExtension(path), image, text));

    /// <summary>The bytes of a picture file.</summary>
    /// <param name="extension">With or without its dot.</param>
    public static byte[] Encode(string extension, Raster image, ImageText? text = null) => extension.TrimStart('.').ToLowerInvariant() switch
    {
        "png" => PngWriter.Write(image, text),
        _ => throw new ArgumentException($"Cannot write a picture as \"{extension}\": the supported extensions are .png."),
    };
}
