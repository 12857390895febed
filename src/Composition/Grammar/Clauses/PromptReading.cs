using System.Collections.Immutable;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>A prompt as far as it has been read: subjects, the relations between them, which words were understood, and where the reader
/// stands.</summary>
sealed class PromptReading(PromptTokens text, EmojiSearch search, NounPhraseReader phrases)
{
    readonly bool[] explained = new bool[text.Count];

    public PromptTokens Text => text;

    public EmojiSearch Search => search;

    public NounPhraseReader Phrases => phrases;

    public Clause Clause { get; set; } = Clause.Start;

    public List<NounPhrase> Subjects { get; } = [];

    public List<Tie> Ties { get; } = [];

    /// <summary>Whether a verb or a preposition relates subjects.</summary>
    public bool HasRelations { get; set; }

    /// <summary>What was denied before anybody was named: <em>no pineapple on a pizza</em>.</summary>
    public List<Denial> Denied { get; } = [];

    /// <summary>Words that were understood and found no place in the picture.</summary>
    public List<string> Unmet { get; } = [];

    readonly HashSet<string> deeds = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Remembers that the words tell of a deed rather than of how two stand.</summary>
    public void AddDeed(string words) => deeds.Add(words);

    /// <summary>Whether nouns stood side by side with nothing said between them.</summary>
    public bool IsCompound { get; set; }

    /// <summary>Those whom the clause is about.</summary>
    public IEnumerable<NounPhrase> Actors => Clause.Actors.Select(place => Subjects[place]);

    /// <summary>Of several actors the one that was named last.</summary>
    public NounPhrase Actor => Subjects[Clause.Actors[^1]];

    /// <summary>Whether a word with a verb's form can be the clause's verb.</summary>
    public bool MayBeVerb => Clause is { HasActors: true, Pending: null, IsRole: false };

    /// <summary>Words that carry meaning, and how many of them were understood.</summary>
    public (int Content, int Understood) Coverage
    {
        get
        {
            var content = Enumerable.Range(0, text.Count).Where(IsContent).ToList();
            return (content.Count, content.Count(at => explained[at]));
        }
    }

    /// <summary>Words that carry meaning and were understood nowhere, as typed.</summary>
    public ImmutableArray<string> NotShown =>
        [.. Enumerable.Range(0, text.Count).Where(at => !explained[at] && IsContent(at)).Select(at => text.Typed(at, at + 1))];

    public ImmutableArray<Relation> Relations => [.. Ties.Select(tie => tie.ToRelation() with { IsDeed = tie.Link is not (Link.With or Link.Wearing) && deeds.Contains(tie.Words) })];

    /// <summary>Marks words as understood.</summary>
    /// <returns>The token behind them.</returns>
    public int Explain(int from, int length)
    {
        explained.AsSpan(from, length).Fill(true);
        return from + length;
    }

    public void Explain(int from, NounPhrase phrase)
    {
        Explain(from, phrase.End - from);
        foreach (var unknown in phrase.Unknown) explained[unknown] = false;
    }

    /// <summary>Takes in another subject.</summary>
    /// <returns>Its place.</returns>
    public int Add(NounPhrase subject)
    {
        Subjects.Add(subject);
        return Subjects.Count - 1;
    }

    public Tie Tie(Link link, int subject, int @object, string words)
    {
        var tie = new Tie(link, subject, @object, words);
        Ties.Add(tie);
        return tie;
    }

    bool IsContent(int at) => text.IsWord(at) && !text.Is(at, WordClass.Function) && !text.Is(at, WordClass.Article);
}
