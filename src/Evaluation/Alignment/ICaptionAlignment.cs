using EmojiGen.Imaging;

namespace EmojiGen.Evaluation.Alignment;

/// <summary>Tells how well pictures go with words.</summary>
public interface ICaptionAlignment : IDisposable
{
    /// <summary>Stands in the name of every figure: <c>CLIP score</c>.</summary>
    string Name { get; }

    /// <summary>0 to 100 of each picture with the words in the same place.</summary>
    /// <remarks>Hessel et al. 2021, with the weight 100: see <see cref="Metrics.ClipScore"/>.</remarks>
    float[] Of(IReadOnlyList<Raster> pictures, IReadOnlyList<string> words);
}
