using System.Text.Json;

namespace EmojiGen.Models;

/// <summary>A JSON file of a model folder, read field by field; what is wrong with one is said with its path and name.</summary>
/// <remarks>The serializer would be shorter, but builds its converters at each start: 30 ms, a third of what a short command takes in all.</remarks>
public sealed class ModelConfig
{
    readonly string path;
    readonly JsonElement root;

    ModelConfig(string path, JsonElement root) => (this.path, this.root) = (path, root);

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no JSON.</exception>
    public static ModelConfig Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"Configuration '{path}' is missing; fetch the model folder again.", path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return new ModelConfig(path, document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Configuration '{path}' is not valid JSON ({e.Message.TrimEnd('.')}); fetch the model folder again.", e);
        }
    }

    /// <summary>As <see cref="Read"/>; null where there is no such file.</summary>
    public static ModelConfig? ReadIfAny(string path) => File.Exists(path) ? Read(path) : null;

    /// <summary>The objects of a file that is a list.</summary>
    public IEnumerable<ModelConfig> Items => root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().Select(item => new ModelConfig(path, item))
        : throw new InvalidDataException($"Configuration '{path}' must be a list, not {root.ValueKind}.");

    public int Whole(string field, int otherwise) => Field(field) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong(field, "a whole number", value);

    public double Number(string field, double otherwise) => Field(field) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Wrong(field, "a number", value);

    public bool Flag(string field, bool otherwise) => Field(field) is not { } value ? otherwise
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(field, "true or false", value);

    public string Text(string field, string otherwise) => Field(field) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(field, "a string", value);

    /// <summary>A special token: a string, or an object that has it as its <c>content</c>.</summary>
    public string Token(string field, string otherwise) => Field(field) is { ValueKind: JsonValueKind.Object } value
        ? new ModelConfig(path, value).Text("content", otherwise) : Text(field, otherwise);

    /// <summary>Null where the field is absent, or null.</summary>
    JsonElement? Field(string field) => root.ValueKind != JsonValueKind.Object
        ? throw new InvalidDataException($"Configuration '{path}' must be a JSON object, not {root.ValueKind}.")
        : root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    InvalidDataException Wrong(string field, string expected, JsonElement value) =>
        new($"Configuration '{path}': {field} must be {expected}, not {value.GetRawText()}.");
}
