using System.Globalization;
using EmojiGen.Imaging;

namespace EmojiGen.Training.Data;

/// <summary>The filters of the sticker paper.</summary>
/// <remarks>Sinha et al. 2023, section 3.1: pictures that go badly with their captions by CLIP, and pictures of which text takes over 8 %,
/// are left out.</remarks>
public static class PictureFilters
{
    /// <summary>The paper's limit for text, share of the picture.</summary>
    public const double PublishedTextArea = 0.08;

    /// <summary>Leaves out what goes badly with its caption; pictures without a caption stay.</summary>
    /// <param name="score">How well a picture goes with a text, as a CLIP says: 100 times the cosine of their embeddings (<see
    /// cref="CaptionScorer"/>).</param>
    /// <param name="least">The lowest score that stays.</param>
    public static PictureFilter ByCaption(Func<Raster, string, double> score, double least)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"CLIP score below {least}");
        return (picture, caption) => caption.Length == 0 || score(picture, caption) >= least ? null : reason;
    }

    /// <summary>Leaves out pictures of which words take too much.</summary>
    /// <param name="area">What share of a picture words take: <see cref="TextDetector.Area"/>.</param>
    /// <param name="most">The largest share that stays, 0 to 1.</param>
    public static PictureFilter ByText(Func<Raster, double> area, double most = PublishedTextArea)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"text over {100 * most:0.#} % of the picture");
        return (picture, _) => area(picture) <= most ? null : reason;
    }
}
