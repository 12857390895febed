using System.Collections.Immutable;
using System.Globalization;
using EmojiGen.Evaluation.Reports;
using EmojiGen.Imaging;
using EmojiGen.Training.FineTuning.Searching;
using EmojiGen.Training.Trackers;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Training;

/// <summary>What a search found, on one page: the runs from best to worst, their losses, what they drew.</summary>
sealed class SearchPage(FineTuneSearch search, string name)
{
    /// <summary>Runs whose curves are shown; more would hide one another.</summary>
    const int ShownCurves = HtmlReport.Colors;

    const int Side = 256;

    public static ImmutableArray<string> Headings { get; } =
        ["run", "method", "learning rate", "batch", "rank", "style", "loss on validation", "after step", "seconds"];

    /// <summary>The runs as rows of a table, the least loss first, failed ones last.</summary>
    public static IEnumerable<ImmutableArray<string>> Rows(FineTuneSearch search) => Ranked(search).Select(it => ImmutableArray.Create(
        it.Point.Name, it.Point.Method, SearchPoint.RateInWords(it.Point.LearningRate), it.Point.Batch, Text(it.Point.Rank), it.Point.Style ?? "all",
        it.Outcome.Loss is { } loss ? loss.ToString("0.00000", CultureInfo.InvariantCulture) : "failed", Text(it.Outcome.BestStep),
        it.Outcome.Seconds.ToString("0.#", CultureInfo.InvariantCulture)));

    /// <returns>HTML</returns>
    public string Write()
    {
        var page = new HtmlReport($"Search: {name}");
        page.Paragraph(
            "Mean squared error of the network's answers on pictures that training did not see, each with noise and timestep of its own, the same in every run.");
        page.Table(Headings, Rows(search).Select(it => (IReadOnlyList<string>)it));
        var ranked = Ranked(search).ToArray();
        page.Section("Losses", ranked.Length > ShownCurves ? $"Of the {ShownCurves} best." : null);
        page.Chart(new("Loss on validation", "step", "loss",
            [.. ranked.Take(ShownCurves).Select((it, i) => new ChartSeries(it.Point.Name, Curve(it.Point), i, SeriesStyle.Dots))]));
        page.Chart(new("Least loss by learning rate", "log10 of the learning rate", "loss",
        [
            .. ranked.Where(it => it.Outcome.Loss is not null)
                .GroupBy(it => $"{it.Point.Method}, batch {it.Point.Batch}, rank {it.Point.Rank}")
                .Take(HtmlReport.Colors).Select((it, i) => new ChartSeries(it.Key,
                    [.. it.Select(run => (Math.Log10(run.Point.LearningRate), run.Outcome.Loss!.Value)).OrderBy(point => point.Item1)], i,
                    SeriesStyle.Dots)),
        ]));
        page.Chart(new("Least loss by rank", "rank", "loss",
        [
            .. ranked.Where(it => it.Outcome.Loss is not null)
                .GroupBy(it => $"{it.Point.Style ?? "all styles"}, {it.Point.Method}, {SearchPoint.RateInWords(it.Point.LearningRate)}")
                .Where(it => it.Select(run => run.Point.Rank).Distinct().Skip(1).Any())
                .Take(HtmlReport.Colors).Select((it, i) => new ChartSeries(it.Key,
                    [.. it.GroupBy(run => run.Point.Rank).Select(of => ((double)of.Key, of.Min(run => run.Outcome.Loss!.Value))).OrderBy(point => point.Item1)], i,
                    SeriesStyle.Dots)),
        ]));
        var drawn = ranked.Select(it => (it.Point, File: LastDrawn(it.Point))).Where(it => it.File is not null).ToArray();
        if (drawn.Length > 0)
            page.Section("What they draw", "The validation prompt at the last look, with the same seeds.")
                .Pictures(drawn.Select(it => new ReportPicture(ImageFile.Load(it.File!), it.Point.Name)), Side);
        return page.ToHtml();
    }

    static IEnumerable<(SearchPoint Point, SearchOutcome Outcome)> Ranked(FineTuneSearch search) =>
        search.Outcomes.OrderBy(it => it.Outcome.Loss ?? double.PositiveInfinity);

    IReadOnlyList<(double X, double Y)> Curve(SearchPoint point) =>
        RunHistory.Read(Path.Combine(search.FolderOf(point), RunLog.Folder, RunLog.StepsFile))?.Series("validation_loss") ?? [];

    string? LastDrawn(SearchPoint point)
    {
        var folder = Path.Combine(search.FolderOf(point), "validation");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "step-*.png").Max(StringComparer.Ordinal) : null;
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
