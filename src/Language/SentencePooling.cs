using EmojiGen.ModelFiles;

namespace EmojiGen.Language;

/// <summary>How token states become one vector: the fields of sentence-transformers' <c>1_Pooling/config.json</c>. Where several modes are
/// on, their vectors follow one another.</summary>
/// <remarks>Reimers and Gurevych 2019, section 3.</remarks>
/// <param name="PoolingModeClsToken">The state of the first token.</param>
/// <param name="PoolingModeMaxTokens">The largest value over the tokens, in each dimension.</param>
/// <param name="PoolingModeMeanTokens">The mean over the tokens.</param>
/// <param name="PoolingModeMeanSqrtLenTokens">The sum over the tokens, divided by the root of their number.</param>
/// <param name="PoolingModeWeightedmeanTokens">The mean, with tokens weighted by their positions 1, 2, 3, ...</param>
/// <param name="PoolingModeLasttoken">The state of the last token.</param>
public sealed record SentencePooling(
    bool PoolingModeClsToken = false,
    bool PoolingModeMaxTokens = false,
    bool PoolingModeMeanTokens = true,
    bool PoolingModeMeanSqrtLenTokens = false,
    bool PoolingModeWeightedmeanTokens = false,
    bool PoolingModeLasttoken = false)
{
    /// <exception cref="InvalidDataException">The file cannot be read, or turns on no mode.</exception>
    public static SentencePooling Read(string path)
    {
        var file = ModelConfig.Read(path);
        var pooling = new SentencePooling(
            file.Flag("pooling_mode_cls_token", false),
            file.Flag("pooling_mode_max_tokens", false),
            file.Flag("pooling_mode_mean_tokens", true),
            file.Flag("pooling_mode_mean_sqrt_len_tokens", false),
            file.Flag("pooling_mode_weightedmean_tokens", false),
            file.Flag("pooling_mode_lasttoken", false));
        return pooling.Modes > 0 ? pooling : throw new InvalidDataException($"Pooling '{path}' turns on no mode.");
    }

    /// <summary>Vectors that follow one another.</summary>
    public int Modes => Convert.ToInt32(PoolingModeClsToken) + Convert.ToInt32(PoolingModeMaxTokens)
        + Convert.ToInt32(PoolingModeMeanTokens)
        + Convert.ToInt32(PoolingModeMeanSqrtLenTokens) + Convert.ToInt32(PoolingModeWeightedmeanTokens)
            + Convert.ToInt32(PoolingModeLasttoken);

    /// <param name="states">(T, d), of the tokens that are there, in their order</param>
    /// <param name="width">d</param>
    /// <returns>(<see cref="Modes"/> d)</returns>
    public float[] Pool(ReadOnlySpan<float> states, int width)
    {
        var count = states.Length / width;
        var pooled = new float[Modes * width];
        var next = 0;
        if (PoolingModeClsToken) states[..width].CopyTo(Next(pooled));
        if (PoolingModeMaxTokens) Largest(states, Next(pooled));
        if (PoolingModeMeanTokens) Sum(states, Next(pooled), divisor: count);
        if (PoolingModeMeanSqrtLenTokens) Sum(states, Next(pooled), divisor: Math.Sqrt(count));
        if (PoolingModeWeightedmeanTokens) Sum(states, Next(pooled), divisor: count * (count + 1) / 2.0, byPosition: true);
        if (PoolingModeLasttoken) states[^width..].CopyTo(Next(pooled));
        return pooled;

        Span<float> Next(float[] room) => room.AsSpan(next++ * width, width);
    }

    static void Largest(ReadOnlySpan<float> states, Span<float> into)
    {
        states[..into.Length].CopyTo(into);
        for (var rest = states[into.Length..]; !rest.IsEmpty; rest = rest[into.Length..])
        {
            for (var i = 0; i < into.Length; i++) into[i] = MathF.Max(into[i], rest[i]);
        }
    }

    /// <param name="byPosition">Tokens count 1, 2, 3, ... times.</param>
    static void Sum(ReadOnlySpan<float> states, Span<float> into, double divisor, bool byPosition = false)
    {
        var position = 0;
        for (var rest = states; !rest.IsEmpty; rest = rest[into.Length..])
        {
            var weight = byPosition ? ++position : 1;
            for (var i = 0; i < into.Length; i++) into[i] += weight * rest[i];
        }
        for (var i = 0; i < into.Length; i++) into[i] = (float)(into[i] / divisor);
    }
}
