namespace EmojiGen.Torch;

// Many elements to few, and orders of them. Negative dimensions count from the last.
public sealed partial class Tensor
{
    public Tensor Sum() => Op.Call("aten::sum", this);
    public Tensor Sum(ReadOnlySpan<long> dimensions, bool keep = false) =>
        Op.Call("aten::sum.dim_IntList", this, dimensions.ToArray(), keep);
    public Tensor Sum(long dimension, bool keep = false) => Sum([dimension], keep);
    public Tensor Mean() => Op.Call("aten::mean", this);
    public Tensor Mean(ReadOnlySpan<long> dimensions, bool keep = false) => Op.Call("aten::mean.dim", this, dimensions.ToArray(), keep);
    public Tensor Mean(long dimension, bool keep = false) => Mean([dimension], keep);

    /// <summary>Variance.</summary>
    /// <param name="correction">Subtracted from the count in the denominator: 1 for a sample's unbiased estimate, 0 for a
    /// population's.</param>
    public Tensor Var(ReadOnlySpan<long> dimensions, int correction = 1, bool keep = false) =>
        Op.Call("aten::var.correction", this, dimensions.ToArray(), correction, keep);

    /// <inheritdoc cref="Var"/>
    public Tensor Std(ReadOnlySpan<long> dimensions, int correction = 1, bool keep = false) =>
        Op.Call("aten::std.correction", this, dimensions.ToArray(), correction, keep);

    public Tensor Max() => Op.Call("aten::max", this);
    public Tensor Min() => Op.Call("aten::min", this);
    public Tensor Amax(long dimension, bool keep = false) => Op.Call("aten::amax", this, dimension, keep);
    public Tensor Amin(long dimension, bool keep = false) => Op.Call("aten::amin", this, dimension, keep);
    public Tensor ArgMax(long? dimension = null, bool keep = false) => Op.Call("aten::argmax", this, dimension, keep);
    public Tensor ArgMin(long? dimension = null, bool keep = false) => Op.Call("aten::argmin", this, dimension, keep);

    /// <summary>Euclidean length of all elements together.</summary>
    public Tensor Norm() => Op.Call("aten::linalg_vector_norm", this, 2.0);

    public Tensor Norm(long dimension, bool keep = false, double order = 2) =>
        Op.Call("aten::linalg_vector_norm", this, order, new[] { dimension }, keep);

    /// <summary>Divided by the Euclidean length along a dimension, or by <paramref name="epsilon"/> where that is smaller.</summary>
    public Tensor Normalize(long dimension = -1, double epsilon = 1e-12) => this / Norm(dimension, keep: true).Clamp(min: epsilon);

    public Tensor CumSum(long dimension) => Op.Call("aten::cumsum", this, dimension);
    public Tensor CumProd(long dimension) => Op.Call("aten::cumprod", this, dimension);
    public Tensor LogSumExp(long dimension, bool keep = false) => Op.Call("aten::logsumexp", this, dimension, keep);
    public Tensor All() => Op.Call("aten::all", this);
    public Tensor Any() => Op.Call("aten::any", this);
    public Tensor Any(long dimension, bool keep = false) => Op.Call("aten::any.dim", this, dimension, keep);

    public (Tensor Values, Tensor Indices) TopK(long count, long dimension = -1, bool largest = true) =>
        Two(Op.CallTensors("aten::topk", this, count, dimension, largest));

    /// <summary>Sorted along a dimension; elements that are equal keep their order.</summary>
    public (Tensor Values, Tensor Indices) Sort(long dimension = -1, bool descending = false) =>
        Two(Op.CallTensors("aten::sort.stable", this, true, dimension, descending));

    public Tensor ArgSort(long dimension = -1, bool descending = false) => Sort(dimension, descending).Indices;

    /// <summary>Indices of the elements that are not zero: (count, rank).</summary>
    public Tensor NonZero() => Op.Call("aten::nonzero", this);

    /// <summary>How often each whole number from 0 occurs.</summary>
    public Tensor BinCount(long atLeast = 0) => Op.Call("aten::bincount", this, Value.None, atLeast);

    static (Tensor, Tensor) Two(Tensor[] results) => (results[0], results[1]);
}
