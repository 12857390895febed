namespace EmojiGen.Torch;

/// <summary>Weights do not fit a module. Says everything that is missing, left over or of another shape at once.</summary>
public sealed class WeightsException : IOException
{
    const int Shown = 8;

    WeightsException(string message, string[] missing, string[] extra, string[] misshapen) : base(message) =>
        (Missing, Extra, Misshapen) = (missing, extra, misshapen);

    /// <summary>Names that the module has and the weights have not.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Names that the weights have and the module has not.</summary>
    public IReadOnlyList<string> Extra { get; }

    /// <summary>Names whose shapes differ, with both shapes, and those of whole numbers where floating point is computed with.</summary>
    public IReadOnlyList<string> Misshapen { get; }

    internal static void ThrowIfDifferent(IReadOnlyList<(string Name, Parameter Parameter)> wanted, IWeights weights, string prefix, Func<string, bool>? ignore)
    {
        var stored = weights.Names.Where(it => it.StartsWith(prefix, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        List<string> missing = [], misshapen = [];
        foreach (var (name, parameter) in wanted)
        {
            var full = prefix + name;
            if (!stored.Remove(full)) missing.Add(full);
            else if (weights.ShapeOf(full) is var shape && !shape.AsSpan().SequenceEqual(parameter.Shape))
                misshapen.Add($"{full} (expected [{string.Join(", ", parameter.Shape)}], got [{string.Join(", ", shape)}])");
            else if (!parameter.IsBuffer && weights.TypeOf(full) is { } type && !type.IsFloatingPoint())
                misshapen.Add($"{full} (expected floating point, got {type})");
        }
        string[] extra = [.. stored.Where(it => ignore?.Invoke(it) != true).Order(StringComparer.Ordinal)];
        if (missing.Count + misshapen.Count + extra.Length == 0) return;
        string[] parts = [.. new[] { Part("missing", missing), Part("left over", extra), Part("of another shape or type", misshapen) }.OfType<string>()];
        throw new WeightsException($"The weights{(weights.Source is { } source ? $" of '{source}'" : "")} do not fit the network: {string.Join("; ", parts)}.", [.. missing], extra, [.. misshapen]);
    }

    static string? Part(string what, IReadOnlyList<string> names) => names.Count == 0 ? null
        : $"{names.Count} {what}: {string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", ..." : "")}";
}
