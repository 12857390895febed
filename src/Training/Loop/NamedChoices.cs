namespace EmojiGen.Training.Loop;

/// <summary>The values of an enumeration by the names that recipes and commands have for them, in the enumeration's order.</summary>
public sealed class NamedChoices<T>(params string[] names) where T : struct, Enum
{
    static readonly T[] values = Enum.GetValues<T>();

    public IReadOnlyList<string> Names => names;

    public string NameOf(T value) => names[Array.IndexOf(values, value)];

    /// <returns>null: there is no such name.</returns>
    public T? Find(string name) => Array.IndexOf(names, name) is >= 0 and var place ? values[place] : null;

    public override string ToString() => string.Join(", ", names);
}
