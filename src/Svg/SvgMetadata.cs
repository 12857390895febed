using System.Collections.Immutable;

namespace EmojiGen.Svg;

/// <summary>What a file says of itself and of what it was made from.</summary>
public sealed record SvgMetadata
{
    /// <summary>Also the picture's accessible name; null for none.</summary>
    public string? Title { get; init; }

    public ImmutableArray<string> Creators { get; init; } = [];

    /// <summary>SPDX identifiers, titles or addresses.</summary>
    public ImmutableArray<string> Licenses { get; init; } = [];

    /// <summary>What it was made from: addresses or titles.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>How it was made: prompt, seed and the like.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Parameters { get; init; } = [];
}
