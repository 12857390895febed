using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Attention and its gradient as they are written on paper, number by number in float64.</summary>
/// <remarks>
/// P = softmax(q kᵀ · scale + mask), out = P v;
/// dv = Pᵀ do, dP = do vᵀ, dS = P ∘ (dP - rows of dP ∘ P), dq = dS k · scale, dk = dSᵀ q · scale.
/// A query that may see no key by a causal mask gives zero; by any other mask the mean of the values.
/// </remarks>
sealed class AttentionFormula
{
    /// <summary>What stands for minus infinity in a mask: beside it every score is lost, yet it can be subtracted.</summary>
    const double Never = -1e30;

    readonly long batch, heads, queries, keys, width, valueWidth;
    readonly double[] q, k, v, mask, given;
    readonly double scale;
    readonly bool causal;

    public double[] Output { get; }

    /// <summary>Of q, k and v.</summary>
    public double[][] Gradients { get; }

    /// <param name="mask">Flags or numbers, broadcast to (B, heads, T, S); null for none.</param>
    /// <param name="given">The gradient of the output.</param>
    public AttentionFormula(Tensor q, Tensor k, Tensor v, Tensor? mask, double scale, bool causal, Tensor given)
    {
        (batch, heads, queries, keys, width, valueWidth) = (q.Size(0), q.Size(1), q.Size(2), k.Size(2), q.Size(3), v.Size(3));
        (this.q, this.k, this.v, this.given, this.scale, this.causal) =
            (q.ToArray<double>(), k.ToArray<double>(), v.ToArray<double>(), given.ToArray<double>(), scale, causal);
        this.mask = Numbers(mask, [batch, heads, queries, keys]);
        Output = new double[this.given.Length];
        Gradients = [new double[this.q.Length], new double[this.k.Length], new double[this.v.Length]];
        for (var pair = 0L; pair < batch * heads; pair++)
        {
            for (var query = 0L; query < queries; query++) Attend(pair, query);
        }
    }

    static double[] Numbers(Tensor? mask, long[] shape)
    {
        if (mask is null) return [];
        using var scope = new TensorScope();
        var numbers = mask.Expand(shape).ToArray<double>();
        return mask.DType == DType.Bool ? Array.ConvertAll(numbers, flag => flag == 0 ? Never : 0) : numbers;
    }

    void Attend(long pair, long query)
    {
        var row = (pair * queries) + query;
        var seen = causal ? Math.Clamp(query + keys - queries + 1, 0, keys) : keys;
        var weights = Weights(pair, row, seen);
        var output = Output.AsSpan((int)(row * valueWidth), (int)valueWidth);
        var outputGradient = given.AsSpan((int)(row * valueWidth), (int)valueWidth);
        var weightGradients = new double[seen];
        var common = 0.0;
        for (var j = 0; j < seen; j++)
        {
            var value = Row(v, (pair * keys) + j, valueWidth);
            var valueGradient = Row(Gradients[2], (pair * keys) + j, valueWidth);
            for (var c = 0; c < valueWidth; c++)
            {
                output[c] += weights[j] * value[c];
                weightGradients[j] += outputGradient[c] * value[c];
                valueGradient[c] += weights[j] * outputGradient[c];
            }
            common += weights[j] * weightGradients[j];
        }
        Span<double> own = Row(q, row, width), ownGradient = Row(Gradients[0], row, width);
        for (var j = 0; j < seen; j++)
        {
            Span<double> key = Row(k, (pair * keys) + j, width), keyGradient = Row(Gradients[1], (pair * keys) + j, width);
            var scoreGradient = weights[j] * (weightGradients[j] - common) * scale;
            for (var c = 0; c < width; c++)
            {
                ownGradient[c] += scoreGradient * key[c];
                keyGradient[c] += scoreGradient * own[c];
            }
        }
    }

    double[] Weights(long pair, long row, long seen)
    {
        var weights = new double[seen];
        var own = Row(q, row, width);
        for (var j = 0; j < seen; j++)
        {
            var key = Row(k, (pair * keys) + j, width);
            for (var c = 0; c < width; c++) weights[j] += own[c] * key[c] * scale;
            if (mask.Length > 0) weights[j] += mask[(row * keys) + j];
        }
        if (seen == 0) return weights;
        var most = weights.Max();
        for (var j = 0; j < seen; j++) weights[j] = Math.Exp(weights[j] - most);
        var sum = weights.Sum();
        for (var j = 0; j < seen; j++) weights[j] /= sum;
        return weights;
    }

    static Span<double> Row(double[] rows, long row, long width) => rows.AsSpan((int)(row * width), (int)width);
}
