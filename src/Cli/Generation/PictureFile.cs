using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Cli.Generation;

/// <summary>Turns a picture into the bytes of a file, with what it says about itself.</summary>
/// <param name="Parameters">Null to leave prompt and settings out; licence and authors always stay.</param>
/// <param name="Size">Side in pixels.</param>
sealed record PictureFile(SvgDocument Document, Attribution Attribution, GenerationParameters? Parameters, int Size)
{
    static string Software => $"EmojiGen {VersionText.Number}";

    /// <summary>The picture in pixels, drawn once.</summary>
    /// <exception cref="RenderException">librsvg cannot draw it.</exception>
    public Raster Raster => field ??= SvgRenderer.Render(SvgWriter.WriteUtf8(Document), Size, Size);

    /// <param name="extension">With its dot: <c>.svg</c>, <c>.png</c> or <c>.webp</c>.</param>
    public byte[] Encode(string extension) => extension.ToLowerInvariant() switch
    {
        ".svg" => SvgWriter.WriteUtf8(Document, SvgMetadata(), Size, Size),
        ".webp" => ImageFile.Encode(ImageFormat.WebP, Raster, ImageText()),
        _ => ImageFile.Encode(ImageFormat.Png, Raster, ImageText()),
    };

    SvgMetadata SvgMetadata() => new()
    {
        Title = Parameters?.Prompt,
        Creators = [.. Attribution.Authors],
        Licenses = [.. Attribution.Licences],
        Sources = [.. Attribution.Sources],
        Parameters = Parameters is null ? [] : [.. Parameters.Entries, new("Software", Software)],
    };

    ImageText ImageText() => new()
    {
        Parameters = Parameters?.ToString(),
        Title = Parameters?.Prompt,
        Author = string.Join("; ", Attribution.Authors),
        License = string.Join("; ", Attribution.Licences),
        Source = string.Join("; ", Attribution.Sources),
        Software = Software,
    };
}
