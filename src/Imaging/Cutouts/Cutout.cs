namespace EmojiGen.Imaging.Cutouts;

/// <summary>How a picture is cut out.</summary>
/// <param name="CutHoles">Whether ground that the object encloses (within a ring, between legs) is cut too; null, the default: where the
/// ground's colour tells it from a part of the object,
/// which white and black, the colours of eyes and teeth, do not.</param>
public sealed record CutoutOptions(bool? CutHoles = null);

/// <summary>A picture without its ground, or the reason why it could not be cut out.</summary>
/// <param name="Picture">With alpha; as it was where cutting was refused.</param>
/// <param name="Refusal">The reason, a clause for a person; null where it was cut.</param>
/// <param name="Coverage">How much of the picture is the object, 0 to 1.</param>
public sealed record CutoutResult(Raster Picture, string? Refusal, double Coverage);

/// <summary>Takes a plain ground away from around an object: flooded from the border, with soft edges and without the ground's tint in
/// them.</summary>
/// <remarks>
/// The ground is what the border shows, one colour or a smooth change of colours; near the object it is what was flooded there. An edge
/// pixel is taken for a mixture of the ground beside it and of
/// the colour further in that explains it best (Porter and Duff 1984, "over", solved for alpha); its own colour is then what is left when
/// the ground's share is taken out.
/// </remarks>
public static class Cutout
{
    /// <summary>Less of the border than this in the ground's colours, and there is no plain ground.</summary>
    const double LeastBorder = 0.65;

    const double LeastGround = 0.02, LeastObject = 0.002;

    /// <param name="picture">Stays as it is. One that has transparency already is given back.</param>
    public static CutoutResult Cut(Raster picture, CutoutOptions? options = null)
    {
        if (HasTransparency(picture)) return new(picture, null, 1);
        if (picture.Width < 8 || picture.Height < 8)
            return Refused(picture, $"the picture of {picture.Width}x{picture.Height} is too small to tell object and ground apart");
        var colors = new OklabPixels(picture);
        var ground = Ground.OfBorder(colors);
        if (ground.BorderShare < LeastBorder)
            return Refused(picture,
                FormattableString.Invariant($"only {ground.BorderShare:P0} of the border is in the colours of one plain ground ({LeastBorder:P0} are needed)"));
        var flood = Flood.From(colors, ground, options?.CutHoles);
        var share = flood.GroundShare;
        if (share < LeastGround) return Refused(picture, "hardly any ground lies around the object");
        if (share > 1 - LeastObject) return Refused(picture, "there is nothing but ground");
        return new(Edges.Softened(picture, flood, ground), null, 1 - share);
    }

    static CutoutResult Refused(Raster picture, string reason) => new(picture, reason, 1);

    static bool HasTransparency(Raster picture)
    {
        var pixels = picture.Span;
        for (var i = 3; i < pixels.Length; i += 4)
        {
            if (pixels[i] < 250) return true;
        }
        return false;
    }
}
