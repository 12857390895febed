using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EmojiGen.Models;

/// <summary>Reads the JSON files of a model folder; what is wrong with one is said with its path.</summary>
static class ModelJson
{
    /// <exception cref="InvalidDataException">The file is not JSON of this form.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, type) ?? throw new InvalidDataException($"Configuration '{path}' must be a JSON object, not null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Configuration '{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
