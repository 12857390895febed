using System.Globalization;

namespace EmojiGen.Generation.Settings;

/// <summary>A whole number of a range.</summary>
public sealed class WholeSetting : Setting<long?>
{
    readonly WholeRange range;
    readonly long? byDefault;

    /// <param name="byDefault">Null where not giving it means something else than any number.</param>
    public WholeSetting(string name, WholeRange range, long? byDefault, string help) : base(name, help) =>
        (this.range, this.byDefault, Value) = (range, byDefault, "N");

    public override string Range => range.InWords;

    public override string Unit => range.Unit;

    public override string Default =>
        Otherwise.Length > 0 ? Otherwise : byDefault?.ToString(CultureInfo.InvariantCulture) ?? "";

    public override long? Read(IReadOnlyList<string> values) => values.Count == 0 ? byDefault : One(Only(values));

    internal long One(string word) =>
        long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && range.Holds(number) ? number
            : throw new RequestException($"{Named} is '{word}'; it must be {range}.");
}

/// <summary>Whole numbers that are given one by one.</summary>
public sealed class WholesSetting : Setting<long[]>
{
    readonly WholeSetting one;

    public WholesSetting(string name, WholeRange range, string help) : base(name, help) =>
        (one, Value) = (new(name, range, null, help), "N");

    public override bool IsRepeated => true;

    public override string Range => one.Range;

    public override string Unit => one.Unit;

    public override long[] Read(IReadOnlyList<string> values) => [.. values.Select(one.One)];
}
