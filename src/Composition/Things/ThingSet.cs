using EmojiGen.Art;

namespace EmojiGen.Composition.Things;

/// <summary>The emoji that a fact is true of: some by name, some by the catalogue's groups, without others.</summary>
sealed class ThingSet
{
    const StringComparison Exactly = StringComparison.Ordinal;

    readonly HashSet<string> names = new(StringComparer.Ordinal), leftOut = new(StringComparer.Ordinal);
    readonly List<string> groups = [], groupsLeftOut = []; // "animal-" with its * for all that begin so

    /// <summary>Every name that is spoken of, and every group.</summary>
    public (IEnumerable<string> Names, IEnumerable<string> Groups) Mentioned => (names.Concat(leftOut), groups.Concat(groupsLeftOut));

    /// <param name="item">As <c>things.tsv</c> writes it: <c>cat face</c>, <c>@cat-face</c>, <c>@animal-*</c>, <c>-coral</c>,
    /// <c>-@drink</c>.</param>
    public void Add(string item)
    {
        var isLeftOut = item.StartsWith('-');
        if (isLeftOut) item = item[1..];
        if (item.StartsWith('@')) (isLeftOut ? groupsLeftOut : groups).Add(item[1..]);
        else (isLeftOut ? leftOut : names).Add(item);
    }

    public bool Contains(Emoji emoji)
    {
        if (names.Contains(emoji.Name)) return true;
        if (leftOut.Contains(emoji.Name)) return false;
        return groups.Exists(group => Is(emoji, group)) && !groupsLeftOut.Exists(group => Is(emoji, group));
    }

    /// <summary>Whether a group, or with <c>*</c> a beginning of groups, is the emoji's.</summary>
    public static bool Is(Emoji emoji, string group) => group.EndsWith('*')
        ? emoji.Subgroup.AsSpan().StartsWith(group.AsSpan(0, group.Length - 1), Exactly)
        : emoji.Subgroup.Equals(group, Exactly) || emoji.Group.Equals(group, Exactly);
}
