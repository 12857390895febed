using System.Collections.Immutable;
using EmojiGen.Art;

namespace EmojiGen.Prompting;

/// <summary>Finds the emoji that a phrase means.</summary>
/// <remarks>
/// One score from 0 to 1 joins four sources:
/// <list type="bullet">
/// <item>a whole name 1.0, a whole synonym 0.97, a shortcode 0.92;</item>
/// <item>a whole keyword: 0.9 where one emoji alone has it, 0.88 where the name ends in it, down to 0.5 where many share it;</item>
/// <item>single words: the share of the phrase that they cover, weighted by rarity, at most 0.85;</item>
/// <item>meaning: the cosine of the sentence embeddings, 0.2 to 0.8 spread over 0 to 0.95.</item>
/// </list>
/// Words and meaning support one another: the greater counts whole, the lesser by <see cref="Support"/>. What belongs to a class that needs
/// evidence (<see cref="EmojiClasses"/>) is lowered unless a word speaks for it. The sentence encoder is asked only while the best score is
/// below <see cref="SearchOptions.Certain"/>.
/// Safe to share between threads.
/// </remarks>
public sealed class EmojiSearch
{
    const double ShortcodeScore = 0.92, DemonymScore = 0.8, WordsAtMost = 0.85, SpellingScore = 0.75, Support = 0.2;
    const double LeastCosine = 0.2, CosineSpan = 0.6, MeaningAtMost = 0.95;

    readonly IMeaning? meaning;
    readonly Lazy<WordIndex> words;
    readonly Lazy<Sayings> sayings;
    readonly Lazy<WordKinds> kinds;

    /// <param name="meaning">The sentence encoder's door; null searches by names and keywords alone.</param>
    public EmojiSearch(Catalogue catalogue, IMeaning? meaning = null)
    {
        Catalogue = catalogue;
        this.meaning = meaning;
        Forms = new EnglishForms();
        Terms = new TermIndex(catalogue, Forms);
        sayings = new(() => new Sayings(catalogue));
        kinds = new(() => new WordKinds(catalogue, Forms));
        words = new(() => new WordIndex(catalogue, Terms, Forms));
    }

    public Catalogue Catalogue { get; }
    public EnglishForms Forms { get; }
    public TermIndex Terms { get; }

    /// <summary>What WordNet knows of words that are in doubt; read when it is first asked for.</summary>
    public WordKinds Kinds => kinds.Value;

    /// <summary>Whether a sentence encoder stands behind this search.</summary>
    public bool HasMeaning => meaning is not null;

    /// <summary>The emoji that have the phrase as a whole name, synonym, shortcode or keyword, best first. Never asks the
    /// encoder.</summary>
    /// <param name="key">As <see cref="TermKey"/> writes it.</param>
    public ImmutableArray<Candidate> Exact(string key)
    {
        var found = ImmutableArray.CreateBuilder<Candidate>();
        var term = Terms.Find(key);
        if (term is not null) found.Add(term);
        if (Terms.Flag(key, out var isAdjective) is { } flag)
            Add(found, new Candidate(flag, isAdjective ? DemonymScore : TermIndex.SynonymScore, MatchKind.Synonym, key));
        var matches = Catalogue.English.Find(key);
        var owners = matches.Count(m => m.Kind == TermKind.Keyword);
        foreach (var match in matches)
        {
            // Where the lexicon prefers another emoji to the one of that name, the name comes second.
            var ceiling = term is { } preferred && preferred.Emoji != match.Emoji ? preferred.Score - 0.01 : 1;
            Add(found, new Candidate(match.Emoji, Math.Min(ceiling, Score(match, key, owners)), KindOf(match.Kind), key));
        }
        Sort(found);
        return found.ToImmutable();
    }

    /// <summary>The emoji that a whole sentence is known to mean: <em>get well soon</em>.</summary>
    /// <param name="key">As <see cref="TermKey"/> writes it.</param>
    public Candidate? Saying(ReadOnlySpan<char> key) => sayings.Value.Find(key);

    /// <summary>The best of <see cref="Exact"/> for the phrase or, where there is none, for its singular.</summary>
    public Candidate? Best(string key)
    {
        if (Exact(key) is [var best, ..]) return best;
        return Singular(key) is { } singular && Exact(singular) is [var one, ..] ? one : null;
    }

    /// <summary>Candidates for a phrase, best first; none where nothing in it is understood.</summary>
    public ImmutableArray<Candidate> Search(string phrase, SearchOptions? options = null)
    {
        options ??= SearchOptions.Default;
        var key = StripArticle(TermKey.Of(phrase));
        if (key.Length == 0) return [];
        var found = ImmutableArray.CreateBuilder<Candidate>();
        found.AddRange(Exact(key));
        if (found.Count == 0 && key.Contains(' ') && Saying(key) is { } saying) found.Add(saying);
        if (found.Count == 0 && Singular(key) is { } singular) found.AddRange(Exact(singular));
        if (found.Count == 0 && !key.Contains(' ') && Misspelt(key) is { } meant) found.Add(meant);
        if (found.Count == 0 || found[0].Score < options.Certain)
        {
            AddWords(found, key);
            Sort(found);
            if (options.UseMeaning && (found.Count == 0 || found[0].Score < options.Certain)) AddMeaning(found, phrase, key);
        }
        Sort(found);
        if (found.Count > options.Limit) found.RemoveRange(options.Limit, found.Count - options.Limit);
        return found.ToImmutable();
    }

    /// <summary>The cosine of a phrase and one emoji's caption, or null without an encoder.</summary>
    public double? Likeness(string phrase, Emoji emoji) => emoji.IsOwn ? null : meaning?.Likeness(phrase)[emoji.Index];

    /// <summary>The phrase with its last word in the singular, or null where that is no plural.</summary>
    public string? Singular(string key)
    {
        var last = key.LastIndexOf(' ') + 1;
        return Forms.Singular(key.AsSpan(last)) is { } singular ? string.Concat(key.AsSpan(0, last), singular) : null;
    }

    /// <summary>The emoji of a name or synonym of one word that is a single typing slip away.</summary>
    public Candidate? Misspelt(string word)
    {
        if (word.Length < Spelling.ShortestWord || Kinds.Knows(word)) return null;
        for (var place = 0; place < Terms.Count; place++)
            if (Terms.Term(place) is var term && term.Length >= Spelling.ShortestWord && Spelling.IsOneSlip(word, term))
                return meaning?.IsWord(word) == true ? null
                    : new Candidate(Catalogue[Terms.EmojiOf(place)], SpellingScore, MatchKind.Spelling, term.ToString());
        return null;
    }

    /// <summary>Whether the encoder's vocabulary has a word whole, so that it is no misspelling; without an encoder nobody can
    /// tell.</summary>
    public bool IsWord(string word) => meaning?.IsWord(word) == true;

    static double Score(TermMatch match, string key, int owners)
    {
        if (match.Kind == TermKind.Name) return 1;
        // 'clover' is what a four leaf clover is; 'long' only says which drum.
        var name = TermKey.Of(match.Emoji.Name);
        var score = match.Kind == TermKind.Shortcode ? ShortcodeScore
            : EndsWith(name, key) ? 0.88
            : Holds(name, key) ? 0.75
            : owners switch { 1 => 0.9, 2 => 0.82, <= 4 => 0.72, <= 8 => 0.6, _ => 0.5 };
        var kind = EmojiClasses.Of(match.Emoji);
        return EmojiClasses.IsEvidence(kind, key) ? score : score * EmojiClasses.WithoutEvidence(kind);
    }

    void AddWords(ImmutableArray<Candidate>.Builder found, string key)
    {
        Span<float> scores = stackalloc float[Catalogue.Count];
        words.Value.Score(key, scores);
        var queryLength = key.AsSpan().Count(' ') + 1;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] < 0.2) continue;
            // A name much longer than the phrase means something narrower: 'mountain' is not 'mountain railway'.
            var length = words.Value.NameLength(i);
            var fit = length <= queryLength ? 1 : 0.8 + 0.2 * queryLength / length;
            Add(found, new Candidate(Catalogue[i], scores[i] * fit * WordsAtMost * Evidence(Catalogue[i], key), MatchKind.Words, key));
        }
    }

    void AddMeaning(ImmutableArray<Candidate>.Builder found, string phrase, string key)
    {
        if (meaning is null) return;
        var cosines = meaning.Likeness(phrase);
        Span<bool> met = stackalloc bool[Catalogue.Count];
        for (var i = 0; i < found.Count; i++)
        {
            var candidate = found[i];
            var score = MeaningScore(cosines[candidate.Emoji.Index]) * Evidence(candidate.Emoji, key);
            met[candidate.Emoji.Index] = true;
            found[i] = score > candidate.Score
                ? new Candidate(candidate.Emoji, Join(score, candidate.Score), MatchKind.Meaning, phrase)
                : candidate with { Score = Join(candidate.Score, score) };
        }
        for (var i = 0; i < cosines.Length; i++)
        {
            if (met[i] || cosines[i] < LeastCosine + 0.1) continue;
            found.Add(new Candidate(Catalogue[i], MeaningScore(cosines[i]) * Evidence(Catalogue[i], key), MatchKind.Meaning, phrase));
        }
    }

    static double MeaningScore(double cosine) => Math.Clamp((cosine - LeastCosine) / CosineSpan, 0, 1) * MeaningAtMost;

    static double Join(double greater, double lesser) => Math.Min(1, greater + Support * lesser * (1 - greater));

    static double Evidence(Emoji emoji, string key)
    {
        var kind = EmojiClasses.Of(emoji);
        if (kind == EmojiClass.Ordinary) return 1;
        foreach (var range in key.AsSpan().Split(' '))
            if (EmojiClasses.IsEvidence(kind, key.AsSpan()[range])) return 1;
        return EmojiClasses.WithoutEvidence(kind);
    }

    static MatchKind KindOf(TermKind kind) => kind switch
    {
        TermKind.Name => MatchKind.Name,
        TermKind.Shortcode => MatchKind.Shortcode,
        _ => MatchKind.Keyword,
    };

    static void Add(ImmutableArray<Candidate>.Builder found, Candidate candidate)
    {
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Emoji.Index != candidate.Emoji.Index) continue;
            if (found[i].Score < candidate.Score) found[i] = candidate;
            return;
        }
        found.Add(candidate);
    }

    static void Sort(ImmutableArray<Candidate>.Builder found) => found.Sort(static (a, b) =>
        a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Emoji.Index.CompareTo(b.Emoji.Index));

    static string StripArticle(string key) =>
        key.StartsWith("a ", StringComparison.Ordinal) ? key[2..] : key.StartsWith("an ", StringComparison.Ordinal) ? key[3..]
        : key.StartsWith("the ", StringComparison.Ordinal) ? key[4..] : key;

    static bool EndsWith(ReadOnlySpan<char> text, ReadOnlySpan<char> word) =>
        text.EndsWith(word) && (text.Length == word.Length || text[^(word.Length + 1)] == ' ');

    /// <summary>Whether <paramref name="word"/> stands in <paramref name="text"/> as whole words.</summary>
    static bool Holds(ReadOnlySpan<char> text, ReadOnlySpan<char> word)
    {
        for (var at = text.IndexOf(word); at >= 0;)
        {
            var end = at + word.Length;
            if ((at == 0 || text[at - 1] == ' ') && (end == text.Length || text[end] == ' ')) return true;
            var next = text[(at + 1)..].IndexOf(word);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return false;
    }
}
