using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Imaging.Cutouts;

namespace EmojiGen.ModelEngines;

/// <summary>How a drawn picture comes by its transparency.</summary>
/// <param name="cut">Whether the ground is cut out where nothing else gives transparency.</param>
sealed class Transparency(bool cut, DiffusionStart start)
{
    /// <summary>Share of a picture that is its ground, at least; a picture that fills its frame keeps the corners.</summary>
    const double LeastGround = 0.001;

    readonly List<Sentence> notices = [];

    /// <summary>What was done, for the report: <c>decoder</c>, <c>input</c>, <c>cut-out</c> or <c>none</c>.</summary>
    public string How { get; private set; } = "none";

    public IReadOnlyList<Sentence> Notices => notices;

    /// <summary>The picture with the transparency that it can have.</summary>
    /// <param name="painted">Whether the model's own decoder painted alpha.</param>
    public Raster Apply(Raster drawn, bool painted)
    {
        if (painted && HasGround(drawn))
        {
            How = "decoder";
            return drawn;
        }
        // What it painted is opaque all over, but for the last digits.
        if (painted) drawn = Opaque(drawn);
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

    /// <summary>Whether alpha tells an object from its ground: of a ground that was painted white, it does not.</summary>
    static bool HasGround(Raster picture)
    {
        var pixels = picture.Span;
        var clear = 0;
        for (var i = 3; i < pixels.Length; i += 4)
            if (pixels[i] < 128) clear++;
        return clear >= LeastGround * pixels.Length / 4;
    }

    static Raster Opaque(Raster picture)
    {
        var result = new Raster(picture.Width, picture.Height, picture.Span.ToArray());
        for (var i = 3; i < result.Span.Length; i += 4) result.Span[i] = 255;
        return result;
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
