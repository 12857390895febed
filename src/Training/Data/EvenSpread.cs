using System.Collections.Immutable;

namespace EmojiGen.Training.Data;

/// <summary>A part of a list that is spread over all of it: says nearly as much as the whole, and is the same each time.</summary>
public static class EvenSpread
{
    /// <summary><paramref name="most"/> of them at equal distances, the first among them; all where there are no more.</summary>
    public static ImmutableArray<T> Of<T>(IReadOnlyList<T> all, int most)
    {
        var count = Math.Min(most, all.Count);
        return [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])];
    }
}
