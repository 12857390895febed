using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Guidance;

/// <summary>Moves a prediction away from what an empty (or negative) prompt gives.</summary>
/// <remarks>Ho and Salimans 2022, eq. 6, with the scale as published pipelines count it: 1 is no guidance.</remarks>
public static class ClassifierFreeGuidance
{
    /// <param name="both">(2B, ...) predictions without, then with the prompt</param>
    /// <param name="scale">1 or more</param>
    /// <param name="rescale">0 to 1: how far the result takes the deviation of the prediction with the prompt, against overexposed pictures
    /// (Lin et al. 2023, eq. 15 and 16)</param>
    /// <returns>(B, ...)</returns>
    public static Tensor Combine(Tensor both, double scale, double rescale = 0) => TensorScope.Run(() =>
    {
        var parts = both.Chunk(2);
        var (without, with) = (parts[0], parts[1]);
        var guided = without + (with - without) * scale;
        if (rescale == 0) return guided;
        long[] all = [.. Enumerable.Range(1, both.Rank - 1).Select(it => (long)it)];
        var likeWith = guided * (with.Std(all, keep: true) / guided.Std(all, keep: true));
        return likeWith * rescale + guided * (1 - rescale);
    });
}
