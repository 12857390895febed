namespace EmojiGen.ModelFiles;

/// <summary>A weight that a network has.</summary>
/// <remarks>A class, as <see cref="StoredWeight"/>: what is generic over a structure of our own is compiled at each start.</remarks>
/// <param name="IsComputedWith">It must be of floating point; only a buffer may be of whole numbers.</param>
public sealed record WantedWeight(string Name, long[] Shape, bool IsComputedWith = true);

/// <summary>A weight that a file has.</summary>
/// <param name="WholeNumbers">Its element type, where that is none of floating point.</param>
public sealed record StoredWeight(string Name, long[] Shape, string? WholeNumbers = null);

/// <summary>Weights do not fit a network. Says everything that is missing, left over or of another shape at once.</summary>
public sealed class WeightsException : IOException
{
    const int Shown = 8;

    WeightsException(string message, string[] missing, string[] extra, string[] misshapen) : base(message) =>
        (Missing, Extra, Misshapen) = (missing, extra, misshapen);

    /// <summary>Names that the network has and the weights have not.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Names that the weights have and the network has not.</summary>
    public IReadOnlyList<string> Extra { get; }

    /// <summary>Names whose shapes differ, with both shapes, and those of whole numbers where floating point is computed with.</summary>
    public IReadOnlyList<string> Misshapen { get; }

    /// <param name="stored">Those that are meant to be the network's.</param>
    /// <param name="source">The file or folder, for the message.</param>
    /// <param name="ignore">Names that may be left over.</param>
    /// <exception cref="WeightsException">They are not the same.</exception>
    public static void ThrowIfDifferent(IEnumerable<WantedWeight> wanted, IEnumerable<StoredWeight> stored, string? source = null,
        Func<string, bool>? ignore = null)
    {
        var left = stored.ToDictionary(it => it.Name, StringComparer.Ordinal);
        List<string> missing = [], misshapen = [];
        foreach (var (name, shape, isComputedWith) in wanted)
        {
            if (!left.Remove(name, out var found))
                missing.Add(name);
            else if (!found.Shape.AsSpan().SequenceEqual(shape))
                misshapen.Add($"{name} (expected [{string.Join(", ", shape)}], got [{string.Join(", ", found.Shape)}])");
            else if (isComputedWith && found.WholeNumbers is { } type)
                misshapen.Add($"{name} (expected floating point, got {type})");
        }
        string[] extra = [.. left.Keys.Where(it => ignore?.Invoke(it) != true).Order(StringComparer.Ordinal)];
        if (missing.Count + misshapen.Count + extra.Length == 0) return;
        string?[] parts = [Part("missing", missing), Part("left over", extra), Part("of another shape or type", misshapen)];
        var place = source is null ? "" : $" of '{source}'";
        throw new WeightsException($"The weights{place} do not fit the network: {string.Join("; ", parts.OfType<string>())}.", [.. missing],
            extra, [.. misshapen]);
    }

    static string? Part(string what, IReadOnlyList<string> names) => names.Count == 0 ? null
        : $"{names.Count} {what}: {string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", ..." : "")}";
}
