using System.Text.Json;

namespace EmojiGen.Hub;

/// <summary>The hub's answers, read without trusting them. The serializer would cost a tenth of a second at the start.</summary>
static class Json
{
    /// <returns>Null where it is no JSON object, or holds text that is no Unicode.</returns>
    public static JsonElement? Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            ReadTexts(text.Span);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter of half a surrogate pair, or no UTF-8
        {
            return null;
        }
    }

    /// <summary>A document looks at a text only when it is asked for; whoever asks then expects one.</summary>
    static void ReadTexts(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                reader.GetString();
    }

    public static string? Text(JsonElement value, string field) => Of(JsonValueKind.String, value, field)?.GetString();

    public static long? Whole(JsonElement value, string field) =>
        Of(JsonValueKind.Number, value, field) is { } it && it.TryGetInt64(out var number) ? number : null;

    public static bool IsTrue(JsonElement value, string field) => Of(JsonValueKind.True, value, field) is not null;

    public static JsonElement? Section(JsonElement value, string field) => Of(JsonValueKind.Object, value, field);

    public static IEnumerable<JsonElement> List(JsonElement value, string field) =>
        Of(JsonValueKind.Array, value, field) is { } it ? it.EnumerateArray() : [];

    static JsonElement? Of(JsonValueKind kind, JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(field, out var it) && it.ValueKind == kind ? it : null;

    public static byte[] Write(Action<Utf8JsonWriter> value)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text)) value(writer);
        return text.ToArray();
    }
}
