namespace EmojiGen.Torch;

// New tensors, and what changes how a tensor is stored.
public sealed partial class Tensor
{
    /// <summary>Memory that nobody has written to.</summary>
    public static Tensor Empty(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device? device = null) =>
        Op.Call("aten::empty.memory_format", shape.ToArray(), dtype, Value.None, device);

    public static Tensor Zeros(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device? device = null) =>
        Op.Call("aten::zeros", shape.ToArray(), dtype, Value.None, device);

    public static Tensor Ones(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device? device = null) =>
        Op.Call("aten::ones", shape.ToArray(), dtype, Value.None, device);

    public static Tensor Full(ReadOnlySpan<long> shape, double value, DType dtype = DType.Float32, Device? device = null) =>
        Op.Call("aten::full", shape.ToArray(), value, dtype, Value.None, device);

    /// <summary>A tensor without dimensions.</summary>
    public static Tensor Scalar(double value, DType dtype = DType.Float32, Device? device = null) => Full([], value, dtype, device);

    /// <summary>The whole numbers from <paramref name="start"/> up to, without, <paramref name="end"/>.</summary>
    public static Tensor Arange(long start, long end, DType dtype = DType.Int64, Device? device = null) =>
        Op.Call("aten::arange.start", start, end, dtype, Value.None, device);

    /// <summary>So many numbers from <paramref name="start"/> to <paramref name="end"/>, both included.</summary>
    public static Tensor Linspace(double start, double end, long steps, DType dtype = DType.Float32, Device? device = null) =>
        Op.Call("aten::linspace", start, end, steps, dtype, Value.None, device);

    public static Tensor Eye(long size, DType dtype = DType.Float32, Device? device = null) =>
        Op.Call("aten::eye", size, dtype, Value.None, device);

    public Tensor ZerosLike() => Op.Call("aten::zeros_like", this);

    public Tensor OnesLike() => Op.Call("aten::ones_like", this);

    public Tensor EmptyLike() => Op.Call("aten::empty_like", this);

    public Tensor FullLike(double value) => Op.Call("aten::full_like", this, value);

    /// <summary>A copy with memory of its own.</summary>
    public Tensor Clone() => Op.Call("aten::clone", this);

    /// <summary>The same values as another element type; the tensor itself, under a handle of its own, where it is of that type.</summary>
    public Tensor To(DType dtype) => Op.Call("aten::to.dtype", this, dtype);

    /// <summary>The same values on another device.</summary>
    public Tensor To(Device device) => Op.Call("aten::to.device", this, device, DType);

    public Tensor To(Device device, DType dtype) => Op.Call("aten::to.device", this, device, dtype);

    /// <summary>Element type and device of another tensor.</summary>
    public Tensor ToSameAs(Tensor other) => Op.Call("aten::to.device", this, other.Device, other.DType);

    public Tensor Contiguous() => Op.Call("aten::contiguous", this);

    /// <summary>(B, C, H, W) stored as (B, H, W, C): what convolutions on the CPU in bf16, and on tensor cores, are fastest with.</summary>
    public Tensor ChannelsLast() => Op.Call("aten::contiguous", this, MemoryFormat.ChannelsLast);

    public Tensor Copy_(Tensor source) => Op.CallInPlace("aten::copy_", this, source);

    public Tensor Fill_(double value) => Op.CallInPlace("aten::fill_.Scalar", this, value);

    public Tensor Zero_() => Op.CallInPlace("aten::zero_", this);
}
