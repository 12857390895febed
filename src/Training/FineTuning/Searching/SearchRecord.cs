using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.ModelFiles;

namespace EmojiGen.Training.FineTuning.Searching;

/// <summary>What came of one run of a search.</summary>
/// <param name="Name">Its point's.</param>
/// <param name="Loss">The least on pictures that training did not see; null: the run failed.</param>
/// <param name="BestStep">That had it.</param>
/// <param name="Steps">That were trained.</param>
/// <param name="Seconds">Of training, without loading and encoding; of the last part, where it was resumed.</param>
/// <param name="Failed">Why it has no loss; null: it has one.</param>
public sealed record SearchOutcome(string Name, double? Loss, long BestStep, long Steps, double Seconds, string? Failed = null);

/// <summary>What a search's folder says of it: what its runs have in common, and what came of those that are over.</summary>
/// <param name="Common">Settings as they were given, by name.</param>
/// <param name="Outcomes">In the order in which they ended.</param>
public sealed record SearchRecord(IReadOnlyDictionary<string, string> Common, IReadOnlyList<SearchOutcome> Outcomes)
{
    const string FileName = "search.json";

    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <returns>Null where there is none.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static SearchRecord? Read(string folder)
    {
        if (ModelConfig.ReadIfAny(Path.Combine(folder, FileName)) is not { } file) return null;
        var common = file.Section("common");
        return new(common?.FieldNames.ToDictionary(it => it, it => common.Text(it, ""), StringComparer.Ordinal)
            ?? new Dictionary<string, string>(),
            [.. (file.Sections("runs") ?? []).Select(Outcome)]);

        static SearchOutcome Outcome(ModelConfig run) => new(run.Text("name", ""), run.NumberIfAny("validation_loss"),
            (long)run.Number("best_step", 0), (long)run.Number("steps", 0), run.Number("seconds", 0), run.TextOrNull("failed"));
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string folder)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject("common");
            foreach (var (name, value) in Common) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteStartArray("runs");
            foreach (var outcome in Outcomes) Write(json, outcome);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, FileName), bytes.ToArray());
    }

    static void Write(Utf8JsonWriter json, SearchOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("name", outcome.Name);
        if (outcome.Loss is { } loss) json.WriteNumber("validation_loss", loss);
        json.WriteNumber("best_step", outcome.BestStep);
        json.WriteNumber("steps", outcome.Steps);
        json.WriteNumber("seconds", outcome.Seconds);
        if (outcome.Failed is { } why) json.WriteString("failed", why);
        json.WriteEndObject();
    }
}
