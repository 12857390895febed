using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>Notices numbers that overflowed their 16 bits (which other programs show as a black picture) and has them computed again in
/// float32.</summary>
sealed class OverflowGuard
{
    /// <summary>Whether anything was computed again.</summary>
    public bool Widened { get; private set; }

    /// <param name="compute">Gives the numbers, in whatever is computed in at the time.</param>
    /// <param name="widen">Goes over to float32; false where that is what was computed in. It must change nothing that others compute
    /// with.</param>
    /// <param name="whose">For the message: <c>Model 'x' answers</c>.</param>
    /// <returns>Finite numbers, in float32.</returns>
    /// <exception cref="InvalidDataException">They are none in float32 either.</exception>
    public Tensor Finite(Func<Tensor> compute, Func<bool> widen, string whose)
    {
        var numbers = compute().To(DType.Float32);
        if (IsFinite(numbers)) return numbers;
        if (widen())
        {
            Widened = true;
            numbers = compute().To(DType.Float32);
            if (IsFinite(numbers)) return numbers;
        }
        throw new InvalidDataException(
            $"{whose} infinities or no numbers at all, in float32 too: its weights, or those of an adapter, are damaged; fetch them again.");
    }

    static bool IsFinite(Tensor tensor)
    {
        using var scope = new TensorScope();
        // The largest of all tells: NaN and infinity both go through.
        return Op.Call("aten::isfinite", tensor.Abs().Max()).ToArray<bool>() is [true];
    }
}
