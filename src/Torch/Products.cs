namespace EmojiGen.Torch;

/// <summary>What is done with a product before it is written; the numbers are those of <c>native/kernels/product.h</c>.</summary>
enum After
{
    Nothing,
    Silu,
    Gelu,
    GeluTanh,
    QuickGelu,
    Geglu,
}

/// <summary>Linears and convolutions whose weights are packed for matrix tiles (<c>native/kernels</c>); null where they do not apply.</summary>
static class Products
{
    /// <summary>Inputs in whole steps of the tiles, outputs that fill a pair of them, windows that are small.</summary>
    public static bool CanPack(long[] shape) => shape[1] % 32 == 0 && shape[0] >= 32 && (shape.Length == 2 || (shape[2] == shape[3] && shape[2] <= 3));

    /// <param name="x">(..., inputs)</param>
    /// <param name="residual">Of the result's shape, added to it.</param>
    public static Tensor? Linear(Tensor x, Parameter weight, Parameter? bias, Tensor? residual, After after)
    {
        if (!Applies(x, residual) || weight.PackedFor(after == After.Geglu) is not { } packed) return null;
        return Op.Call("emojigen::packed_linear", x, packed, weight.Shape[0], bias?.Tensor, residual, (long)after);
    }

    /// <param name="x">(B, inputs, H, W)</param>
    /// <param name="shift">(B, outputs), added to every pixel.</param>
    /// <param name="residual">Of the result's shape, added to it.</param>
    public static Tensor? Convolution(Tensor x, Parameter weight, Parameter? bias, long stride, long padding, Tensor? shift, Tensor? residual)
    {
        if (!Applies(x, residual, shift) || weight.PackedFor(gated: false) is not { } packed) return null;
        return Op.Call("emojigen::packed_convolution", x, packed, weight.Shape[0], weight.Shape[2], stride, padding, bias?.Tensor, shift, residual);
    }

    static bool Applies(Tensor x, params ReadOnlySpan<Tensor?> others)
    {
        if (x.DType != DType.BFloat16) return false;
        if (!Autograd.IsRecording) return true;
        if (x.RequiresGrad) return false;
        foreach (var other in others)
        {
            if (other is { RequiresGrad: true }) return false;
        }
        return true;
    }
}
