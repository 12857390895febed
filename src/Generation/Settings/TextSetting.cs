namespace EmojiGen.Generation.Settings;

/// <summary>A word, a text, a file.</summary>
public sealed class TextSetting : Setting<string?>
{
    readonly string? byDefault;

    /// <param name="value">What it is called in help: <c>FILE</c>.</param>
    /// <param name="byDefault">Null: none.</param>
    public TextSetting(string name, string value, string help, string? byDefault = null) : base(name, help) =>
        (Value, this.byDefault) = (value, byDefault);

    public override string Default => Otherwise.Length > 0 ? Otherwise : byDefault ?? "";

    public override string? Read(IReadOnlyList<string> values) => values.Count == 0 ? byDefault : Only(values);
}

/// <summary>Words, texts or files that are given one by one.</summary>
public sealed class TextsSetting : Setting<string[]>
{
    /// <inheritdoc cref="TextSetting(string, string, string, string?)"/>
    public TextsSetting(string name, string value, string help) : base(name, help) => Value = value;

    public override bool IsRepeated => true;

    public override string[] Read(IReadOnlyList<string> values) => [.. values];
}
