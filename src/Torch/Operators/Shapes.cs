namespace EmojiGen.Torch;

// Views, joins and pieces. Negative dimensions count from the last.
public sealed partial class Tensor
{
    /// <summary>The same elements under another shape; one size may be -1 and follows from the others.</summary>
    public Tensor Reshape(params ReadOnlySpan<long> shape) => Op.Call("aten::reshape", this, shape.ToArray());

    /// <summary>As <see cref="Reshape"/>, but never a copy: fails where the memory does not allow it.</summary>
    public Tensor View(params ReadOnlySpan<long> shape) => Op.Call("aten::view", this, shape.ToArray());

    public Tensor Permute(params ReadOnlySpan<long> dimensions) => Op.Call("aten::permute", this, dimensions.ToArray());
    public Tensor Transpose(long a, long b) => Op.Call("aten::transpose.int", this, a, b);
    public Tensor Flatten(long start = 0, long end = -1) => Op.Call("aten::flatten.using_ints", this, start, end);
    public Tensor Squeeze(long dimension) => Op.Call("aten::squeeze.dim", this, dimension);
    public Tensor Unsqueeze(long dimension) => Op.Call("aten::unsqueeze", this, dimension);

    /// <summary>Dimensions of size 1 stretched without a copy; -1 keeps a size.</summary>
    public Tensor Expand(params ReadOnlySpan<long> shape) => Op.Call("aten::expand", this, shape.ToArray());

    public Tensor ExpandAs(Tensor other) => Op.Call("aten::expand_as", this, other);
    public Tensor Repeat(params ReadOnlySpan<long> times) => Op.Call("aten::repeat", this, times.ToArray());

    /// <summary>Each element so many times in a row along a dimension.</summary>
    public Tensor RepeatInterleave(long times, long? dimension = null) =>
        Op.Call("aten::repeat_interleave.self_int", this, times, dimension);

    public static Tensor Cat(ReadOnlySpan<Tensor> tensors, long dimension = 0) => Op.Call("aten::cat", tensors.ToArray(), dimension);
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, long dimension = 0) => Op.Call("aten::stack", tensors.ToArray(), dimension);

    /// <summary>So many pieces of equal size along a dimension, the last one smaller if need be.</summary>
    public Tensor[] Chunk(long pieces, long dimension = 0) => Op.CallTensors("aten::chunk", this, pieces, dimension);

    /// <summary>Pieces of so many elements along a dimension, the last one smaller if need be.</summary>
    public Tensor[] Split(long size, long dimension = 0) => Op.CallTensors("aten::split.Tensor", this, size, dimension);

    public Tensor[] Split(ReadOnlySpan<long> sizes, long dimension = 0) =>
        Op.CallTensors("aten::split_with_sizes", this, sizes.ToArray(), dimension);

    /// <summary>One index of a dimension, which disappears.</summary>
    public Tensor Select(long dimension, long index) => Op.Call("aten::select.int", this, dimension, index);

    public Tensor Narrow(long dimension, long start, long length) => Op.Call("aten::narrow", this, dimension, start, length);

    /// <summary>From <paramref name="start"/> up to, without, <paramref name="end"/>; null: to the end; negative ones count from
    /// it.</summary>
    public Tensor Slice(long dimension, long? start = null, long? end = null, long step = 1) =>
        Op.Call("aten::slice.Tensor", this, dimension, start, end, step);

    /// <summary>Elements at index tensors (or masks), one per dimension; null takes all of a dimension.</summary>
    public Tensor Index(params ReadOnlySpan<Tensor?> indices) => Op.Call("aten::index.Tensor", this, indices.ToArray());

    public Tensor IndexSelect(long dimension, Tensor index) => Op.Call("aten::index_select", this, dimension, index);
    public Tensor Gather(long dimension, Tensor index) => Op.Call("aten::gather", this, dimension, index);
    public Tensor Scatter(long dimension, Tensor index, Tensor source) => Op.Call("aten::scatter.src", this, dimension, index, source);
    public Tensor ScatterAdd(long dimension, Tensor index, Tensor source) => Op.Call("aten::scatter_add", this, dimension, index, source);
    public Tensor IndexAdd_(long dimension, Tensor index, Tensor source) =>
        Op.CallInPlace("aten::index_add_", this, dimension, index, source);
    public Tensor IndexCopy_(long dimension, Tensor index, Tensor source) =>
        Op.CallInPlace("aten::index_copy_", this, dimension, index, source);

    /// <summary>On and below the diagonal; zero above.</summary>
    public Tensor Tril(long diagonal = 0) => Op.Call("aten::tril", this, diagonal);

    /// <summary>On and above the diagonal; zero below.</summary>
    public Tensor Triu(long diagonal = 0) => Op.Call("aten::triu", this, diagonal);

    public Tensor Flip(params ReadOnlySpan<long> dimensions) => Op.Call("aten::flip", this, dimensions.ToArray());
    public Tensor Roll(long shift, long dimension) => Op.Call("aten::roll", this, shift, dimension);

    /// <summary>A constant around: two numbers (before, after) per dimension, the last dimension first.</summary>
    public Tensor Pad(ReadOnlySpan<long> padding, double value = 0) => Op.Call("aten::constant_pad_nd", this, padding.ToArray(), value);

    /// <summary>(B, C * r², H, W) to (B, C, H * r, W * r).</summary>
    public Tensor PixelShuffle(long factor) => Op.Call("aten::pixel_shuffle", this, factor);

    /// <summary>(B, C, H, W) to (B, C * r², H / r, W / r).</summary>
    public Tensor PixelUnshuffle(long factor) => Op.Call("aten::pixel_unshuffle", this, factor);
}
