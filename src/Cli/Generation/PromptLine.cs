using System.Text.Json;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines.Settings;

namespace EmojiGen.Cli.Generation;

/// <summary>One of many prompts, with settings of its own.</summary>
/// <param name="Number">Of the line, 1 for the first.</param>
sealed record PromptLine(int Number, string Prompt, SettingValues Values)
{
    const string PromptField = "prompt";

    /// <summary>What a line may say.</summary>
    static readonly Setting[] known = [.. EngineSettings.All, OutputSettings.Output];

    /// <summary>Reads a line: a prompt, or one JSON object with a prompt and settings by their names.</summary>
    /// <exception cref="RequestException">It is an object that is not understood.</exception>
    public static PromptLine Read(int number, string line)
    {
        if (!line.StartsWith('{')) return new(number, line, new([]));
        try
        {
            using var json = JsonDocument.Parse(line);
            var prompt = json.RootElement.TryGetProperty(PromptField, out var words) ? words.GetString() ?? "" : "";
            var fields = json.RootElement.EnumerateObject().Where(it => it.Name != PromptField);
            return new(number, prompt, SettingValues.Named(fields.SelectMany(Given), known));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RequestException($"'{line}' is no JSON object that can be read: {e.Message}");
        }
    }

    static IEnumerable<KeyValuePair<string, string>> Given(JsonProperty field) => field.Value.ValueKind switch
    {
        JsonValueKind.Array => field.Value.EnumerateArray().Select(it => KeyValuePair.Create(field.Name, Text(it))),
        JsonValueKind.Null => [],
        _ => [KeyValuePair.Create(field.Name, Text(field.Value))],
    };

    static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
