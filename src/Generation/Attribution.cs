using EmojiGen.Art;

namespace EmojiGen.Generation;

/// <summary>Under which licences a picture may be passed on, and whom it is owed to.</summary>
/// <param name="Sets">The art in it, or that it began from.</param>
/// <param name="Model">The diffusion model that drew it; null where none did.</param>
public sealed record Attribution(IReadOnlyList<ArtSet> Sets, ModelCredit? Model = null)
{
    /// <summary>An SPDX expression: <c>Apache-2.0 AND CC-BY-4.0</c>.</summary>
    public string Spdx => string.Join(" AND ", Sets.Select(s => s.License.Spdx).Concat(Model is null ? [] : [Model.Spdx])
        .SelectMany(Parts).Distinct(StringComparer.OrdinalIgnoreCase)); // as SPDX compares identifiers

    /// <summary>What an expression demands together; a choice stays one.</summary>
    static IEnumerable<string> Parts(string expression) => !expression.Contains(" OR ", StringComparison.Ordinal)
        ? expression.Split(" AND ", StringSplitOptions.TrimEntries)
        : [expression.StartsWith('(') ? expression : $"({expression})"];

    /// <summary>The licences' names and where their texts are.</summary>
    public IEnumerable<string> Licences => Sets.Select(s => s.License)
        .Select(l => l.Url.Length > 0 ? $"{l.Title} ({l.Url})" : l.Title).Concat(Model is null ? [] : [$"model: {Model.Spdx}"])
            .Distinct(StringComparer.Ordinal);

    public IEnumerable<string> Authors => Sets.Select(s => $"{s.Title}{(s.License.Author.Length > 0 ? $" by {s.License.Author}" : "")}")
        .Concat(Model is null ? [] : [Model.Name]).Distinct(StringComparer.Ordinal);

    public IEnumerable<string> Sources => Sets.Select(s => s.License.AuthorUrl).Where(u => u.Length > 0).Distinct(StringComparer.Ordinal);

    /// <summary>One sentence for each set and the model, to set beside the picture.</summary>
    public IEnumerable<string> Sentences =>
        Sets.Select(s => s.Attribution).Concat(Model is null ? [] : [$"Drawn by {Model.Name}, licence {Model.Spdx}."]);
}

/// <summary>A model and the licence that its card states.</summary>
/// <param name="Spdx">As the card has it; <c>NOASSERTION</c> where it has none.</param>
public sealed record ModelCredit(string Name, string Spdx)
{
    /// <summary>From the front matter of <c>README.md</c>, which is a model card's place for it.</summary>
    public static ModelCredit Of(string name, string location)
    {
        var card = Path.Combine(location, "README.md");
        var lines = File.Exists(card) ? File.ReadLines(card).Take(200) : [];
        var front = lines.Skip(1).TakeWhile(it => it.Trim() != "---")
            .FirstOrDefault(it => it.StartsWith("license:", StringComparison.Ordinal));
        return new(name, front is null ? "NOASSERTION" : front["license:".Length..].Trim().Trim('"', '\''));
    }
}
