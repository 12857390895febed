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

/// <summary>Linears and convolutions whose weights are packed as the kernels read them (<c>native/kernels</c>); null where they do not
/// apply.</summary>
/// <remarks>Weights that are packed are frozen: what flows back is the gradient of the input, the product with the same weights turned.
/// They are turned when it is
/// computed, so that no second copy of them is kept.</remarks>
static class Products
{
    /// <summary>Whether products of this type are ours at the level at hand: of bf16 where the processor multiplies it, else of float32,
    /// which models are computed in there.</summary>
    public static bool Multiplies(DType type) => type switch
    {
        DType.BFloat16 => Kernels.Level >= KernelLevel.Avx512Bf16,
        DType.Float32 => Kernels.Level is KernelLevel.Avx2 or KernelLevel.Avx512,
        _ => false,
    };

    /// <summary>Inputs in whole squares of 32 by 32, outputs that fill one, windows that are small.</summary>
    public static bool CanPack(long[] shape) =>
        shape[1] % 32 == 0 && shape[0] >= 32 && (shape.Length == 2 || (shape[2] == shape[3] && shape[2] <= 3));

    /// <param name="x">(..., inputs)</param>
    /// <param name="residual">Of the result's shape, added to it.</param>
    public static Tensor? Linear(Tensor x, Parameter weight, Parameter? bias, Tensor? residual, After after)
    {
        var type = x.DType;
        if (!Multiplies(type) || !x.Device.IsCpu || (residual is not null && residual.DType != type)) return null;
        var flows = Flows(x, residual);
        if (Autograd.IsRecording && (bias is { RequiresGrad: true } || (flows && (after != After.Nothing || !CanTurn(weight)))))
            return null;
        if (weight.PackedFor(type, after == After.Geglu) is not { } packed) return null;
        if (!flows) return Compute();
        return RecordedFunction.Apply("linear", residual is null ? [x] : [x, residual], () => [Compute()], _ => [packed],
            (gradients, kept, needed) =>
            Gradients(gradients[0], needed, given => Op.Call("emojigen::packed_linear", given, Op.Call("emojigen::turn_weight", kept[0], weight.Shape, type), weight.Shape[1], Value.None, Value.None, (long)After.Nothing)))[0];

        Tensor Compute() => Op.Call("emojigen::packed_linear", x, packed, weight.Shape[0], bias?.Tensor, residual, (long)after);
    }

    /// <param name="x">(B, inputs, H, W)</param>
    /// <param name="shift">(B, outputs), added to every pixel.</param>
    /// <param name="residual">Of the result's shape, added to it.</param>
    public static Tensor? Convolution(Tensor x, Parameter weight, Parameter? bias, long stride, long padding, Tensor? shift,
        Tensor? residual)
    {
        var type = x.DType;
        if (!Multiplies(type) || !x.Device.IsCpu || (residual is not null && residual.DType != type)) return null;
        var flows = Flows(x, residual, shift);
        if (Autograd.IsRecording && (bias is { RequiresGrad: true } || (flows && !CanTurn(weight)))) return null;
        if (weight.PackedFor(type, gated: false) is not { } packed) return null;
        if (!flows) return Compute();
        long kernel = weight.Shape[2], height = x.Size(2), width = x.Size(3);
        var inputs = new List<Tensor> { x };
        if (residual is not null) inputs.Add(residual);
        if (shift is not null) inputs.Add(shift);
        return RecordedFunction.Apply("convolution", [.. inputs], () => [Compute()], _ => [packed], (gradients, kept, needed) =>
        {
            // Added after the residual, and in the same way, is the shift, whose gradient is a sum over the pixels.
            var results = Gradients(gradients[0], needed,
                given => Op.Call("emojigen::packed_convolution", Spread(given.ChannelsLast(), stride, kernel, padding, height, width),
                Op.Call("emojigen::turn_weight", kept[0], weight.Shape, type), weight.Shape[1], kernel, 1, kernel - 1 - padding, Value.None, Value.None, Value.None));
            if (shift is not null && results[^1] is { } each) results[^1] = each.Sum([2, 3]);
            return results;
        })[0];

        Tensor Compute() => Op.Call("emojigen::packed_convolution", x, packed, weight.Shape[0], weight.Shape[2], stride, padding,
            bias?.Tensor, shift, residual);
    }

    /// <summary>Turned, its outputs are the steps of the tiles.</summary>
    static bool CanTurn(Parameter weight) => weight.Shape[0] % 32 == 0;

    /// <summary>Of the product's input by a product, of what was added the given one itself.</summary>
    static Tensor?[] Gradients(Tensor? given, bool[] needed, Func<Tensor, Tensor> ofInput) =>
        given is null ? new Tensor?[needed.Length] : [.. needed.Select((it, i) => !it ? null : i == 0 ? ofInput(given) : given)];

    /// <summary>The gradient of what a stride left out is zero: the given rows and columns that many pixels apart.</summary>
    static Tensor Spread(Tensor given, long stride, long kernel, long padding, long height, long width)
    {
        if (stride == 1) return given;
        var spread = Tensor.Zeros([given.Size(0), given.Size(1), height + 2 * padding - kernel + 1, width + 2 * padding - kernel + 1],
            given.DType).ChannelsLast();
        Op.CallInPlace("aten::copy_",
            Op.Call("aten::slice.Tensor", Op.Call("aten::slice.Tensor", spread, 2, 0, Value.None, stride), 3, 0, Value.None, stride), given);
        return spread;
    }

    static bool Flows(params ReadOnlySpan<Tensor?> inputs)
    {
        if (!Autograd.IsRecording) return false;
        foreach (var input in inputs)
        {
            if (input is { RequiresGrad: true }) return true;
        }
        return false;
    }
}
