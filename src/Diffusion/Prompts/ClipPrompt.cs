using EmojiGen.Models.Clip;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Prompts;

/// <summary>What a CLIP text encoder says of a prompt.</summary>
/// <param name="States">(1, 77 windows, d)</param>
/// <param name="Pooled">(1, p) of the first window; projected where the encoder projects</param>
public sealed record ClipPrompt(Tensor States, Tensor Pooled)
{
    /// <summary>Encodes windows and applies their weights: states are multiplied, and the mean of each window is as before.</summary>
    /// <param name="states">Which of the encoder's states are taken: the last, or those of an earlier layer.</param>
    /// <returns>Of the current scope. Of one window without weights exactly what the encoder says.</returns>
    public static ClipPrompt Encode(ClipTextModel model, PromptChunks chunks, Func<ClipTextStates, Tensor> states)
    {
        using var scope = new TensorScope();
        long[] ids = [.. Enumerable.Range(0, chunks.Count).SelectMany(i => chunks[i].Ids).Select(id => (long)id)];
        var all = model.Forward(Tensor.From(ids, chunks.Count, ids.Length / chunks.Count)); // (windows, 77)
        var chosen = states(all); // (windows, 77, d)
        if (Enumerable.Range(0, chunks.Count).Any(i => chunks[i].IsWeighted)) chosen = Weighted(chosen, chunks);
        var pooled = (all.TextEmbeds ?? all.Pooled).Slice(0, 0, 1);
        return new ClipPrompt(scope.MoveOut(chosen.Reshape(1, -1, chosen.Size(-1))), scope.MoveOut(pooled)); // (1, 77 windows, d)
    }

    static Tensor Weighted(Tensor states, PromptChunks chunks)
    {
        var exact = states.To(DType.Float32);
        float[] weights = [.. Enumerable.Range(0, chunks.Count).SelectMany(i => chunks[i].Weights)];
        var weighted = exact * Tensor.From(weights, chunks.Count, weights.Length / chunks.Count, 1).To(exact.Device); // (windows, 77, d)
        var (before, after) = (exact.Mean([1, 2], keep: true), weighted.Mean([1, 2], keep: true)); // (windows, 1, 1)
        var restored = weighted * Tensor.Where(after.Eq(0), after.OnesLike(), before / after);
        return restored.To(states.DType);
    }
}
