using System.Text;
using System.Text.Json;

namespace EmojiGen.Models.Lora;

/// <summary>PEFT's LoraConfig of each component, as diffusers writes it into a file's header: the commonest rank and alpha, and the layers
/// that have others.</summary>
static class AdapterSettings
{
    /// <summary>A level that transformers' text encoders had until 5.6. diffusers takes it off a file's keys, but not off the names in its
    /// header, which then name no layer.</summary>
    const string FormerLevel = "text_model.";

    public static string Write(IEnumerable<NamedLora> layers, string? baseModel)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var component in layers.GroupBy(it => it.Component, StringComparer.Ordinal)
                .OrderBy(it => it.Key, StringComparer.Ordinal))
                Write(json, component.Key, [.. component], baseModel);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    static void Write(Utf8JsonWriter json, string component, IReadOnlyList<NamedLora> layers, string? baseModel)
    {
        var rank = Commonest(layers.Select(it => it.Rank));
        var alpha = Commonest(layers.Select(it => it.Alpha));
        json.WriteString($"{component}.peft_type", "LORA");
        if (baseModel is not null) json.WriteString($"{component}.base_model_name_or_path", baseModel);
        json.WriteNumber($"{component}.r", rank);
        json.WriteNumber($"{component}.lora_alpha", alpha);
        if (layers.Any(it => it.Magnitude is not null)) json.WriteBoolean($"{component}.use_dora", true);
        json.WriteStartArray($"{component}.target_modules");
        foreach (var layer in layers) json.WriteStringValue(Module(layer));
        json.WriteEndArray();
        json.WriteStartObject($"{component}.rank_pattern");
        foreach (var layer in layers.Where(it => it.Rank != rank)) json.WriteNumber(Module(layer), layer.Rank);
        json.WriteEndObject();
        json.WriteStartObject($"{component}.alpha_pattern");
        foreach (var layer in layers.Where(it => it.Alpha != alpha)) json.WriteNumber(Module(layer), layer.Alpha);
        json.WriteEndObject();
    }

    static string Module(NamedLora layer) =>
        layer.Component.StartsWith("text_encoder", StringComparison.Ordinal)
            && layer.Layer.StartsWith(FormerLevel, StringComparison.Ordinal) ? layer.Layer[FormerLevel.Length..] : layer.Layer;

    static T Commonest<T>(IEnumerable<T> values) where T : notnull => values.GroupBy(it => it).MaxBy(it => it.Count())!.Key;
}
