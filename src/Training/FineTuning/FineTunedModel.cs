using System.Text.Json;
using System.Text.Json.Nodes;
using EmojiGen.Hub;
using EmojiGen.Imaging;
using EmojiGen.ModelFiles;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Training.FineTuning;

/// <summary>What is written beside a result, so that it can be listed.</summary>
/// <param name="Folder">The output folder.</param>
/// <param name="Result">The file or folder that <c>--lora</c> or <c>--model</c> takes.</param>
/// <param name="Loss">Of the last step.</param>
public sealed record FineTunedModel(string Folder, string Result, string Method, string Model, long Steps, int Pictures, double? Loss,
    string? Prompt)
{
    const string FileName = "fine-tune.json";

    /// <summary>Of a run's folder: what validated best, where that was not its last step.</summary>
    public const string BestFolder = "best";

    /// <summary>The least loss on pictures that training did not see; null where none was measured.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The step that had it; 0 where none was measured.</summary>
    public long BestStep { get; init; }

    /// <summary>The file or folder in a run's folder that <c>--lora</c> or <c>--model</c> takes.</summary>
    internal static string ResultIn(string folder, bool isLora) =>
        Path.Combine(folder, isLora ? "pytorch_lora_weights.safetensors" : "model");

    public bool IsLora => Method.EndsWith("lora", StringComparison.Ordinal);

    /// <summary>Whether a folder holds a result.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>All under a folder, by name; what cannot be read is left out.</summary>
    public static IEnumerable<FineTunedModel> Under(string folder)
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var below in Directory.EnumerateDirectories(folder).Prepend(folder).Order(StringComparer.Ordinal))
            if (IsIn(below) && Read(below) is { } found) yield return found;
    }

    /// <param name="inForce">All settings of the run.</param>
    /// <param name="best">What validated best, and its loss.</param>
    internal static void Write(FineTuneSettings settings, long steps, double loss, int pictures,
        IReadOnlyDictionary<string, JsonNode?> inForce, (long Step, double Loss)? best)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("method", settings.Method);
            json.WriteString("model", ModelReference.NameOf(settings.Model));
            json.WriteNumber("steps", steps);
            json.WriteNumber("pictures", pictures);
            if (double.IsFinite(loss)) json.WriteNumber("loss", loss);
            if (best is { } it)
            {
                json.WriteNumber("validation_loss", it.Loss);
                json.WriteNumber("best_step", it.Step);
            }
            if (settings.InstancePrompt is { } prompt) json.WriteString("instance_prompt", prompt);
            json.WriteStartObject("settings");
            foreach (var (name, value) in inForce) RunSettings.Write(json, name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        AtomicFile.Write(Path.Combine(settings.Output, FileName), bytes.ToArray());
    }

    static FineTunedModel? Read(string folder) => Of(folder)?.Result;

    /// <summary>A folder's result, and the settings that it was made with.</summary>
    /// <returns>Null where there is none, or it cannot be read.</returns>
    internal static (FineTunedModel Result, ModelConfig? Settings)? Of(string folder)
    {
        if (!IsIn(folder)) return null;
        try
        {
            var file = ModelConfig.Read(Path.Combine(folder, FileName));
            var method = file.Text("method", "lora");
            var result = ResultIn(folder, method.EndsWith("lora", StringComparison.Ordinal));
            var read = new FineTunedModel(folder, result, method, file.Text("model", "?"), file.Whole("steps", 0), file.Whole("pictures", 0),
                file.NumberIfAny("loss"), file.TextOrNull("instance_prompt"))
            {
                ValidationLoss = file.NumberIfAny("validation_loss"),
                BestStep = file.Whole("best_step", 0),
            };
            return (read, file.Section("settings"));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return null;
        }
    }
}
