using EmojiGen.Torch;

namespace EmojiGen.Models.Generation;

/// <summary>The loop by which every network here writes: logits of what follows, a choice, and on, until all texts have ended.</summary>
static class TokenLoop
{
    /// <param name="texts">How many are written side by side.</param>
    /// <param name="ends">Tokens of which each ends a text; none: all go on to the longest.</param>
    /// <param name="pad">After the end of a text, while others go on.</param>
    /// <param name="most">Steps at most, beside <see cref="GenerationOptions.MaxNewTokens"/>.</param>
    /// <param name="logits">Of the tokens chosen at the step before (null at the first) those of what follows, (texts, vocabulary); it runs in
    /// a scope of its own, without gradients.</param>
    /// <returns>At each step one token for each text, the end token included.</returns>
    public static IEnumerable<int[]> Batch(int texts, IReadOnlyList<int> ends, int pad, long most, GenerationOptions options,
        Func<int[]?, Tensor> logits)
    {
        var ending = new TextEnds(texts, ends, pad);
        int[]? last = null;
        for (var step = 0L; step < Math.Min(options.MaxNewTokens, most) && !ending.All; step++)
        {
            last = ending.Close(Choose(last));
            yield return last;
        }

        int[] Choose(int[]? before)
        {
            using var scope = new TensorScope();
            using var noGrad = Autograd.NoGrad();
            return TokenChoice.Next(logits(before), options);
        }
    }

    /// <summary>Of one text, token by token, up to and without the end token.</summary>
    /// <param name="ids">The text before.</param>
    /// <param name="batch">Goes on with (1, T) ids.</param>
    public static IEnumerable<int> Single(IReadOnlyList<int> ids, IReadOnlyList<int>? ends, Func<Tensor, IEnumerable<int[]>> batch)
    {
        using var text = Tensor.From([.. ids.Select(id => (long)id)], 1, ids.Count).Unscoped();
        foreach (var step in batch(text))
        {
            if (ends?.Contains(step[0]) == true) yield break;
            yield return step[0];
        }
    }
}
