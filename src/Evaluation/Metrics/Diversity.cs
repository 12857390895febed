using EmojiGen.Evaluation.Features;
using EmojiGen.Evaluation.Statistics;
using EmojiGen.Imaging;
using EmojiGen.Models;
using EmojiGen.Models.Lpips;
using EmojiGen.Torch;

namespace EmojiGen.Evaluation.Metrics;

/// <summary>How different the pictures of one prompt are: the mean distance of all pairs.</summary>
public static class Diversity
{
    /// <summary>LPIPS is computed at this side, in pixels.</summary>
    const int Side = 256;

    /// <summary>By LPIPS, on white.</summary>
    /// <param name="groups">The pictures of each prompt, at least two each.</param>
    /// <remarks>Sinha et al. 2023, table 1 (LPIPS of two pictures a prompt).</remarks>
    public static Estimate ByLpips(Lpips network, IEnumerable<IReadOnlyList<Raster>> groups, ulong seed = 0) =>
        Bootstrap.Mean([.. groups.Select(group => Pairs(group.Count).Average(pair =>
        {
            using var scope = new TensorScope();
            using var noGrad = Autograd.NoGrad();
            return network.Forward(Prepare(group[pair.One]), Prepare(group[pair.Other])).ToArray<float>()[0];
        }))], seed);

    /// <summary>By an eye: 1 less the cosine of its rows.</summary>
    /// <param name="groups">The rows of each prompt, at least two each.</param>
    public static Estimate ByFeatures(IEnumerable<IReadOnlyList<float[]>> groups, ulong seed = 0) =>
        Bootstrap.Mean([.. groups.Select(group => Pairs(group.Count).Average(it => 1 - Cosine.Of(group[it.One], group[it.Other])))], seed);

    static IEnumerable<(int One, int Other)> Pairs(int count) =>
        count < 2 ? throw new ArgumentException("Diversity is that of two pictures of a prompt or more.")
        : from one in Enumerable.Range(0, count) from other in Enumerable.Range(one + 1, count - one - 1) select (one, other);

    static Tensor Prepare(Raster picture) =>
        RgbaPictures.FromRgba(picture.Fit(Side, Side).CompositeOver(Rgba.White).Span, Side, channels: 3);
}
