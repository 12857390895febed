using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;

namespace EmojiGen.Evaluation;

/// <summary>A prompt and what must be seen in its picture.</summary>
/// <param name="Expect">Each inner list holds alternatives: catalogue names, one of which must be among the parts'.</param>
/// <param name="Kind">What the prompt tries: name, synonym, relation, colour...</param>
/// <param name="Lang">The prompt's language, a code of the catalogue's.</param>
public sealed record ComposePrompt(string Prompt, ImmutableArray<ImmutableArray<string>> Expect = default, string Kind = "", string Lang = "en")
{
    public ImmutableArray<ImmutableArray<string>> Expect { get; init; } = Expect.IsDefault ? [] : Expect;

    /// <summary>How a part must be drawn, by its role or name: <c>{"subject": {"colour": "black", "count": 3}}</c>. One part of that role
    /// or name must
    /// have all of them.</summary>
    public Dictionary<string, Dictionary<string, JsonElement>>? Attributes { get; init; }

    /// <summary>The name of a part that must be the background.</summary>
    public string? Background { get; init; }

    /// <summary>Names that must not be parts.</summary>
    public ImmutableArray<string>? Absent { get; init; }

    /// <summary>Words that must be told as not shown, as shown as something else, or as a guess.</summary>
    public ImmutableArray<string>? Reported { get; init; }
}

/// <summary>A part of a picture.</summary>
public sealed record SeenPart(string Name, string Role, IReadOnlyDictionary<string, string> Attributes);

/// <summary>What a picture shows.</summary>
/// <param name="Told">Words of the prompt that were told as not shown, substituted or guessed.</param>
public sealed record SeenPicture(IReadOnlyList<SeenPart> Parts, IReadOnlyList<string> Told);

/// <summary>What one prompt gave.</summary>
/// <param name="Found">The parts' names, in their order; empty where composing failed.</param>
/// <param name="Missing">The inner lists of which nothing was found.</param>
/// <param name="Error">The sentence of the exception, where composing failed.</param>
public sealed record ComposeOutcome(
    ComposePrompt Prompt, ImmutableArray<string> Found, ImmutableArray<ImmutableArray<string>> Missing, double Milliseconds, string? Error)
{
    /// <summary>What of the attributes, the background, what must be absent and what must be told is otherwise, a sentence each.</summary>
    public ImmutableArray<string> Faults { get; init; } = [];

    public bool Passed => Error is null && Missing.IsEmpty && Faults.IsEmpty;
}

/// <summary>The share of one kind of prompts that passed.</summary>
public sealed record KindShare(string Kind, int Passed, int Total)
{
    /// <summary>0 to 1.</summary>
    public double Share => Total == 0 ? 0 : (double)Passed / Total;
}

/// <summary>The whole benchmark's result.</summary>
/// <param name="Kinds">In the order in which the file brings them.</param>
/// <param name="MillisecondsEach">The mean over all prompts, the first ones included.</param>
/// <param name="MillisecondsMedian">The median.</param>
public sealed record ComposeReport(
    int Passed, int Total, ImmutableArray<KindShare> Kinds, double MillisecondsEach, double MillisecondsMedian, ImmutableArray<ComposeOutcome> Failures)
{
    /// <summary>0 to 1.</summary>
    public double Share => Total == 0 ? 0 : (double)Passed / Total;

    public static ComposeReport Of(IReadOnlyCollection<ComposeOutcome> outcomes)
    {
        var times = outcomes.Select(o => o.Milliseconds).Order().ToArray();
        return new ComposeReport(
            outcomes.Count(o => o.Passed),
            outcomes.Count,
            [.. outcomes.GroupBy(o => o.Prompt.Kind, StringComparer.Ordinal)
                .Select(g => new KindShare(g.Key, g.Count(o => o.Passed), g.Count()))],
            times.Length == 0 ? 0 : times.Average(),
            times.Length == 0 ? 0 : times[times.Length / 2],
            [.. outcomes.Where(o => !o.Passed)]);
    }
}

/// <summary>Tries prompts on a composer and counts those whose picture shows what they say.</summary>
public static class ComposeBenchmark
{
    /// <summary>Reads a file of one JSON object a line: <c>{"prompt": "...", "expect": [["cat face", "cat"], ["skateboard"]], "kind":
    /// "relation"}</c>; all but the prompt may be left out.</summary>
    /// <exception cref="InvalidDataException">A line is not such an object; the message names it.</exception>
    public static IReadOnlyList<ComposePrompt> ReadPrompts(string path)
    {
        var prompts = new List<ComposePrompt>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                prompts.Add(JsonSerializer.Deserialize(line, EvaluationShapes.Default.ComposePrompt)
                    ?? throw new JsonException("it is null"));
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"Line {number} of {path} is not an object with a prompt, and perhaps expect and kind: {e.Message}", e);
            }
        }
        return prompts;
    }

    /// <summary>Composes each prompt and compares; the caller counts, prints, stops.</summary>
    /// <param name="compose">Gives what a prompt's picture shows. What it throws for bad input counts as a failure of that prompt.</param>
    public static IEnumerable<ComposeOutcome> Run(IEnumerable<ComposePrompt> prompts, Func<ComposePrompt, SeenPicture> compose)
    {
        foreach (var prompt in prompts)
        {
            var started = Stopwatch.GetTimestamp();
            var seen = new SeenPicture([], []);
            string? error = null;
            try
            {
                seen = compose(prompt);
            }
            catch (Exception e) when (e is ArgumentException or IOException or InvalidDataException or InvalidOperationException)
            {
                error = e.Message;
            }
            var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            ImmutableArray<string> found = [.. seen.Parts.Select(static it => it.Name)];
            yield return new ComposeOutcome(prompt, found,
                [.. prompt.Expect.Where(alternatives => !alternatives.Any(it => found.Contains(it)))],
                milliseconds, error)
            {
                Faults = error is null ? [.. SeenCheck.Faults(prompt, seen)] : [],
            };
        }
    }
}
