using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmojiGen.Language;

/// <summary>Attention of every token to the tokens of its own text.</summary>
/// <remarks>Vaswani et al. 2017, equation 1. The 16 queries of a panel are weighed at once; a key of another text than a query's has no
/// weight.</remarks>
static unsafe class PanelAttention
{
    const int Half = TokenPanels.Lanes / 2;

    /// <summary>The score of what is not seen.</summary>
    const float Unseen = -1e30f;

    public static void Attend(TokenBatch batch, TokenPanels queries, TokenPanels keys, TokenPanels values, TokenPanels into, int heads)
    {
        var size = queries.Features / heads;
        using var weights = new AlignedSingles(batch.Texts.Length * Half);
        for (var panel = 0; panel < batch.Panels; panel++)
        {
            var range = batch.KeysOf(panel);
            for (var head = 0; head < heads; head++)
            {
                var first = head * size * TokenPanels.Lanes;
                for (var half = 0; half < TokenPanels.Lanes; half += Half)
                {
                    var texts = Vector256.Create(batch.Texts.AsSpan((panel * TokenPanels.Lanes) + half, Half));
                    var scale = Weigh(batch, range, texts, queries[panel] + first + half, keys, first, size, weights.Pointer);
                    Mix(range, weights.Pointer, scale, values, first, size, into[panel] + first + half);
                }
            }
        }
    }

    /// <summary>Exponentials of the scores of eight queries, key by key.</summary>
    /// <returns>What they are multiplied with to sum to 1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static Vector256<float> Weigh(TokenBatch batch, Range range, Vector256<int> texts, float* query, TokenPanels keys, int first, int size,
        float* weights)
    {
        var scale = Vector256.Create(1 / MathF.Sqrt(size));
        Vector256<float> largest = Vector256.Create(Unseen), sum = default;
        var weight = weights;
        for (var token = range.Start.Value; token < range.End.Value; token++, weight += Half)
        {
            var key = keys[token / TokenPanels.Lanes] + first + (token % TokenPanels.Lanes);
            Vector256<float> score = default;
            for (var i = 0; i < size * TokenPanels.Lanes; i += TokenPanels.Lanes)
                score = Vector256.MultiplyAddEstimate(Vector256.Create(key[i]), Vector256.Load(query + i), score);
            var isSeen = Vector256.Equals(Vector256.Create(batch.SeenIn[token]), texts).AsSingle();
            score = Vector256.ConditionalSelect(isSeen, score * scale, Vector256.Create(Unseen));
            largest = Vector256.Max(largest, score);
            score.Store(weight);
        }
        weight = weights;
        for (var token = range.Start.Value; token < range.End.Value; token++, weight += Half)
        {
            var score = Vector256.Load(weight);
            var isSeen = Vector256.GreaterThan(score, Vector256.Create(Unseen));
            var exponential = PanelExponential.Exp(score - largest) & isSeen;
            sum += exponential;
            exponential.Store(weight);
        }
        return Vector256<float>.One / sum;
    }

    /// <summary>The values, as they are weighed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Mix(Range range, float* weights, Vector256<float> scale, TokenPanels values, int first, int size, float* into)
    {
        for (var i = 0; i < size * TokenPanels.Lanes; i += TokenPanels.Lanes)
        {
            Vector256<float> mixed = default;
            var weight = weights;
            for (var token = range.Start.Value; token < range.End.Value; token++, weight += Half)
            {
                var value = values[token / TokenPanels.Lanes][first + i + (token % TokenPanels.Lanes)];
                mixed = Vector256.MultiplyAddEstimate(Vector256.Load(weight), Vector256.Create(value), mixed);
            }
            (mixed * scale).Store(into + i);
        }
    }
}
