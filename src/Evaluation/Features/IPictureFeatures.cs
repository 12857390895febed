using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Evaluation.Features;

/// <summary>A network that tells what is in a picture as a row of numbers, which figures are computed from.</summary>
public interface IPictureFeatures : IDisposable
{
    /// <summary>Stands in the name of every figure: <c>ResNet-18</c>.</summary>
    string Name { get; }

    /// <summary>Numbers that it says of a picture.</summary>
    int Width { get; }

    /// <summary>Of weights and preparation: the same where the same picture gives the same numbers. Fit for the name of a file.</summary>
    string Identity { get; }

    /// <param name="pictures">Of any sizes.</param>
    /// <returns>(N, <see cref="Width"/>) float32, of the current scope</returns>
    Tensor Of(IReadOnlyList<Raster> pictures);
}
