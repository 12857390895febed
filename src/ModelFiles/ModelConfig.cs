using System.Runtime.CompilerServices;
using System.Text.Json;

namespace EmojiGen.ModelFiles;

/// <summary>A JSON file of a model folder, read field by field; what is wrong with one is said with its path and name.</summary>
/// <remarks>The serializer would be shorter, but builds its converters at each start: 30 ms, a third of what a short command takes in
/// all.</remarks>
public sealed class ModelConfig
{
    readonly string path;
    readonly JsonElement root;
    Dictionary<string, StrongBox<JsonElement>>? fields; // boxed: a dictionary of structures would be compiled at each start

    ModelConfig(string path, JsonElement root) => (this.path, this.root) = (path, root);

    /// <summary>The file that the fields are of.</summary>
    public string Path => path;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no JSON.</exception>
    public static ModelConfig Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"Configuration '{path}' is missing; fetch the model folder again.", path);
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (!JsonText.IsValid(bytes))
                throw new InvalidDataException($"Configuration '{path}' holds text that is not Unicode; fetch the model folder again.");
            using var document = JsonDocument.Parse(PythonJson.WithoutInfinities(bytes));
            return new ModelConfig(path, document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"Configuration '{path}' is not valid JSON ({JsonText.PlaceOf(e)}); fetch the model folder again.", e);
        }
    }

    /// <summary>As <see cref="Read"/>; null where there is no such file.</summary>
    public static ModelConfig? ReadIfAny(string path) => File.Exists(path) ? Read(path) : null;

    /// <summary>The objects of a file that is a list.</summary>
    public IEnumerable<ModelConfig> Items
    {
        get
        {
            if (root.ValueKind != JsonValueKind.Array)
                throw new InvalidDataException($"Configuration '{path}' must be a list, not {root.ValueKind}.");
            foreach (var item in root.EnumerateArray()) yield return new ModelConfig(path, item);
        }
    }

    public int Whole(string field, int otherwise) => Field(field) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
            : throw Wrong(field, "a whole number", value);

    /// <summary>A whole number of 1 or more; null where the field is absent.</summary>
    public int? Count(string field) => Field(field) is not { } value ? null : WholeOf(value) is > 0 and var count ? count
        : throw Wrong(field, "a whole number of 1 or more", value);

    public double Number(string field, double otherwise) => Field(field) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Wrong(field, "a number", value);

    public bool Flag(string field, bool otherwise) => Field(field) is not { } value ? otherwise
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(field, "true or false", value);

    public string Text(string field, string otherwise) =>
        Field(field) is not { } value ? otherwise : TextIn(value) ?? throw Wrong(field, "a string", value);

    /// <summary>The names of all fields, in the file's order; one that stands twice comes twice.</summary>
    public IEnumerable<string> FieldNames => Object().EnumerateObject().Select(NameOf);

    /// <summary>An object within the object; null where the field is absent, or null.</summary>
    public ModelConfig? Section(string field) => Field(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new ModelConfig(path, value) : throw Wrong(field, "an object", value);

    /// <summary>The list of a field whose items are strings or null; null where the field is anything else.</summary>
    public IReadOnlyList<string?>? TextsIfAny(string field) => Field(field) is { ValueKind: JsonValueKind.Array } list
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Null || TextIn(item) is not null)
            ? [.. list.EnumerateArray().Select(TextIn)] : null;

    public bool Has(string field) => Field(field) is not null;

    /// <summary>Whether the field is written out as null, which means something else than its absence in a few places.</summary>
    public bool IsNull(string field) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Null;

    public string? TextOrNull(string field) => Has(field) ? Text(field, "") : null;

    /// <summary>Whole numbers of a field that is a list.</summary>
    public int[] Wholes(string field, int[] otherwise) => Field(field) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Array && Array.ConvertAll([.. value.EnumerateArray()], WholeOf) is var numbers
            && Array.TrueForAll(numbers, it => it is not null)
            ? Array.ConvertAll(numbers, it => it!.Value) : throw Wrong(field, "a list of whole numbers", value);

    /// <summary>Whole numbers of a field that is a list of so many, or one number that stands for all.</summary>
    public int[] WholesOrOne(string field, int count, int otherwise)
    {
        if (Field(field) is not { } value) return [.. Enumerable.Repeat(otherwise, count)];
        if (WholeOf(value) is { } one) return [.. Enumerable.Repeat(one, count)];
        var numbers = Wholes(field, []);
        return numbers.Length == count ? numbers : throw Wrong(field, $"a whole number, or a list of {count}", value);
    }

    /// <summary>As <see cref="WholesOrOne"/>, where each of the list may be a list again: one number, or one for each layer of a
    /// level.</summary>
    public int[][] WholesOfLevels(string field, int count, int otherwise)
    {
        if (Field(field) is not { ValueKind: JsonValueKind.Array } value)
            return Array.ConvertAll(WholesOrOne(field, count, otherwise), it => new[] { it });
        int?[][] levels = [.. value.EnumerateArray()
            .Select(it => it.ValueKind == JsonValueKind.Array ? [.. it.EnumerateArray().Select(WholeOf)] : new[] { WholeOf(it) })];
        return levels.Length == count
            && Array.TrueForAll(levels, level => level.Length > 0 && Array.TrueForAll(level, it => it is not null))
            ? Array.ConvertAll(levels, level => Array.ConvertAll(level, it => it!.Value))
                : throw Wrong(field, $"a whole number, or a list of {count} numbers or lists", value);
    }

    /// <summary>Flags of a field that is a list of so many, or one flag that stands for all.</summary>
    public bool[] FlagsOrOne(string field, int count, bool otherwise)
    {
        if (Field(field) is not { } value) return [.. Enumerable.Repeat(otherwise, count)];
        if (value.ValueKind != JsonValueKind.Array) return [.. Enumerable.Repeat(Flag(field, otherwise), count)];
        bool?[] flags = [.. value.EnumerateArray()
            .Select(it => it.ValueKind is JsonValueKind.True or JsonValueKind.False ? it.GetBoolean() : (bool?)null)];
        return flags.Length == count && Array.TrueForAll(flags, it => it is not null) ? Array.ConvertAll(flags, it => it!.Value)
            : throw Wrong(field, $"true or false, or a list of {count}", value);
    }

    /// <summary>Numbers of a field that is a list; null where it is absent.</summary>
    public double[]? Numbers(string field) => Field(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(it => it.ValueKind == JsonValueKind.Number)
            ? [.. value.EnumerateArray().Select(it => it.GetDouble())] : throw Wrong(field, "a list of numbers", value);

    /// <summary>Strings of a field that is a list.</summary>
    public string[] Texts(string field, string[] otherwise) => Field(field) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(it => it.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(it => it.GetString()!)] : throw Wrong(field, "a list of strings", value);

    /// <summary>Refuses a field that is set to anything but what this program knows.</summary>
    /// <exception cref="InvalidDataException">It is.</exception>
    public void Expect(string field, params ReadOnlySpan<string?> known)
    {
        var value = Field(field) is { } it ? it.ValueKind == JsonValueKind.String ? it.GetString() : it.GetRawText() : null;
        foreach (var name in known)
        {
            if (name == value) return;
        }
        var names = string.Join(", ", known.ToArray().Select(name => name ?? "null"));
        throw new InvalidDataException($"Configuration '{path}': {field} '{value ?? "null"}' is not known here; known: {names}.");
    }

    static int? WholeOf(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    /// <summary>Null where the field is absent, as in the two that follow.</summary>
    /// <inheritdoc cref="Whole"/>
    public int? WholeIfAny(string field) => Field(field) is null ? null : Whole(field, 0);

    public double? NumberIfAny(string field) => Field(field) is null ? null : Number(field, 0);

    public bool? FlagIfAny(string field) => Field(field) is null ? null : Flag(field, false);

    /// <summary>Whole numbers of a field that is a list, or one number; null where it is absent.</summary>
    public int[]? OneOrMoreWholes(string field) => KindOf(field) switch
    {
        JsonValueKind.Undefined => null,
        JsonValueKind.Array => Wholes(field, []),
        _ => [Whole(field, 0)],
    };

    /// <summary>What kind of value the field has; <see cref="JsonValueKind.Undefined"/> where it is absent, or null.</summary>
    public JsonValueKind KindOf(string field) => Field(field)?.ValueKind ?? JsonValueKind.Undefined;

    /// <summary>The objects of a list; null where it is absent.</summary>
    public ModelConfig[]? Sections(string field) => Field(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(it => it.ValueKind == JsonValueKind.Object)
            ? [.. value.EnumerateArray().Select(it => new ModelConfig(path, it))] : throw Wrong(field, "a list of objects", value);

    /// <summary>The value as the file has it, for what has a shape of its own; null where it is absent.</summary>
    public JsonElement? Raw(string field) => Field(field);

    /// <summary>A special token: a string, or an object that has it as its <c>content</c>.</summary>
    public string Token(string field, string otherwise) => Field(field) is { ValueKind: JsonValueKind.Object } value
        ? new ModelConfig(path, value).Text("content", otherwise) : Text(field, otherwise);

    /// <summary>Null where the field is absent, or null.</summary>
    JsonElement? Field(string field) =>
        (fields ??= Fields()).TryGetValue(field, out var value) && value.Value.ValueKind != JsonValueKind.Null ? value.Value : null;

    /// <summary>By name, of those that stand twice the last: a document looks through all of its fields for each, which an index of a
    /// million names must not cost.</summary>
    Dictionary<string, StrongBox<JsonElement>> Fields()
    {
        var byName = new Dictionary<string, StrongBox<JsonElement>>(StringComparer.Ordinal);
        foreach (var field in Object().EnumerateObject()) byName[NameOf(field)] = new(field.Value);
        return byName;
    }

    public JsonElement Object() => root.ValueKind == JsonValueKind.Object ? root
        : throw new InvalidDataException($"Configuration '{path}' must be a JSON object, not {root.ValueKind}.");

    /// <summary>Null for what is no string, or holds half a surrogate pair.</summary>
    static string? TextIn(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    string NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException(
                $"Configuration '{path}' has a field whose name is not valid text; fetch the model folder again.", e);
        }
    }

    InvalidDataException Wrong(string field, string expected, JsonElement value)
    {
        const int shown = 80;
        var text = value.GetRawText();
        return new($"Configuration '{path}': {field} must be {expected}, not {(text.Length > shown ? text[..shown] + "..." : text)}.");
    }
}
