using System.Collections.Immutable;

namespace EmojiGen.Evaluation;

/// <summary>A benchmark's result as one JSON object: shares to four digits, milliseconds to three.</summary>
/// <param name="Kinds">By name, in the order in which the file brings them.</param>
public sealed record ComposeSummary(
    string Style, double Share, int Passed, int Total, double MsEach, double MsMedian, Dictionary<string, KindSummary> Kinds, ImmutableArray<FailureSummary> Failures)
{
    /// <param name="style">The art that was tried.</param>
    public static ComposeSummary Of(ComposeReport report, string style) => new(
        style,
        Math.Round(report.Share, 4),
        report.Passed,
        report.Total,
        Math.Round(report.MillisecondsEach, 3),
        Math.Round(report.MillisecondsMedian, 3),
        report.Kinds.ToDictionary(it => it.Kind, it => new KindSummary(Math.Round(it.Share, 4), it.Passed, it.Total),
            StringComparer.Ordinal),
        [.. report.Failures.Select(it => new FailureSummary(it.Prompt.Prompt, it.Prompt.Kind, it.Found, it.Missing, it.Error)
        {
            Faults = it.Faults.IsEmpty ? null : it.Faults,
        })]);
}

/// <summary>The share of one kind of prompts that passed.</summary>
public sealed record KindSummary(double Share, int Passed, int Total);

/// <summary>A prompt whose picture does not show what it says.</summary>
/// <param name="Error">Why there is no picture; null: there is one.</param>
public sealed record FailureSummary(string Prompt, string Kind, ImmutableArray<string> Found,
    ImmutableArray<ImmutableArray<string>> Missing, string? Error)
{
    /// <summary>What is otherwise than the line says beyond names; null: nothing.</summary>
    public ImmutableArray<string>? Faults { get; init; }
}
