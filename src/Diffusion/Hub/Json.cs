using System.Text.Json;

namespace EmojiGen.Diffusion.Hub;

/// <summary>The hub's answers, read without trusting them. The serializer would cost a tenth of a second at the start.</summary>
static class Json
{
    /// <returns>Null where it is no JSON object.</returns>
    public static JsonElement? Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Text(JsonElement value, string field) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(field, out var it) && it.ValueKind == JsonValueKind.String ? it.GetString() : null;

    public static long? Whole(JsonElement value, string field) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(field, out var it) && it.ValueKind == JsonValueKind.Number && it.TryGetInt64(out var number) ? number : null;

    public static bool IsTrue(JsonElement value, string field) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(field, out var it) && it.ValueKind == JsonValueKind.True;

    public static JsonElement? Section(JsonElement value, string field) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(field, out var it) && it.ValueKind == JsonValueKind.Object ? it : null;

    public static IEnumerable<JsonElement> List(JsonElement value, string field) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(field, out var it) && it.ValueKind == JsonValueKind.Array ? it.EnumerateArray() : [];

    public static byte[] Write(Action<Utf8JsonWriter> value)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text)) value(writer);
        return text.ToArray();
    }
}
