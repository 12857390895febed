using System.Collections.Immutable;
using System.Text.Json;

namespace EmojiGen.Training.Data;

/// <summary>What a picture of a dataset is.</summary>
public enum RecordKind
{
    /// <summary>An emoji as a set draws it.</summary>
    Icon,

    /// <summary>Several, composed by a prompt.</summary>
    Scene,

    /// <summary>From a file of somebody's own.</summary>
    Image,
}

/// <summary>One picture of a dataset, but for its pixels.</summary>
/// <param name="Kind">Icon, scene or image.</param>
/// <param name="Split">What it is for.</param>
/// <param name="Prompt">What it shows: an emoji's name, a scene's prompt, a file's caption.</param>
public sealed record DatasetRecord(RecordKind Kind, Split Split, string Prompt)
{
    /// <summary>Key of the style: <c>noto</c>; empty for images without one.</summary>
    public string Style { get; init; } = "";

    /// <summary>Hexcode of an icon's emoji: <c>1F431</c>; else empty.</summary>
    public string Emoji { get; init; } = "";

    /// <summary>Hexcodes of all emoji in it, each once.</summary>
    public ImmutableArray<string> Parts { get; init; } = [];

    /// <summary>Other words for an icon: its keywords.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Where an image came from, within what was imported; else empty.</summary>
    public string Source { get; init; } = "";

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", Name(Kind));
        json.WriteString("split", Name(Split));
        json.WriteString("prompt", Prompt);
        if (Style.Length > 0) json.WriteString("style", Style);
        if (Emoji.Length > 0) json.WriteString("emoji", Emoji);
        Texts("parts", Parts);
        Texts("words", Words);
        if (Source.Length > 0) json.WriteString("source", Source);
        json.WriteEndObject();

        void Texts(string name, ImmutableArray<string> texts)
        {
            if (texts.IsEmpty) return;
            json.WriteStartArray(name);
            foreach (var text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
        }
    }

    /// <exception cref="FormatException">It is not a record.</exception>
    internal static DatasetRecord Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException("it is no JSON object");
        return new DatasetRecord(Named<RecordKind>("kind"), Named<Split>("split"), Text("prompt"))
        {
            Style = Text("style"),
            Emoji = Text("emoji"),
            Parts = Texts("parts"),
            Words = Texts("words"),
            Source = Text("source"),
        };

        string Text(string name) => !json.TryGetProperty(name, out var value) ? ""
            : value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"its {name} is no text");

        T Named<T>(string name) where T : struct, Enum =>
            Enum.TryParse<T>(Text(name), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
            : throw new FormatException($"its {name} '{Text(name)}' is not known");

        ImmutableArray<string> Texts(string name)
        {
            if (!json.TryGetProperty(name, out var list)) return [];
            if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(it => it.ValueKind != JsonValueKind.String))
                throw new FormatException($"its {name} are no list of texts");
            return [.. list.EnumerateArray().Select(it => it.GetString()!)];
        }
    }

#pragma warning disable CA1308 // names in files are lower case
    internal static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
