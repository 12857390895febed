using EmojiGen.Torch;

namespace EmojiGen.Models.Bert;

/// <summary>How token states become one vector: the fields of sentence-transformers' <c>1_Pooling/config.json</c>. Where several modes are on, their vectors follow one another.</summary>
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
    public int Modes => Convert.ToInt32(PoolingModeClsToken) + Convert.ToInt32(PoolingModeMaxTokens) + Convert.ToInt32(PoolingModeMeanTokens)
        + Convert.ToInt32(PoolingModeMeanSqrtLenTokens) + Convert.ToInt32(PoolingModeWeightedmeanTokens) + Convert.ToInt32(PoolingModeLasttoken);

    /// <param name="states">(B, T, d)</param>
    /// <param name="mask">(B, T) float32, 1 at tokens and 0 at padding, which follows them</param>
    /// <returns>(B, <see cref="Modes"/> d)</returns>
    public Tensor Pool(Tensor states, Tensor mask)
    {
        using var scope = new TensorScope();
        var weights = mask.Unsqueeze(-1); // (B, T, 1)
        var count = weights.Sum(1).Clamp(min: 1e-9); // (B, 1)
        List<Tensor> pooled = [];
        if (PoolingModeClsToken) pooled.Add(states.Select(1, 0));
        if (PoolingModeMaxTokens) pooled.Add(states.MaskedFill(weights.Eq(0), -1e9).Amax(1));
        if (PoolingModeMeanTokens) pooled.Add((states * weights).Sum(1) / count);
        if (PoolingModeMeanSqrtLenTokens) pooled.Add((states * weights).Sum(1) / count.Sqrt());
        if (PoolingModeWeightedmeanTokens)
        {
            var byPosition = weights * Tensor.Arange(1, states.Size(1) + 1, DType.Float32).Reshape(1, -1, 1);
            pooled.Add((states * byPosition).Sum(1) / byPosition.Sum(1).Clamp(min: 1e-9));
        }
        if (PoolingModeLasttoken)
        {
            var last = (mask.Sum(1) - 1).Clamp(min: 0).To(DType.Int64).Reshape(-1, 1, 1).Expand(-1, 1, states.Size(2)); // (B, 1, d)
            pooled.Add(states.Gather(1, last).Squeeze(1));
        }
        return scope.MoveOut(pooled.Count == 1 ? pooled[0] : Tensor.Cat([.. pooled], -1));
    }
}
