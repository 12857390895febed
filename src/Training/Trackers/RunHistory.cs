using System.Text.Json;

namespace EmojiGen.Training.Trackers;

/// <summary>What <see cref="JsonLinesTracker"/> wrote, read back.</summary>
/// <param name="Settings">That the run was begun with.</param>
/// <param name="Steps">By their numbers, ascending; each with its numbers by name.</param>
public sealed record RunHistory(IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<(long Step, IReadOnlyDictionary<string, double> Numbers)> Steps)
{
    /// <summary>The last step's number; 0 of none.</summary>
    public long LastStep => Steps.Count > 0 ? Steps[^1].Step : 0;

    /// <summary>A line that a killed run cut short is passed over; of a step that was made twice, the later counts.</summary>
    /// <returns>Null where there is no such file, or nothing in it.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RunHistory? Read(string path)
    {
        if (!File.Exists(path)) return null;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        var steps = new SortedDictionary<long, IReadOnlyDictionary<string, double>>();
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                Add(json.RootElement);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
            {
                // Cut short.
            }
        }
        return settings.Count + steps.Count == 0 ? null : new(settings, [.. steps.Select(it => (it.Key, it.Value))]);

        void Add(JsonElement line)
        {
            if (line.TryGetProperty("settings", out var given))
                foreach (var setting in given.EnumerateObject()) settings[setting.Name] = setting.Value.ToString();
            if (line.TryGetProperty("step", out var step))
                steps[step.GetInt64()] = line.EnumerateObject().Where(it => it.Value.ValueKind == JsonValueKind.Number)
                    .ToDictionary(it => it.Name, it => it.Value.GetDouble(), StringComparer.Ordinal);
        }
    }

    /// <summary>A number over the steps that have it.</summary>
    /// <param name="over">Another number to set it over, as <c>epoch</c>; null: the step's own.</param>
    public IReadOnlyList<(double X, double Y)> Series(string name, string? over = null) =>
        [.. Steps.Where(it => it.Numbers.ContainsKey(name) && (over is null || it.Numbers.ContainsKey(over)))
            .Select(it => (over is null ? it.Step : it.Numbers[over], it.Numbers[name]))];

    /// <summary>The mean of a number around each step, for lines that are to be seen through their noise.</summary>
    /// <param name="window">Steps.</param>
    public IReadOnlyList<(double X, double Y)> Smoothed(string name, int window)
    {
        var points = Series(name);
        var sums = new double[points.Count + 1];
        for (var i = 0; i < points.Count; i++) sums[i + 1] = sums[i] + points[i].Y;
        return [.. points.Select((it, i) =>
        {
            var (from, to) = (Math.Max(0, i - (window / 2)), Math.Min(points.Count, i + (window / 2) + 1));
            return (it.X, (sums[to] - sums[from]) / (to - from));
        })];
    }
}
