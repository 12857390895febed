namespace EmojiGen.Torch;

/// <summary>Layers between the products of a network in one or two passes over memory, by the kernels of <c>native/kernels</c>; null where
/// they do not apply.</summary>
/// <remarks>They compute in float32 whatever the element type. Each has a gradient of its own, which recomputes what the forward pass did
/// not keep.</remarks>
static class FusedLayers
{
    /// <summary>Layer norm (centred) or RMS norm over the last dimension.</summary>
    public static Tensor? Norm(Tensor x, Tensor? weight, Tensor? bias, double epsilon, bool centred)
    {
        if (!Applies(x) || (weight is not null && weight.DType != x.DType)) return null; // types are mixed as libtorch mixes them
        if (!Records(x, weight, bias)) return Op.Call("emojigen::norm", x, weight, bias, epsilon, centred);
        return RecordedFunction.Apply("norm", Present(x, weight, bias),
            () => [Op.Call("emojigen::norm", x, weight, bias, epsilon, centred)],
            _ => Present(x, weight),
            (gradients, kept, _) => Op.CallTensors("emojigen::norm_backward", gradients[0]!, kept[0], kept.ElementAtOrDefault(1), bias is not null, epsilon, centred))[0];
    }

    /// <summary>Norm over groups of channels, with or without silu after it.</summary>
    public static Tensor? GroupNorm(Tensor x, long groups, Tensor? weight, Tensor? bias, double epsilon, bool silu)
    {
        if (!Applies(x)) return null;
        if (!Records(x, weight, bias)) return Op.Call("emojigen::group_norm", x, groups, weight, bias, epsilon, silu);
        if (!x.IsChannelsLast || x.IsContiguous || weight is null || bias is null) return null; // the gradient knows this layout
        return RecordedFunction.Apply("group_norm", [x, weight, bias],
            () => [Op.Call("emojigen::group_norm", x, groups, weight, bias, epsilon, silu)],
            _ => [x, weight, bias],
            (gradients, kept, _) => Op.CallTensors("emojigen::group_norm_backward", gradients[0]!, kept[0], groups, kept[1], kept[2], epsilon, silu))[0];
    }

    /// <summary>a gelu(b) of (..., 2n).</summary>
    public static Tensor? Geglu(Tensor x)
    {
        if (!Applies(x) || x.Size(-1) % 2 != 0) return null;
        if (!Records(x)) return Op.Call("emojigen::geglu", x);
        return RecordedFunction.Apply("geglu", [x], () => [Op.Call("emojigen::geglu", x)], _ => [x],
            (gradients, kept, _) => [Op.Call("emojigen::geglu_backward", gradients[0]!, kept[0])])[0];
    }

    static bool Applies(Tensor x)
    {
        var it = x.Describe();
        return it.DeviceType == DeviceType.Cpu && it.DType is DType.Float32 or DType.Float16 or DType.BFloat16 && it.Dimensions > 0
            && Kernels.Level > KernelLevel.Plain;
    }

    static bool Records(params ReadOnlySpan<Tensor?> inputs)
    {
        if (!Autograd.IsRecording) return false;
        foreach (var input in inputs)
        {
            if (input is { RequiresGrad: true }) return true;
        }
        return false;
    }

    static Tensor[] Present(params ReadOnlySpan<Tensor?> tensors) => [.. tensors.ToArray().OfType<Tensor>()];
}
