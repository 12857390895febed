using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Generation;

/// <summary>What a file says about itself, whatever its format.</summary>
/// <param name="Parameters">Null to leave prompt and settings out; licence and authors always stay.</param>
public sealed record PictureText(Attribution Attribution, GenerationParameters? Parameters)
{
    static string Software => $"EmojiGen {EmojiGenVersion.Number}";

    public SvgMetadata Svg => new()
    {
        Title = Parameters?.Prompt,
        Creators = [.. Attribution.Authors],
        Licenses = [.. Attribution.Licences],
        Sources = [.. Attribution.Sources],
        Parameters = Parameters is null ? [] : [.. Parameters.Entries, new("Software", Software)],
    };

    public ImageText Image => new()
    {
        Parameters = Parameters?.ToString(),
        Title = Parameters?.Prompt,
        Author = string.Join("; ", Attribution.Authors),
        License = string.Join("; ", Attribution.Licences),
        Source = string.Join("; ", Attribution.Sources),
        Software = Software,
    };
}
