using System.Globalization;

namespace EmojiGen.Generation.Settings;

/// <summary>A number of a range; finite, its decimals behind a point.</summary>
public sealed class NumberSetting : Setting<double?>
{
    readonly NumberRange range;
    readonly double? byDefault;

    /// <param name="value">What it is called in help: <c>SCALE</c>.</param>
    /// <param name="byDefault">Null where not giving it means something else than any number.</param>
    public NumberSetting(string name, string value, NumberRange range, double? byDefault, string help) : base(name, help) =>
        (Value, this.range, this.byDefault) = (value, range, byDefault);

    public override string Range => range.ToString();

    public override string Default =>
        Otherwise.Length > 0 ? Otherwise : byDefault is { } number ? InWords(number) : "";

    public override double? Read(IReadOnlyList<string> values)
    {
        if (values.Count == 0) return byDefault;
        var word = Only(values);
        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            throw new RequestException($"{Named} is '{word}'; it must be {Form(word)}.");
        range.Check(Name, number);
        return number;
    }

    /// <summary>As people write it: 0.01, 1e-8.</summary>
    static string InWords(double number) =>
        number.ToString(number is > 0 and < 1e-4 ? "0.##e-0" : "R", CultureInfo.InvariantCulture);

    // 7,5 is no number here, where .NET would read it as 75.
    string Form(string word) => word.Contains(',', StringComparison.Ordinal) ? "a number, its decimals behind a point: 0.5"
        : $"a number {(range.IsAbove ? "" : "from ")}{range}";
}
