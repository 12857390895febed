using System.Collections.Immutable;

namespace EmojiGen.Art;

/// <summary>One emoji of the catalogue, without its skin-tone variants.</summary>
/// <param name="Index">Its place in the catalogue, in CLDR's order.</param>
/// <param name="Characters">The emoji itself, fully qualified.</param>
/// <param name="Hexcode">Code points in hexadecimal, joined by '-': <c>1F431</c>.</param>
/// <param name="Name">The English CLDR short name: <c>cat face</c>, <c>flag: Finland</c>.</param>
/// <param name="Group">emojibase's group key: <c>animals-nature</c>.</param>
/// <param name="Subgroup">emojibase's subgroup key: <c>animal-mammal</c>.</param>
/// <param name="Keywords">English CLDR keywords.</param>
public sealed record Emoji(
    int Index, string Characters, string Hexcode, string Name, string Group, string Subgroup, ImmutableArray<string> Keywords)
{
    const int OwnIndex = -1;

    /// <summary>A drawing of somebody's own style that stands for no emoji of the catalogue.</summary>
    /// <param name="icon">What the style calls it.</param>
    public static Emoji Own(string icon) =>
        new(OwnIndex, $":{icon}:", icon, icon.Replace('-', ' ').Replace('_', ' ').Trim(), "objects", "own", []);

    /// <summary>Whether it is a style's own, and none of the catalogue: it has no <see cref="Index"/>, and <see cref="Hexcode"/> is the
    /// drawing's name.</summary>
    public bool IsOwn => Index == OwnIndex;

    /// <summary>The version of Unicode's emoji list that brought it: 0.6 to 17.</summary>
    public double Version { get; init; }

    /// <summary>True where the bare character is shown as text by default and U+FE0F asks for the emoji: ☺, ❤.</summary>
    public bool IsTextByDefault { get; init; }

    /// <summary>True where <see cref="Catalogue.Skins"/> knows variants.</summary>
    public bool HasSkinTones { get; init; }

    /// <summary>The same place in the same catalogue; records would compare the keyword arrays by reference.</summary>
    public bool Equals(Emoji? other) => other is not null && Index == other.Index && Hexcode == other.Hexcode;

    public override int GetHashCode() => Index;
}
