using System.Text.Json;
using System.Text.Json.Nodes;
using EmojiGen.ModelFiles;
using EmojiGen.Training.Loop;

namespace EmojiGen.Training.Trackers;

/// <summary>One JSON object a step, in a file that grows: a run that is killed loses at most its last line.</summary>
public sealed class JsonLinesTracker(string path) : ITracker
{
    StreamWriter? writer;

    public void Begin(IReadOnlyDictionary<string, JsonNode?> settings) => WriteLine(json =>
    {
        json.WriteStartObject("settings");
        foreach (var (name, value) in settings) RunSettings.Write(json, name, value);
        json.WriteEndObject();
    });

    public void ResumedAt(long step)
    {
        if (!File.Exists(path)) return;
        Close();
        var kept = File.ReadLines(path).Where(line => StepOf(line) is { } of && of <= step).ToList();
        var beside = $"{path}.tmp";
        File.WriteAllLines(beside, kept);
        FinishedFile.Place(beside, path);
    }

    public void Step(TrainingStep step) => WriteLine(json =>
    {
        json.WriteNumber("step", step.Number);
        json.WriteNumber("epoch", step.Epoch);
        Number(json, "loss", step.Loss);
        json.WriteNumber("learning_rate", step.LearningRate);
        Number(json, "gradient_norm", step.GradientNorm);
        foreach (var (name, value) in step.Reported) Number(json, name, value);
        if (step.Skipped) json.WriteBoolean("skipped", true);
        if (step.Checkpoint is { } checkpoint) json.WriteString("checkpoint", Path.GetFileName(checkpoint));
        if (step.Validation?.Loss is { } loss) Number(json, "validation_loss", loss);
    });

    public void Dispose() => Close();

    static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    void WriteLine(Action<Utf8JsonWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }
        if (writer is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            writer = new StreamWriter(path, append: true) { AutoFlush = true };
        }
        writer.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    void Close()
    {
        try
        {
            writer?.Dispose();
        }
        catch (IOException)
        {
            // Lines that a full disk has no room for were told of when they were written.
        }
        writer = null;
    }

    /// <summary>0 of the line with settings; null of a line that is cut short.</summary>
    static long? StepOf(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty("step", out var step) ? step.GetInt64() : 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
