using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Evaluation.Features;

/// <summary>The vectors of an image encoder in CLIP's layout, of length 1.</summary>
/// <param name="encoder">With a projection, or without: then its pooled state counts. Goes with this.</param>
/// <param name="name">Stands in figures: <c>CLIP</c>, <c>emoji-mini's image encoder</c>.</param>
public sealed class ClipFeatures(ClipPictureEncoder encoder, string name, string identity) : IPictureFeatures
{
    public string Name => name;

    public int Width => encoder.Config.WithProjection ? encoder.Config.ProjectionDim : encoder.Config.HiddenSize;

    public string Identity => identity;

    /// <param name="folder">Of the image encoder.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">A field is wrong.</exception>
    public static ClipFeatures Load(string folder, string name) =>
        new(ClipPictureEncoder.Load(folder, DType.Float32), name, $"clip-{FolderDigest.Of(folder)}");

    public Tensor Of(IReadOnlyList<Raster> pictures)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var seen = encoder.Encode(encoder.Prepare(pictures));
        return scope.MoveOut((seen.ImageEmbeds ?? seen.Pooled).To(DType.Float32).Normalize());
    }

    public void Dispose() => encoder.Dispose();
}
