using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmojiGen.Training.Trackers;

/// <summary>Settings of a run as JSON.</summary>
static class RunSettings
{
    public static void Write(Utf8JsonWriter json, string name, JsonNode? value)
    {
        json.WritePropertyName(name);
        if (value is null) json.WriteNullValue();
        else value.WriteTo(json);
    }

    /// <summary>For a person: a text as it is, anything else as JSON has it.</summary>
    public static string Text(JsonNode? value) =>
        value is null ? "none" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
