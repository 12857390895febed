using System.Collections.Immutable;

namespace EmojiGen.Svg;

/// <summary>An attribute of a filter or of a part of one.</summary>
/// <param name="Name">One of SVG's own.</param>
/// <param name="Value">Numbers, colours and keywords: nothing that refers to anything outside of the filter.</param>
public readonly record struct FilterAttribute(string Name, string Value);

/// <summary>A filter primitive (<c>feGaussianBlur</c>), or a part of one (<c>feMergeNode</c>).</summary>
/// <param name="Name">One of those that Filter Effects Module Level 1 names, but for <c>feImage</c>.</param>
public sealed record FilterPrimitive(string Name, ImmutableArray<FilterAttribute> Attributes, ImmutableArray<FilterPrimitive> Children)
{
    /// <returns>Empty where it is not said.</returns>
    public ReadOnlySpan<char> this[string attribute] => Filter.Find(Attributes, attribute);
}

/// <summary>A filter: its region and units, and its primitives in the order in which they are carried out.</summary>
/// <remarks>It holds what the specification names and nothing else, so that no markup of a stranger's passes through it.</remarks>
public sealed record Filter(ImmutableArray<FilterAttribute> Attributes, ImmutableArray<FilterPrimitive> Primitives)
{
    /// <returns>Empty where it is not said.</returns>
    public ReadOnlySpan<char> this[string attribute] => Find(Attributes, attribute);

    internal static ReadOnlySpan<char> Find(ImmutableArray<FilterAttribute> attributes, string name)
    {
        foreach (var attribute in attributes)
            if (attribute.Name == name)
                return attribute.Value;
        return default;
    }
}
