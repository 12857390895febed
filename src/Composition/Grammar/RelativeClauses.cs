using System.Text.RegularExpressions;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>Whom a clause before or after him tells about, in languages without spaces or whose verbs stand last:
/// <em>ラーメンを食べるパンダ</em>, a panda that eats ramen.</summary>
static class RelativeClauses
{
    /// <summary>Who does what with which thing, each in the prompt's own letters.</summary>
    public sealed record Clause(string Actor, RelationKind Kind, string Verb, string Object);

    sealed record Row(string Language, RelationKind Kind, Regex Pattern);

    static readonly Lazy<Row[]> rows = new(Read);

    /// <summary>The clause that a prompt is; null: it is none, or of another language.</summary>
    /// <param name="language">Without its region.</param>
    public static Clause? Of(string prompt, string language)
    {
        if (language is not ("ja" or "ko" or "zh")) return null;
        foreach (var row in rows.Value)
            if (row.Language == language && row.Pattern.Match(prompt.Trim()) is { Success: true, Groups: var found })
                return new(found["who"].Value.Trim(), row.Kind, found["verb"].Value, found["what"].Value.Trim());
        return null;
    }

    /// <summary>Both sides of a clause as one scene.</summary>
    public static SceneDescription Join(string prompt, Clause clause, SceneDescription actor, SceneDescription thing)
    {
        var first = actor.Subjects.Length;
        return new SceneDescription(prompt, [.. actor.Subjects, .. thing.Subjects],
            [.. actor.Relations, .. thing.Relations.Select(it => it with
            {
                Subject = it.Subject + first, Object = it.Object + first, Recipient = it.Recipient + first,
            }), new Relation(clause.Kind, 0, first, clause.Verb)],
            [.. actor.NotShown, .. thing.NotShown])
        {
            Substituted = [.. actor.Substituted, .. thing.Substituted],
            Guessed = [.. actor.Guessed, .. thing.Guessed],
        };
    }

    static Row[] Read()
    {
        var read = new List<Row>();
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(RelativeClauses).Assembly, "clauses.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var language = LexiconFile.Cut(ref cells, "\t").ToString();
            var kind = (RelationKind)(int)GrammarWords.Link(LexiconFile.Cut(ref cells, "\t"));
            var verbs = string.Join('|', cells.ToString().Split(", "));
            foreach (var order in Orders(language))
                read.Add(new Row(language, kind, new Regex($"^{order.Replace("VERB", $"(?<verb>{verbs})", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant)));
        }
        return [.. read];
    }

    static string[] Orders(string language) => language switch
    {
        "ja" => ["(?<what>.+?)(?:を|に|で)VERB(?<who>.+)"],
        "ko" => ["(?<what>.+?)(?:을|를|에|에서)? ?VERB (?<who>.+)"],
        _ => ["(?:一[只个頭头名位])?VERB(?<what>.+?)的(?<who>.+)", "(?<who>.+?)(?:在|正在)?VERB(?<what>.+)"],
    };
}
