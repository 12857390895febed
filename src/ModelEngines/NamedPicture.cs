using EmojiGen.Imaging;

namespace EmojiGen.ModelEngines;

/// <summary>A picture that is given to a model, under the name that it is spoken of by.</summary>
/// <param name="Name">A file's name, without its folder.</param>
public sealed record NamedPicture(string Name, Raster Picture)
{
    /// <summary>Reads a PNG, WebP, JPEG or GIF.</summary>
    /// <inheritdoc cref="ImageFile.Load(string, long)"/>
    public static NamedPicture Load(string path) => new(Path.GetFileName(path), ImageFile.Load(path));
}
