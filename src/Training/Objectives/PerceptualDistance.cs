using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Torch;

namespace EmojiGen.Training.Objectives;

/// <summary>How different pictures look to an image encoder, with a gradient: squared error alone takes the mean of all edges that could
/// be, which is a blur.</summary>
/// <remarks>Johnson et al. 2016, with features of length 1 as Zhang et al. 2018, eq. 1, without their weights: the states of each patch
/// after each layer.</remarks>
/// <param name="encoder">Stays the caller's.</param>
public sealed class PerceptualDistance(ClipPictureEncoder encoder)
{
    /// <param name="a">(B, 3 or 4, S, S) in [-1, 1], on white or premultiplied; gradients flow to it</param>
    /// <param name="b">Of the same shape.</param>
    /// <returns>The mean over pictures, layers and patches of the squared distance, 0 to 4; float32</returns>
    public Tensor Between(Tensor a, Tensor b) => TensorScope.Run(() =>
    {
        var both = Tensor.Cat([a.To(DType.Float32), b.To(DType.Float32)]);
        var states = encoder.Look(both).HiddenStates.Skip(1).ToList();
        return states.Select(Distance).Aggregate((sum, one) => sum + one) / states.Count;
    });

    static Tensor Distance(Tensor state)
    {
        var patches = state.To(DType.Float32).Slice(1, 1); // (2 B, patches, d), without the class token
        var unit = patches / (patches.Square().Sum(-1, keep: true) + 1e-10).Sqrt();
        var parts = unit.Chunk(2);
        return (parts[0] - parts[1]).Square().Sum(-1).Mean();
    }
}
