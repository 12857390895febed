using EmojiGen.Models.Clip;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>A prompt and a negative prompt through one CLIP text encoder.</summary>
/// <param name="Positive">(1, S, d)</param>
/// <param name="Negative">(1, S, d), where there is one</param>
/// <param name="PooledPositive">(1, p) projected where the encoder projects</param>
sealed record ClipPrompts(Tensor Positive, Tensor? Negative, Tensor PooledPositive, Tensor? PooledNegative)
{
    /// <param name="states">Which of the encoder's states are taken.</param>
    public static ClipPrompts Encode(ClipTokenizer tokenizer, ClipTextModel model, string prompt, string? negative, Func<ClipTextStates, Tensor> states, ClipTokenizer? other = null)
    {
        var (positiveStates, positivePooled) = One(prompt);
        if (negative is null) return new(positiveStates, null, positivePooled, null);
        var (negativeStates, negativePooled) = One(negative);
        return new(positiveStates, negativeStates, positivePooled, negativePooled);

        (Tensor, Tensor) One(string text)
        {
            var ids = tokenizer.Encode(text, tokenizer.LongestText);
            var all = model.Forward(Tensor.From(Array.ConvertAll(ids, it => (long)it), 1, ids.Length));
            return (states(all), all.TextEmbeds ?? all.Pooled);
        }
    }
}
