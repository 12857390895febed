using System.Globalization;
using EmojiGen.Evaluation.Statistics;

namespace EmojiGen.Cli.Evaluation;

/// <summary>What an evaluation found: the shape of every one's <c>--json</c>.</summary>
/// <param name="Of">What was measured: an engine with its model, or a folder.</param>
/// <param name="Seed">Of prompts and pictures.</param>
/// <param name="Notes">What a reader must know to read the figures: one sentence each.</param>
sealed record EvaluationReport(string Of, string? Prompts, int Pictures, long Seed, Figure[] Figures, string[] Notes)
{
    public void Write(TextWriter output)
    {
        output.WriteLine(Invariant($"{Of}, {Pictures} pictures{(Prompts is null ? "" : $", prompts: {Prompts}")}, seed {Seed}"));
        var width = Figures.Select(it => it.Name.Length).DefaultIfEmpty().Max();
        foreach (var it in Figures)
        {
            var interval = it.Low is { } low && it.High is { } high ? Invariant($"  {low:0.####} to {high:0.####}") : "";
            output.WriteLine(Invariant($"{it.Name.PadRight(width)}  {it.Value,10:0.####}{interval}{(it.Unit.Length > 0 ? $"  {it.Unit}" : "")}  of {it.Count}"));
        }
        foreach (var note in Notes) output.WriteLine(note);
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One number with its interval at 95 %.</summary>
/// <param name="Name">With the network that it was computed by.</param>
/// <param name="Count">What it was computed from.</param>
sealed record Figure(string Name, double Value, double? Low, double? High, int Count, string Unit = "")
{
    public static Figure Of(string name, Estimate estimate, string unit = "") =>
        new(name, Rounded(estimate.Value), Rounded(estimate.Interval?.Low), Rounded(estimate.Interval?.High), estimate.Count, unit);

    static double Rounded(double value) => Math.Round(value, 6);

    static double? Rounded(double? value) => value is { } it ? Rounded(it) : null;
}
