using System.Collections;
using System.Globalization;

namespace EmojiGen.ModelFiles;

/// <summary>The keys and values at the head of a GGUF file. A number may be of any of the format's types of numbers: writers differ.</summary>
public sealed class GgufMetadata
{
    readonly string path;
    readonly Dictionary<string, object> values;

    internal GgufMetadata(string path, Dictionary<string, object> values) => (this.path, this.values) = (path, values);

    public IReadOnlyCollection<string> Keys => values.Keys;

    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>As it is stored: a number, a boolean, a string, or an array of one of these; null where there is none.</summary>
    public object? this[string key] => values.GetValueOrDefault(key);

    /// <returns>Null where there is none.</returns>
    /// <exception cref="GgufException">It is no string.</exception>
    public string? Text(string key) => this[key] switch
    {
        null => null,
        string text => text,
        var other => throw Mistyped(key, "a string", other),
    };

    /// <inheritdoc cref="Text"/>
    /// <exception cref="GgufException">It is no whole number of 32 bits.</exception>
    public int? Whole(string key) => this[key] switch
    {
        null => null,
        byte or sbyte or ushort or short or int or uint or long or ulong => this[key] is IConvertible number
            && Int128.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) is var whole
            && whole >= int.MinValue && whole <= int.MaxValue ? (int)whole : throw Mistyped(key, "a whole number of 32 bits", this[key]!),
        var other => throw Mistyped(key, "a whole number", other),
    };

    /// <inheritdoc cref="Text"/>
    /// <exception cref="GgufException">It is no number.</exception>
    public double? Number(string key) => this[key] switch
    {
        null => null,
        IConvertible number and not (bool or string) => number.ToDouble(CultureInfo.InvariantCulture),
        var other => throw Mistyped(key, "a number", other),
    };

    /// <inheritdoc cref="Text"/>
    /// <exception cref="GgufException">It is no boolean.</exception>
    public bool? Flag(string key) => this[key] switch
    {
        null => null,
        bool flag => flag,
        var other => throw Mistyped(key, "a boolean", other),
    };

    /// <inheritdoc cref="Text"/>
    /// <exception cref="GgufException">It is no array of strings.</exception>
    public IReadOnlyList<string>? Texts(string key) => Array<string>(key, "an array of strings");

    /// <inheritdoc cref="Text"/>
    /// <exception cref="GgufException">It is no array of float32.</exception>
    public IReadOnlyList<float>? Singles(string key) => Array<float>(key, "an array of float32");

    /// <inheritdoc cref="Text"/>
    /// <exception cref="GgufException">It is no array of whole numbers of 32 bits.</exception>
    public IReadOnlyList<int>? Wholes(string key) => this[key] switch
    {
        // The runtime takes an array of uint for one of int: ask for the exact type.
        uint[] numbers when numbers.GetType() == typeof(uint[]) =>
            [.. numbers.Select(it => it <= int.MaxValue ? (int)it : throw Mistyped(key, "an array of whole numbers of 32 bits", numbers))],
        _ => Array<int>(key, "an array of whole numbers of 32 bits"),
    };

    /// <summary>An error about the file that these are of.</summary>
    /// <param name="problem">Without the file and the full stop.</param>
    public GgufException Fault(string problem) => new(path, problem);

    T[]? Array<T>(string key, string expected) => this[key] switch
    {
        null => null,
        T[] values => values,
        var other => throw Mistyped(key, expected, other),
    };

    GgufException Mistyped(string key, string expected, object got) => Fault($"'{key}' should be {expected}, not {Shown(got)}");

    static string Shown(object value) => value switch
    {
        ICollection list => $"an array of {list.Count}",
        string text => $"'{(text.Length > 40 ? text[..40] + "..." : text)}'",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value} ({value.GetType().Name})"),
    };
}
