using EmojiGen.Imaging;

namespace EmojiGen.Evaluation.Alignment;

/// <summary>Tells how well pictures go with words.</summary>
public interface ICaptionAlignment : IDisposable
{
    /// <summary>Stands in the name of every figure: <c>CLIP score</c>.</summary>
    string Name { get; }

    /// <summary>100 times the cosine of the picture's vector and the words', not below 0.</summary>
    /// <remarks>Hessel et al. 2021, with the weight 100: see <see cref="Metrics.ClipScore"/>.</remarks>
    double Score(Raster picture, string words);
}
