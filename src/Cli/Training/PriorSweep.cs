using System.Diagnostics;
using EmojiGen.Evaluation;
using EmojiGen.Evaluation.Features;
using EmojiGen.Imaging;
using EmojiGen.Imaging.Cutouts;
using EmojiGen.Language;
using EmojiGen.Models;
using EmojiGen.Models.Generation;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Cli.Training;

/// <summary>How codes are drawn.</summary>
/// <param name="TopK">0: of all codes.</param>
sealed record PriorPoint(double Temperature, int TopK, double TopP);

/// <summary>What came of one way to draw codes.</summary>
/// <param name="Score">How well pictures go with their words, 0 to 100.</param>
/// <param name="Named">Share of the pictures of which the judge has the emoji that was asked for among its five best; of emoji that it
/// knows.</param>
/// <param name="Variety">Distance of two pictures of the same words, in the judge's features.</param>
/// <param name="CodebookUse">Share of the codes that stand in at least one picture.</param>
/// <param name="Seconds">A picture, of a batch of all.</param>
sealed record PriorOutcome(PriorPoint Point, double Score, double Named, double Variety, double CodebookUse, double Seconds,
    IReadOnlyList<Raster> Pictures);

/// <summary>Draws the same words with each way to draw codes, and measures what comes of it.</summary>
sealed class PriorSweep(VqVaeModel model, CodePrior prior, string[] styles, SentenceEncoder sentences, CaptionScorer scorer,
    EmojiJudge judge)
{
    const int Likeliest = 5;

    /// <param name="asked">Each is drawn twice, in its own style.</param>
    /// <param name="guidance">How much words count.</param>
    /// <param name="seed">The same for all.</param>
    public IEnumerable<PriorOutcome> Run(IReadOnlyList<PriorPoint> points, IReadOnlyList<DatasetRecord> asked, double guidance, ulong seed,
        CancellationToken stop)
    {
        foreach (var point in points)
        {
            stop.ThrowIfCancellationRequested();
            yield return Measure(point, asked, guidance, seed, stop);
        }
    }

    PriorOutcome Measure(PriorPoint point, IReadOnlyList<DatasetRecord> asked, double guidance, ulong seed, CancellationToken stop)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var chance = new Generator(seed);
        DatasetRecord[] twice = [.. asked, .. asked];
        var vectors = sentences.Encode([.. twice.Select(it => it.Prompt)]);
        var condition = new CodeCondition(Tensor.From([.. vectors.SelectMany(it => it)], twice.Length, sentences.Dimension),
            [.. twice.Select(it => Array.IndexOf(styles, it.Style))]);
        var begun = Stopwatch.GetTimestamp();
        List<int[]> steps = [];
        foreach (var step in prior.Generate(twice.Length, condition,
            new GenerationOptions(int.MaxValue, point.Temperature, point.TopK, point.TopP, chance), guidance))
        {
            stop.ThrowIfCancellationRequested();
            steps.Add(step);
        }
        Raster[] pictures = [.. twice.Select((_, i) => Draw(steps, i))];
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds / twice.Length;
        float[][] features = [.. pictures.Select(judge.Features)];
        var variety = Enumerable.Range(0, asked.Count).Average(i => EuclideanDistance.Of(features[i], features[i + asked.Count]));
        var known = Enumerable.Range(0, twice.Length).Where(i => judge.Knows(twice[i].Emoji ?? "")).ToArray();
        var named = known.Length == 0 ? 0 : known.Average(i => judge.Best(pictures[i], Likeliest).Contains(twice[i].Emoji) ? 1.0 : 0);
        return new(point, pictures.Zip(twice, (it, of) => scorer.Score(it, of.Prompt)).Average(), named, variety,
            steps.SelectMany(it => it).Distinct().Count() / (double)model.Config.CodebookSize, seconds, pictures);
    }

    Raster Draw(List<int[]> steps, int index)
    {
        using var scope = new TensorScope();
        var side = model.Config.SampleSize;
        var picture = model.Decode(Tensor.From([.. steps.Select(it => (long)it[index])], 1, steps.Count));
        var raster = new Raster(side, side, RgbaPictures.ToRgba(picture));
        return model.Config.Channels == 3 ? Cutout.Cut(raster).Picture : raster;
    }
}
