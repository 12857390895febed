using System.Collections.Immutable;

namespace EmojiGen.Imaging;

/// <summary>What a picture says about itself: how it was made, from what, and under which licence.</summary>
public sealed record ImageText
{
    /// <summary>The generation parameters, in the form that the web UIs read (PNG key <c>parameters</c>).</summary>
    public string? Parameters { get; init; }

    public string? Title { get; init; }

    /// <summary>Whose work the picture is made from.</summary>
    public string? Author { get; init; }

    /// <summary>The licences' names, with addresses where they have one.</summary>
    public string? License { get; init; }

    /// <summary>Where the material came from.</summary>
    public string? Source { get; init; }

    /// <summary>The program and its version.</summary>
    public string? Software { get; init; }

    /// <summary>Further entries. A key has 1 to 79 characters of printable ASCII, without spaces at its ends.</summary>
    public ImmutableSortedDictionary<string, string> More { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>All that is set, under the keys that PNG registers (and <c>parameters</c>, <c>License</c>), in a fixed order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Entries()
    {
        foreach (var (key, value) in new (string, string?)[]
        {
            ("parameters", Parameters), ("Title", Title), ("Author", Author), ("License", License), ("Source", Source),
                ("Software", Software),
        })
            if (!string.IsNullOrEmpty(value)) yield return new(key, value);

        foreach (var entry in More) yield return entry;
    }

    /// <summary>The record that <see cref="Entries"/> came from.</summary>
    public static ImageText FromEntries(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var text = new ImageText();
        foreach (var (key, value) in entries)
            text = key switch
            {
                "parameters" => text with { Parameters = value },
                "Title" => text with { Title = value },
                "Author" => text with { Author = value },
                "License" => text with { License = value },
                "Source" => text with { Source = value },
                "Software" => text with { Software = value },
                _ => text with { More = text.More.SetItem(key, value) },
            };
        return text;
    }
}
