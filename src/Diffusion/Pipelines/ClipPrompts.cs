using EmojiGen.Diffusion.Prompts;
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
    /// <summary>The same, elsewhere or of another element type.</summary>
    public ClipPrompts To(Device device, DType dtype) => new(Positive.To(device, dtype), Negative?.To(device, dtype),
        PooledPositive.To(device, dtype), PooledNegative?.To(device, dtype));

    /// <param name="states">Which of the encoder's states are taken, when so many layers are skipped.</param>
    /// <param name="skip">Layers that the prompt skips; the negative one skips none, as in the published pipelines.</param>
    /// <param name="other">The tokenizer of another encoder beside this one: both make as many windows of a long prompt.</param>
    public static ClipPrompts Encode(ClipTokenizer tokenizer, ClipTextModel model, string prompt, string? negative, Func<ClipTextStates,
        int, Tensor> states, int skip, ClipTokenizer? other = null)
    {
        var windows = PromptChunks.Windows(other is null ? [tokenizer] : [tokenizer, other], prompt, negative);
        var positive = One(prompt, skip);
        var without = negative is null ? null : One(negative, 0);
        return new(positive.States, without?.States, positive.Pooled, without?.Pooled);

        ClipPrompt One(string text, int layers) =>
            ClipPrompt.Encode(model, PromptChunks.Of(tokenizer, text).PaddedTo(windows), all => states(all, layers));
    }
}
