namespace EmojiGen.Torch;

/// <summary>Convolutions in training by kernels of our own; null where they do not apply.</summary>
/// <remarks>libtorch's gradient of the weights takes two to seven times as long as its forward pass: it is ours
/// (<c>native/kernels/weight_gradient</c>). Where
/// weights are large and pictures small, libtorch spends its time reordering weights: there our packed products take the other two passes
/// as well.</remarks>
static class TrainedConvolution
{
    /// <summary>Fewer pictures would leave most of a tile empty.</summary>
    const long FewestPictures = 16;

    /// <summary>Elements of a weight from which packing it is faster than libtorch's reordering.</summary>
    const long LargeWeight = 1_000_000;

    /// <param name="x">(B, inputs, H, W)</param>
    public static Tensor? Forward(Tensor x, Parameter weight, Parameter? bias, long stride, long padding)
    {
        if (!Autograd.IsRecording || !weight.RequiresGrad || !Products.Multiplies(x.DType)) return null;
        if (weight.Tensor.DType != x.DType || !x.Device.IsCpu || x.Size(0) < FewestPictures) return null;
        var (kernel, outputs) = (weight.Shape[2], weight.Shape[0]);
        if (kernel > 3 || weight.Shape[1] < 16 || outputs < 16) return null;
        Tensor plain = weight;
        var packs = plain.ElementCount >= LargeWeight && stride == 1 && weight.Shape[1] % 32 == 0 && outputs % 32 == 0;
        return RecordedFunction.Apply("convolution", bias is null ? [x, plain] : [x, plain, bias],
            () => [packs ? Packed(x, plain, bias?.Tensor, padding) : x.Conv2d(plain, bias?.Tensor, stride, padding)],
            _ => [x, plain],
            (gradients, kept, needed) =>
            {
                var gradient = gradients[0]!.ChannelsLast();
                var result = new Tensor?[needed.Length];
                if (needed[0])
                {
                    result[0] = packs ? Packed(gradient, kept[1].Transpose(0, 1).Flip(2, 3).ChannelsLast(), null, kernel - 1 - padding)
                        : Op.CallTensors("aten::convolution_backward", gradient, kept[0], kept[1], (long[]?)null, (long[])[stride, stride],
                            (long[])[padding, padding], (long[])[1, 1],
                            false, (long[])[0, 0], 1L, (bool[])[true, false, false])[0];
                }
                result[1] = Op.Call("emojigen::convolution_weight_gradient", gradient, kept[0], kernel, stride, padding);
                if (needed.Length > 2) result[2] = gradient.Sum([0, 2, 3]);
                return result;
            })[0];
    }

    static Tensor Packed(Tensor x, Tensor weight, Tensor? bias, long padding) =>
        Op.Call("emojigen::packed_convolution", x, Op.Call("emojigen::pack_weight", weight, false),
        weight.Size(0), weight.Size(2), 1L, padding, bias, (Tensor?)null, (Tensor?)null);
}
