using System.Text.Json;

namespace EmojiGen.Models.Tokenizers;

/// <summary>A <c>vocab.json</c>: tokens with their ids.</summary>
/// <remarks>Read as it comes: a document of 50,000 fields would take longer than everything else about a tokenizer.</remarks>
static class VocabularyFile
{
    /// <summary>How far ids may be beyond the number of tokens.</summary>
    public const int Gaps = 1 << 20;

    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file is no object of whole numbers.</exception>
    public static Dictionary<string, int> Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"Tokenizer file '{path}' is missing; fetch the model folder again.", path);
        var bytes = File.ReadAllBytes(path);
        if (!JsonText.IsValid(bytes))
            throw new InvalidDataException($"Tokenizer '{path}' holds text that is not Unicode; fetch the model folder again.");
        var ids = new Dictionary<string, int>(bytes.Length / 20, StringComparer.Ordinal);
        var largest = ("", -1);
        try
        {
            var reader = new Utf8JsonReader(bytes);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new InvalidDataException($"Tokenizer '{path}' must be a JSON object, not {reader.TokenType}.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var token = reader.GetString()!;
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id) || id < 0)
                    throw BadId(path, token, reader.TokenType == JsonTokenType.Number
                    ? System.Text.Encoding.UTF8.GetString(reader.ValueSpan) : reader.TokenType.ToString());
                ids[token] = id;
                if (id > largest.Item2) largest = (token, id);
            }
            while (reader.Read())
            {
                // Nothing may follow: the reader says so.
            }
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"Tokenizer '{path}' is not valid JSON ({JsonText.PlaceOf(e)}); fetch the model folder again.", e);
        }
        return largest.Item2 < ids.Count + Gaps ? ids
            : throw BadId(path, largest.Item1, largest.Item2.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public static InvalidDataException BadId(string path, string token, string got) =>
        new($"Tokenizer '{path}': the id of '{token}' must be a whole number of 0 or more, and not far beyond the number of tokens, not {got}.");
}
