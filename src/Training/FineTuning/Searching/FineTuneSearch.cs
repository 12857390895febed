using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Training.FineTuning.Searching;

/// <summary>Where a search is.</summary>
/// <param name="Index">Of the run, from 0.</param>
/// <param name="Preparing">What goes before its first step; null once it trains.</param>
/// <param name="Step">Null before it trains.</param>
/// <param name="Outcome">Of a run that is over; null before.</param>
public sealed record SearchStep(SearchPoint Point, int Index, Preparation? Preparing, TrainingStep? Step, SearchOutcome? Outcome);

/// <summary>Fine-tunes once for each point of a grid and compares the losses on pictures that training did not see.</summary>
/// <remarks>What was interrupted goes on where it was: runs that are over are not repeated, the one that was at work resumes from its last
/// checkpoint, and a grid may grow.</remarks>
/// <param name="folder">Of the search: its record, and a folder <c>runs/NAME</c> for each run.</param>
/// <param name="values">What all runs have; without an output folder.</param>
/// <param name="start">What relative paths start from.</param>
/// <param name="resolveModel">The folder of a model's name.</param>
/// <param name="time">Tells how long runs take.</param>
public sealed class FineTuneSearch(string folder, IReadOnlyList<SearchPoint> points, SettingValues values, string start,
    Func<string, string> resolveModel, TimeProvider time)
{
    /// <summary>The newest of a run, and the one that validated best.</summary>
    const string KeptCheckpoints = "2";

    readonly List<SearchOutcome> outcomes = [];

    /// <summary>What came of the runs of the grid, in its order; those that are not over yet are missing.</summary>
    public IEnumerable<(SearchPoint Point, SearchOutcome Outcome)> Outcomes =>
        from point in points
        let outcome = outcomes.LastOrDefault(it => it.Name == point.Name)
        where outcome is not null
        select (point, outcome!);

    /// <summary>The run with the least loss; null where none has one.</summary>
    public (SearchPoint Point, SearchOutcome Outcome)? Winner =>
        Outcomes.Where(it => it.Outcome.Loss is not null).OrderBy(it => it.Outcome.Loss).Cast<(SearchPoint, SearchOutcome)?>()
            .FirstOrDefault();

    public string FolderOf(SearchPoint point) => Path.Combine(folder, "runs", point.Name);

    /// <summary>Runs what is not over yet.</summary>
    /// <exception cref="RequestException">The folder is another search's, or there is nothing to validate on.</exception>
    /// <inheritdoc cref="FineTuner.Prepare"/>
    public IEnumerable<SearchStep> Run(CancellationToken stop = default)
    {
        // Said before the first run is trained rather than at the last one.
        var runs = points.Select(it => (Point: it, Settings: SettingsOf(it))).ToList();
        Begin();
        foreach (var ((point, settings), index) in runs.Select((it, i) => (it, i)))
        {
            if (outcomes.LastOrDefault(it => it.Name == point.Name) is { } known)
            {
                yield return new(point, index, null, null, known);
                continue;
            }
            using var tracker = new JsonLinesTracker(Path.Combine(settings.Output, "logs", "steps.jsonl"));
            using var tuner = new FineTuner(settings, [tracker]);
            foreach (var preparing in tuner.Prepare(stop)) yield return new(point, index, preparing, null, null);
            if (tuner.HeldOutCount == 0)
                throw new RequestException(
                    $"A search compares losses on pictures for validation, of which '{settings.Data}' has none: prepare a dataset with emoji-dev prepare, or put some into folders train and validation.");
            if (tuner.ResumedAt == 0) tracker.Begin(tuner.Settings);
            var begun = time.GetTimestamp();
            TrainingStep? last = null;
            string? failed = null;
            using (var steps = tuner.Train(stop).GetEnumerator())
            {
                while (failed is null && Next(steps, ref failed))
                {
                    last = steps.Current;
                    yield return new(point, index, null, last, null);
                }
            }
            if (failed is null)
            {
                tuner.Export();
                tuner.ExportBest();
            }
            var outcome = new SearchOutcome(point.Name, failed is null ? tuner.Best?.Loss : null, tuner.Best?.Step ?? 0,
                last?.Number ?? tuner.ResumedAt, Math.Round(time.GetElapsedTime(begun).TotalSeconds, 1), failed);
            outcomes.Add(outcome);
            Keep();
            yield return new(point, index, null, null, outcome);
        }
    }

    /// <summary>A rate that is too high, or a batch that does not fit, ends its own run, not the search.</summary>
    static bool Next(IEnumerator<TrainingStep> steps, ref string? failed)
    {
        try
        {
            return steps.MoveNext();
        }
        catch (Exception e) when (e is InvalidDataException or TrainingMemoryException)
        {
            failed = e.Message;
            return false;
        }
    }

    FineTuneSettings SettingsOf(SearchPoint point)
    {
        var own = new Dictionary<string, string>
        {
            [FineTuneSetting.Output.Name] = FolderOf(point),
            [FineTuneSetting.Resume.Name] = "latest",
        };
        if (!values.Has(FineTuneSetting.CheckpointLimit)) own[FineTuneSetting.CheckpointLimit.Name] = KeptCheckpoints;
        // Drawn once, for all runs.
        if (values.Has(FineTuneSetting.ClassPrompt) && !values.Has(FineTuneSetting.ClassFolder))
            own[FineTuneSetting.ClassFolder.Name] = Path.Combine(folder, "class");
        return FineTuneSettings.Read(SettingValues.Named(own, FineTuneSettings.All).Over(point.Over(values)), start, resolveModel);
    }

    void Begin()
    {
        if (SearchRecord.Read(folder) is { } before)
        {
            var mine = Common();
            var differing = mine.Keys.Union(before.Common.Keys)
                .Where(it => mine.GetValueOrDefault(it) != before.Common.GetValueOrDefault(it)).Order(StringComparer.Ordinal).ToArray();
            if (differing.Length > 0)
                throw new RequestException(
                    $"'{folder}' holds a search with another {string.Join(", ", differing)}: go on with what it was begun with, or take another folder.");
            outcomes.AddRange(before.Outcomes);
        }
        else Keep();
    }

    void Keep() => new SearchRecord(Common(), outcomes).Write(folder);

    /// <summary>What decides the results of all runs.</summary>
    Dictionary<string, string> Common() => values.Without(FineTuneSetting.Method, FineTuneSetting.LearningRate, FineTuneSetting.BatchSize,
        FineTuneSetting.Accumulation, FineTuneSetting.Rank, FineTuneSetting.CheckpointEvery, FineTuneSetting.CheckpointLimit,
        FineTuneSetting.ReportTo, FineTuneSetting.Device, FineTuneSetting.Offload).Texts.ToDictionary(StringComparer.Ordinal);

    /// <summary>The settings of a run as a recipe, without what is this machine's.</summary>
    /// <param name="reason">Of what was searched.</param>
    public string Recipe(SearchPoint point, string reason)
    {
        var all = point.Over(values).Without(FineTuneSetting.Model, FineTuneSetting.Data, FineTuneSetting.ClassFolder,
            FineTuneSetting.Overwrite, FineTuneSetting.ReportTo, FineTuneSetting.Device).Texts;
        string[] searched = [FineTuneSetting.Method.Name, FineTuneSetting.LearningRate.Name, FineTuneSetting.BatchSize.Name,
            FineTuneSetting.Accumulation.Name, FineTuneSetting.Rank.Name];
        // In the order of the help; a text may hold a number sign.
        var lines = FineTuneSettings.All.Where(it => all.ContainsKey(it.Name)).Select(it =>
            $"{it.Name} = {Quoted(all[it.Name])}{(searched.Contains(it.Name) ? $"  # {reason}" : "")}");
        return string.Join('\n', ["# Found by emoji-dev search. Give --model and --data.", .. lines, ""]);

        static string Quoted(string text) => text.Contains('#', StringComparison.Ordinal) || text.Contains(' ', StringComparison.Ordinal)
            ? $"\"{text}\"" : text;
    }
}
