using EmojiGen.Torch;

namespace EmojiGen.Models;

/// <summary>Looks at token ids before a table is asked for their rows.</summary>
static class TokenIds
{
    /// <param name="ids">(B, T) whole numbers</param>
    /// <param name="count">Rows of the table.</param>
    /// <exception cref="ArgumentException">Not of that shape, empty, or an id is out of the table.</exception>
    public static void Check(Tensor ids, int count, string network)
    {
        if (ids.Rank != 2 || ids.DType.IsFloatingPoint() || ids.ElementCount == 0)
            throw new ArgumentException($"{network} takes token ids as whole numbers (batch, tokens), got {ids}.", nameof(ids));
        using var scope = new TensorScope();
        var (low, high) = (ids.Min().ToInt64(), ids.Max().ToInt64());
        if (low < 0 || high >= count)
            throw new ArgumentException(
                $"{network} knows token ids from 0 to {count - 1}, got {(low < 0 ? low : high)}: tokenizer and network are of different models.", nameof(ids));
    }
}
