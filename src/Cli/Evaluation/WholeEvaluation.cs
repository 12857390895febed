using EmojiGen.Evaluation.Alignment;
using EmojiGen.Evaluation.Features;
using EmojiGen.Evaluation.Metrics;
using EmojiGen.Evaluation.Statistics;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Evaluation;

/// <summary>Every figure of one engine from one set of pictures.</summary>
/// <param name="Name">The engine, its model and LoRAs.</param>
/// <param name="Pictures">What was measured, for the page.</param>
sealed record WholeEvaluation(string Name, Figure Alignment, Figure? Distance, Figure? Diversity, Figure PerfectMasks, Figure Seconds,
    IReadOnlyList<DrawnPicture> Pictures)
{
    /// <param name="style">(M, width) what <paramref name="eye"/> says of the style</param>
    /// <returns>Null where nothing could be drawn.</returns>
    public static WholeEvaluation? Measure(EvaluationRun run, ICaptionAlignment alignment, IPictureFeatures eye, Tensor style)
    {
        using var scope = new TensorScope();
        var drawn = run.Draw().ToList();
        if (drawn.Count == 0) return null;
        var rows = eye.Of(drawn.Select(it => it.Picture), stop: run.Terminal.Stop);
        float[][] each = [.. rows.ToArray<float>().Chunk(eye.Width)];
        IReadOnlyList<float[]>[] groups = [.. drawn.Zip(each, (it, row) => (it.Prompt.Prompt, row)).GroupBy(it => it.Prompt, StringComparer.Ordinal)
            .Select(it => it.Select(that => that.row).ToArray()).Where(it => it.Length > 1)];
        var distance = drawn.Count < 2 ? (double?)null : FrechetDistance.Between(rows, style);
        return new(run.Engine.Name,
            Figure.Of(alignment.Name, Bootstrap.Mean([.. drawn.Select(alignment.Score)])),
            distance is { } value ? Figure.Of($"Fréchet distance by {eye.Name}", new(value, null, drawn.Count)) : null,
            groups.Length == 0 ? null : Figure.Of($"distance by {eye.Name}", EmojiGen.Evaluation.Metrics.Diversity.ByFeatures(groups)),
            Figure.Of("perfect masks", Bootstrap.Share(drawn.Select(it => Masks.Of(it.Picture) == MaskQuality.Perfect))),
            Figure.Of("seconds", Bootstrap.Mean([.. drawn.Skip(drawn.Count > 1 ? 1 : 0).Select(it => it.Seconds)]), "s"),
            drawn);
    }

    /// <summary>All of them.</summary>
    public Figure[] Figures => [.. new[] { Alignment, Distance, Diversity, PerfectMasks, Seconds }.OfType<Figure>()];
}
