using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Imaging.Cutouts;

namespace EmojiGen.ModelEngines;

/// <summary>How a drawn picture comes by its transparency.</summary>
/// <param name="cut">Whether the ground is cut out where nothing else gives transparency.</param>
sealed class Transparency(bool cut, DiffusionStart start)
{
    readonly List<Sentence> notices = [];

    /// <summary>What was done, for the report: <c>decoder</c>, <c>input</c>, <c>cut-out</c> or <c>none</c>.</summary>
    public string How { get; private set; } = "none";

    public IReadOnlyList<Sentence> Notices => notices;

    /// <summary>The picture with the transparency that it can have.</summary>
    /// <param name="painted">Whether the model's own decoder painted alpha.</param>
    public Raster Apply(Raster drawn, bool painted)
    {
        if (painted)
        {
            How = "decoder";
            return drawn;
        }
        if (start is { Given: true, Picture: { } given } && HasTransparency(given))
        {
            How = "input";
            return WithAlphaOf(drawn, given);
        }
        if (!cut) return drawn;
        var result = Cutout.Cut(drawn);
        if (result.Refusal is { } reason)
        {
            notices.Add(new($"the ground was not cut out: {reason}"));
            return drawn;
        }
        How = "cut-out";
        return result.Picture;
    }

    static bool HasTransparency(Raster picture)
    {
        var pixels = picture.Span;
        for (var i = 3; i < pixels.Length; i += 4)
            if (pixels[i] < 255) return true;
        return false;
    }

    static Raster WithAlphaOf(Raster drawn, Raster given)
    {
        var result = new Raster(drawn.Width, drawn.Height, drawn.Span.ToArray());
        for (var i = 3; i < result.Span.Length; i += 4) result.Span[i] = given.Span[i];
        return result;
    }
}
