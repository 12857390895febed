namespace EmojiGen.Generation.Settings;

/// <summary>One of some names.</summary>
public sealed class ChoiceSetting : Setting<string?>
{
    readonly string? byDefault;
    readonly IReadOnlyList<string> choices;

    /// <param name="byDefault">Null where not giving it means something else than any of them.</param>
    public ChoiceSetting(string name, string value, IReadOnlyList<string> choices, string? byDefault, string help) : base(name, help) =>
        (Value, this.choices, this.byDefault) = (value, choices, byDefault);

    public IReadOnlyList<string> Choices => choices;

    /// <summary>Other words for them.</summary>
    public IReadOnlyDictionary<string, string> Synonyms { get; init; } = new Dictionary<string, string>();

    public override string Range => Listed;

    public override string Default => Otherwise.Length > 0 ? Otherwise : byDefault ?? "";

    public override string? Read(IReadOnlyList<string> values)
    {
        if (values.Count == 0) return byDefault;
        var word = Only(values);
        if (choices.Contains(word, StringComparer.Ordinal)) return word;
        if (Synonyms.TryGetValue(word, out var meant)) return meant;
        var near = NearestWord.Of(word, choices) is { } nearest ? $" Did you mean {nearest}?" : "";
        throw new RequestException($"{Named} is '{word}'; it must be {Listed}.{near}");
    }

    string Listed => choices.Count == 1 ? choices[0] : $"{string.Join(", ", choices.SkipLast(1))} or {choices[^1]}";
}
