using System.Text.Json;
using System.Text.RegularExpressions;

namespace EmojiGen.Models.Lora;

/// <summary>The alphas of layers whose file has no tensor for them: from the header's <c>lora_adapter_metadata</c> (diffusers), else from
/// <c>adapter_config.json</c> beside the file (PEFT).</summary>
/// <remarks>PEFT's LoraConfig: lora_alpha, alpha_pattern (by the end of a module's name), use_rslora (over the root of the rank:
/// Kalajdzievski 2023).</remarks>
sealed class LoraAlphas
{
    public const string MetadataKey = "lora_adapter_metadata";
    const string ConfigFile = "adapter_config.json";

    /// <summary>More than any network has layers.</summary>
    const int MostPatterns = 4096;

    readonly string source;
    readonly JsonElement? root;
    readonly Dictionary<string, List<(Regex Pattern, JsonElement Alpha)>> patterns = new(StringComparer.Ordinal);

    LoraAlphas(string source, JsonElement? root) => (this.source, this.root) = (source, root);

    /// <exception cref="InvalidDataException">What stands there is no JSON object.</exception>
    public static LoraAlphas Of(string path, IReadOnlyDictionary<string, string> metadata)
    {
        var config = Path.Combine(Path.GetDirectoryName(path) ?? "", ConfigFile);
        return metadata.TryGetValue(MetadataKey, out var text) ? Parse($"{path}, {MetadataKey}", System.Text.Encoding.UTF8.GetBytes(text))
            : Path.GetFileName(path).StartsWith("adapter_model", StringComparison.Ordinal) && File.Exists(config)
                ? Parse(config, File.ReadAllBytes(config))
            : new(path, null);
    }

    static LoraAlphas Parse(string source, byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new(source, document.RootElement.Clone())
                : throw new InvalidDataException($"LoRA '{source}' must be a JSON object, not {document.RootElement.ValueKind}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"LoRA '{source}' is not valid JSON ({e.Message.TrimEnd('.')}).", e);
        }
    }

    /// <summary>The model that a LoRA was made for, as its settings call it.</summary>
    public static string? BaseModel(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (Of(path, metadata).root is not { } settings) return null;
        foreach (var field in settings.EnumerateObject())
        {
            var isName = field.Name.Split('.')[^1] == "base_model_name_or_path" && field.Value.ValueKind == JsonValueKind.String;
            if (isName && field.Value.GetString() is { Length: > 0 } name) return name;
        }
        return null;
    }

    /// <returns>Null where nothing is said: then alpha is the rank.</returns>
    /// <exception cref="InvalidDataException">What is said is no number.</exception>
    public double? Of(string component, string layer, long rank)
    {
        if (root is null) return null;
        var alpha = Pattern(component, layer) ?? Number(component, "lora_alpha");
        return alpha is { } value && Field(component, "use_rslora") is { ValueKind: JsonValueKind.True } ? value * Math.Sqrt(rank) : alpha;
    }

    double? Pattern(string component, string layer)
    {
        if (!patterns.TryGetValue(component, out var known)) patterns.Add(component, known = Patterns(component));
        foreach (var (pattern, alpha) in known)
        {
            if (pattern.IsMatch(layer)) return Number(alpha, "alpha_pattern");
        }
        return null;
    }

    List<(Regex Pattern, JsonElement Alpha)> Patterns(string component)
    {
        var known = new List<(Regex, JsonElement)>();
        if (Field(component, "alpha_pattern") is not { ValueKind: JsonValueKind.Object } fields) return known;
        foreach (var field in fields.EnumerateObject())
        {
            if (known.Count == MostPatterns)
                throw new InvalidDataException($"LoRA '{source}': alpha_pattern has more than {MostPatterns} names.");
            try
            {
                known.Add((new Regex($@"^(.*\.)?({field.Name})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant),
                    field.Value));
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException)
            {
                throw new InvalidDataException($"LoRA '{source}': alpha_pattern has a name that is no pattern.", e);
            }
        }
        return known;
    }

    double? Number(string component, string field) =>
        Field(component, field) is { ValueKind: not JsonValueKind.Null } value ? Number(value, field) : null;

    double Number(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && double.IsFinite(number) ? number
        : throw new InvalidDataException($"LoRA '{source}': {field} must be a number, not {value.GetRawText()}.");

    /// <summary>diffusers writes the fields of each component behind its name, PEFT those of its one network bare.</summary>
    JsonElement? Field(string component, string field) =>
        root!.Value.TryGetProperty($"{component}.{field}", out var value)
            || (component == "unet" && root.Value.TryGetProperty($"transformer.{field}", out value))
            || root.Value.TryGetProperty(field, out value) ? value : null;
}
