using EmojiGen.Art;

namespace EmojiGen.Cli.Generation;

/// <summary>Under which licences a picture may be passed on, and whom it is owed to.</summary>
sealed record Attribution(IReadOnlyList<ArtSet> Sets)
{
    /// <summary>An SPDX expression: <c>Apache-2.0 AND CC-BY-4.0</c>.</summary>
    public string Spdx => string.Join(" AND ", Sets.Select(s => s.License.Spdx).Distinct(StringComparer.Ordinal));

    /// <summary>The licences' names and where their texts are.</summary>
    public IEnumerable<string> Licences => Sets.Select(s => s.License)
        .Select(l => l.Url.Length > 0 ? $"{l.Title} ({l.Url})" : l.Title).Distinct(StringComparer.Ordinal);

    public IEnumerable<string> Authors => Sets.Select(s => $"{s.Title}{(s.License.Author.Length > 0 ? $" by {s.License.Author}" : "")}").Distinct(StringComparer.Ordinal);

    public IEnumerable<string> Sources => Sets.Select(s => s.License.AuthorUrl).Where(u => u.Length > 0).Distinct(StringComparer.Ordinal);

    /// <summary>One sentence for each set, to set beside the picture.</summary>
    public IEnumerable<string> Sentences => Sets.Select(s => s.Attribution);
}
