namespace EmojiGen.Torch;

/// <summary>softmax(q kᵀ · scale + mask) v, in bounded memory.</summary>
public static class Attention
{
    /// <summary>Bytes of scores that may stand in memory at once. 4,096 tokens of 8 heads in bf16 have 268 MB of them; in pieces of 4 to 8
    /// MB they
    /// stay in the processor's cache and below where malloc turns to fresh pages each time: 0.3 s of processor time instead of
    /// 0.47.</summary>
    const long ScoreBudget = 8L << 20;

    /// <summary>Scaled dot-product attention, Vaswani et al. 2017, eq. 1.</summary>
    /// <param name="q">(B, heads, T, d)</param>
    /// <param name="k">(B, heads, S, d)</param>
    /// <param name="v">(B, heads, S, e)</param>
    /// <param name="mask">Broadcast to (B, heads, T, S): true where a key may be seen, or numbers added to the scores.</param>
    /// <param name="scale">What scores are multiplied by; 1/√d by default.</param>
    /// <param name="causal">A query sees the keys up to its own place, the last query all of them.</param>
    /// <returns>(B, heads, T, e)</returns>
    /// <remarks>
    /// On the CPU a kernel of our own (<c>native/kernels</c>) and its gradient: one pass over the keys with a running maximum (Dao et al.
    /// 2022), views of
    /// heads taken as they lie, the result in the memory of (B, T, heads, e), so that joining the heads again costs nothing. Elsewhere, and
    /// on processors
    /// without AVX2, libtorch's own where it has one (from 2.0). Otherwise queries go in chunks as soon as the scores exceed a budget, and
    /// the backward pass computes each chunk's scores again
    /// instead of keeping them (Rabe and Staats 2021). A mask that requires a gradient itself takes all scores at once.
    /// </remarks>
    public static Tensor ScaledDotProduct(Tensor q, Tensor k, Tensor v, Tensor? mask = null, double? scale = null, bool causal = false)
    {
        if (q.Rank != 4 || k.Rank != 4 || v.Rank != 4)
            throw new ArgumentException($"Attention expects (B, heads, tokens, width) thrice, got {q}, {k} and {v}.");
        var factor = scale ?? 1 / Math.Sqrt(q.Size(-1));
        if ((Fused(q, k, v, mask, factor, causal) ?? BuiltIn(q, k, v, mask, scale, causal)) is { } done) return done;
        return Chunked(q, k, v, mask, factor, causal, ScoreBudget);
    }

    /// <summary>The kernel of the bridge, or null where it does not apply or something else is faster.</summary>
    internal static Tensor? Fused(Tensor q, Tensor k, Tensor v, Tensor? mask, double scale, bool causal)
    {
        if (!q.Device.IsCpu || q.DType is not (DType.Float32 or DType.Float16 or DType.BFloat16)) return null;
        if (k.DType != q.DType || v.DType != q.DType || scale <= 0) return null;
        if (Kernels.Level == KernelLevel.Plain) return null; // BLAS is faster
        if (!IsRecorded(q, k, v, mask))
            return Op.Call("emojigen::attention", q, k, v, mask, scale, causal);
        if (mask is { RequiresGrad: true }) return null; // that one has no gradient there
        return RecordedFunction.Apply("attention", [q, k, v],
            () => Op.CallTensors("emojigen::attention_for_training", q, k, v, mask, scale, causal),
            outputs => mask is null
                ? [q, k, v, outputs[0].Detach(), outputs[1].Detach()]
                : [q, k, v, outputs[0].Detach(), outputs[1].Detach(), mask],
            (gradients, kept, _) => gradients[0] is { } given
                ? Op.CallTensors("emojigen::attention_backward",
                    given, kept[0], kept[1], kept[2], kept.ElementAtOrDefault(5), kept[3], kept[4], scale, causal)
                : new Tensor?[3])[0];
    }

    static bool IsRecorded(Tensor q, Tensor k, Tensor v, Tensor? mask) =>
        Autograd.IsRecording && (q.RequiresGrad || k.RequiresGrad || v.RequiresGrad || mask is { RequiresGrad: true });

    /// <summary>The composed operators, in pieces of queries whose scores take at most so many bytes.</summary>
    /// <remarks>
    /// Scores, their softmax and all sums are float32 (of float64, float64) whatever q, k and v are: a score of some hundreds in 8 bits is
    /// off by one,
    /// its weight by a factor of e.
    /// </remarks>
    internal static Tensor Chunked(Tensor q, Tensor k, Tensor v, Tensor? mask, double scale, bool causal, long budget)
    {
        var precise = Precise(q);
        long queries = q.Size(2), row = q.Size(0) * q.Size(1) * k.Size(2) * precise.Size();
        var rows = Math.Max(1, budget / Math.Max(1, row));
        if (rows >= queries || mask is { RequiresGrad: true })
            return Chunk(q.To(precise), k.To(precise), v.To(precise), mask, scale, causal, 0, queries).Output.To(q.DType);

        Tensor[] saved = mask is null ? [q, k, v] : [q, k, v, mask];
        return RecordedFunction.Apply("attention", [q, k, v],
            () => [Forward(q, k, v, mask, scale, causal, rows)],
            _ => saved,
            (gradients, kept, _) => Backward(gradients[0]!, kept[0], kept[1], kept[2], kept.ElementAtOrDefault(3), scale, causal, rows))[0];
    }

    static DType Precise(Tensor tensor) => tensor.DType is DType.Float64 ? DType.Float64 : DType.Float32;

    static Tensor Forward(Tensor q, Tensor k, Tensor v, Tensor? mask, double scale, bool causal, long rows)
    {
        var precise = Precise(q);
        var queries = q.Size(2);
        var output = Tensor.Empty([q.Size(0), q.Size(1), queries, v.Size(-1)], q.DType, q.Device);
        Tensor keys = k.To(precise), values = v.To(precise);
        for (var start = 0L; start < queries; start += rows)
        {
            using var scope = new TensorScope();
            var end = Math.Min(queries, start + rows);
            var some = q.Slice(2, start, end).To(precise);
            output.Slice(2, start, end).Copy_(Chunk(some, keys, values, mask, scale, causal, start, queries).Output);
        }
        return output;
    }

    static Tensor?[] Backward(Tensor gradient, Tensor q, Tensor k, Tensor v, Tensor? mask, double scale, bool causal, long rows)
    {
        var precise = Precise(q);
        var dq = Tensor.Empty(q.Shape, q.DType, q.Device);
        Tensor dk = Tensor.Zeros(k.Shape, precise, k.Device), dv = Tensor.Zeros(v.Shape, precise, v.Device);
        Tensor keys = k.To(precise), values = v.To(precise);
        var queries = q.Size(2);
        for (var start = 0L; start < queries; start += rows)
        {
            using var scope = new TensorScope();
            var end = Math.Min(queries, start + rows);
            Tensor some = q.Slice(2, start, end).To(precise), given = gradient.Slice(2, start, end).To(precise); // (B, heads, rows, d or e)
            var (weights, _) = Chunk(some, keys, values, mask, scale, causal, start, queries);               // (B, heads, rows, S)
            dv.Add_(weights.Transpose(-1, -2).Matmul(given));
            var dWeights = given.Matmul(values.Transpose(-1, -2));                                           // (B, heads, rows, S)
            var dScores = Op.Call("aten::_softmax_backward_data", dWeights, weights, -1, precise).Mul_(scale);
            dq.Slice(2, start, end).Copy_(dScores.Matmul(keys));
            dk.Add_(dScores.Transpose(-1, -2).Matmul(some));
        }
        return [dq, dk.To(k.DType), dv.To(v.DType)];
    }

    /// <summary>Queries from <paramref name="start"/> on, of so many in all.</summary>
    static (Tensor Weights, Tensor Output) Chunk(
        Tensor q, Tensor k, Tensor v, Tensor? mask, double scale, bool causal, long start, long queries)
    {
        var end = start + q.Size(2);
        var scores = (q * scale).Matmul(k.Transpose(-1, -2));                                                // (B, heads, rows, S)
        if (mask is not null)
        {
            var rows = mask.Rank > 1 && mask.Size(-2) > 1 && q.Size(2) < queries ? mask.Slice(-2, start, end) : mask;
            scores = rows.DType == DType.Bool ? scores.MaskedFill(rows.Not(), double.NegativeInfinity) : scores + rows.To(scores.DType);
        }
        if (causal)
        {
            var hidden = Hidden(start + k.Size(2) - queries, q.Size(2), k.Size(2), q.Device);
            scores = scores.MaskedFill(hidden, double.NegativeInfinity);
        }
        var weights = scores.Softmax();
        return (weights, weights.Matmul(v));
    }

    /// <summary>True where a causal mask hides a key: (rows, S).</summary>
    /// <param name="place">The last key that the first of the rows sees.</param>
    static Tensor Hidden(long place, long rows, long keys, Device device)
    {
        var places = Tensor.Arange(place, place + rows, device: device).Unsqueeze(1);                        // (rows, 1)
        return Tensor.Arange(0, keys, device: device).Gt(places);
    }

    static Tensor? BuiltIn(Tensor q, Tensor k, Tensor v, Tensor? mask, double? scale, bool causal)
    {
        const string name = "aten::scaled_dot_product_attention";
        // On the CPU its gradient in 16 bits is wrong where queries are large: off by 2.4 where the largest is 1.4 (libtorch 2.6).
        if (q.Device.IsCpu && q.DType.Size() < sizeof(float) && IsRecorded(q, k, v, mask)) return null;
        // Its causal mask counts from the first key, so that it means ours for squares only; 2.0 has no scale of one's own.
        if (!Op.Exists(name) || (causal && (mask is not null || q.Size(2) != k.Size(2)))) return null;
        if (scale is null) return Op.Call(name, q, k, v, mask, 0.0, causal);
        return Op.Named(name).Schema.Contains("scale", StringComparison.Ordinal) ? Op.Call(name, q, k, v, mask, 0.0, causal, scale) : null;
    }
}
