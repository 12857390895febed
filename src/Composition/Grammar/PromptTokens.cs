using System.Text;
using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>A noun that stands in a prompt.</summary>
/// <param name="Length">Tokens.</param>
/// <param name="IsPlural">Found by its singular.</param>
sealed record Noun(int Length, Candidate Found, bool IsPlural)
{
    /// <summary>The relation that its ending says: Finnish <em>-lla</em>, on.</summary>
    public Link? Case { get; init; }

    /// <summary>From here on a word is taken for a thing's name; below, a keyword shared by many, it only helps where nothing better is
    /// found.</summary>
    public const double Strong = 0.85;

    public bool IsStrong => Found.Score >= Strong;
}

/// <summary>A prompt cut into tokens, and the look-ups that a reader of it needs: which phrase begins at a token, longest first.</summary>
sealed class PromptTokens
{
    const int LongestNoun = 8;

    readonly EmojiSearch search;
    readonly Vocabulary vocabulary;
    readonly Names? names;
    readonly List<Token> tokens;
    readonly string joined;
    readonly int[] offsets;
    readonly Noun?[] nouns;
    readonly bool[] nounsKnown;
    readonly bool isEnglish;
    readonly IReadOnlyDictionary<string, Emoji> own;

    /// <param name="own">What a style calls its own drawings, by key; these names go before the catalogue's.</param>
    public PromptTokens(string prompt, EmojiSearch search, Vocabulary vocabulary, Names? names, IReadOnlyDictionary<string, Emoji> own)
    {
        (Prompt, this.search, this.vocabulary, this.names, this.own) = (prompt, search, vocabulary, names, own);
        isEnglish = names is null;
        tokens = Tokenizer.Cut(prompt, search.Catalogue);
        if (names is not null) tokens = UnspacedScript.Cut(tokens, prompt, names, vocabulary);
        else Mended = Misspellings.Mend(tokens, prompt, search, vocabulary);
        nouns = new Noun?[tokens.Count];
        nounsKnown = new bool[tokens.Count];
        offsets = new int[tokens.Count + 1];
        var text = new StringBuilder(prompt.Length + 8);
        for (var i = 0; i < tokens.Count; i++)
        {
            offsets[i] = text.Length;
            text.Append(tokens[i].Key).Append(' ');
        }
        offsets[^1] = text.Length;
        joined = text.ToString();
    }

    public string Prompt { get; }

    /// <summary>Words that were read as others, being near to them: as typed, and as read.</summary>
    public IReadOnlyList<Substitute> Mended { get; } = [];

    public bool IsEnglish => isEnglish;

    public int Count => tokens.Count;
    public Token this[int i] => tokens[i];
    public bool IsWord(int i) => i < Count && tokens[i].IsWord;

    /// <summary>The tokens' keys, joined by spaces.</summary>
    public ReadOnlySpan<char> Key(int from, int length) => joined.AsSpan(offsets[from], offsets[from + length] - offsets[from] - 1);

    /// <summary>The prompt's own letters, from one token to before another.</summary>
    public string Typed(int from, int to) => from >= to ? "" : Prompt[tokens[from].Start..tokens[to - 1].End];

    /// <summary>The skin tone that an emoji or a name among the tokens comes with.</summary>
    public SkinTone ToneOf(int from, int to)
    {
        for (var i = Math.Max(0, from); i < Math.Min(to, Count); i++)
            if (tokens[i].Tone != SkinTone.None)
                return tokens[i].Tone;
        return SkinTone.None;
    }

    /// <summary>The longest phrase of a class that begins at a token: 0 where none does.</summary>
    /// <param name="isVerb">Whether a verb's other forms are brought to their -ing form: <c>rides</c> to <c>riding</c>.</param>
    public int Match(int at, WordClass wanted, out Sense sense, bool isVerb = false)
    {
        sense = Sense.None;
        if (at >= Count || tokens[at].Kind == TokenKind.Emoji || tokens[at].Kind == TokenKind.Stop) return 0;
        for (var length = Math.Min(vocabulary.LongestPhrase, WordsFrom(at)); length >= 1; length--)
            if (vocabulary.Has(Key(at, length), wanted, out sense)) return length;
        return isVerb && isEnglish ? MatchVerb(at, wanted, out sense) : 0;
    }

    int MatchVerb(int at, WordClass wanted, out Sense sense)
    {
        sense = Sense.None;
        if (!tokens[at].IsWord) return 0;
        var best = 0;
        Span<char> buffer = stackalloc char[128];
        foreach (var gerund in search.Forms.Gerunds(tokens[at].Key))
            for (var length = Math.Min(vocabulary.LongestPhrase, WordsFrom(at)); length > best; length--)
            {
                var rest = Key(at, length)[tokens[at].Key.Length..];
                if (gerund.Length + rest.Length > buffer.Length) continue;
                gerund.CopyTo(buffer);
                rest.CopyTo(buffer[gerund.Length..]);
                if (!vocabulary.Has(buffer[..(gerund.Length + rest.Length)], wanted, out var found)) continue;
                (best, sense) = (length, found);
                break;
            }
        return best;
    }

    public bool Is(int at, WordClass wanted) => Match(at, wanted, out _) > 0;

    /// <summary>The longest noun that begins at a token.</summary>
    public Noun? NounAt(int at)
    {
        if (at >= Count) return null;
        if (!nounsKnown[at]) (nouns[at], nounsKnown[at]) = (FindNoun(at), true);
        return nouns[at];
    }

    Noun? FindNoun(int at)
    {
        if (tokens[at].Emoji is { } typed) return new Noun(1, new Candidate(typed, 1, MatchKind.Characters, tokens[at].Key), false);
        if (!tokens[at].IsWord) return null;
        for (var length = Math.Min(LongestNoun, WordsFrom(at)); length >= 1; length--)
            if ((OwnNoun(at, length) ?? NounOf(at, length)) is { } noun) return noun;
        return null;
    }

    Noun? OwnNoun(int at, int length)
    {
        if (own.Count == 0) return null;
        var key = Key(at, length).ToString();
        return own.TryGetValue(key, out var emoji) && !vocabulary.Knows(key)
            ? new Noun(length, new Candidate(emoji, 1, MatchKind.Name, key), false) : null;
    }

    /// <summary>The noun that the phrase of so many tokens is.</summary>
    public Noun? NounOf(int at, int length)
    {
        if (FlagOf(at, length) is { } flag) return new Noun(length, flag, false);
        if (names is not null && LocalNoun(at, length) is { } local) return local;
        return Whole(at, length);
    }

    Noun? Whole(int at, int length)
    {
        var key = Key(at, length);
        if (search.Terms.Find(key) is { } term) return new Noun(length, term, false);
        var last = tokens[at + length - 1].Key;
        var singular = search.Forms.Singular(last);
        var isPlural = !IsPossessive(at + length - 1);
        if (singular is not null && search.Terms.Find(string.Concat(key[..^last.Length], singular)) is { } one)
            return new Noun(length, one, isPlural);
        // "two slices of pizza"
        if (length >= 3 && tokens[at + 1].Key == "of" && search.Forms.Singular(tokens[at].Key) is { } measure
            && search.Terms.Find(string.Concat(measure, key[tokens[at].Key.Length..])) is { } measured) return new Noun(length, measured, true);
        if (length > 1 || vocabulary.Knows(key)) return null;
        var keyword = search.Exact(last) is [var exact, ..] ? exact : null;
        var ofPlural = keyword is null && singular is not null && search.Exact(singular) is [var single, ..] ? single : null;
        if (isEnglish && (keyword ?? ofPlural) is null or { Kind: MatchKind.Keyword })
            return ByKind(last, singular, keyword ?? ofPlural) is { } kind ? new Noun(1, kind, isPlural && kind.Match != last) : null;
        return keyword is not null ? new Noun(1, keyword, false) : ofPlural is not null ? new Noun(1, ofPlural, isPlural) : null;
    }

    // A keyword may name its emoji, be one of its kind, or only have to do with it; and a verb is no name, whatever emoji has it for a
    // keyword.
    Candidate? ByKind(string word, string? singular, Candidate? keyword)
    {
        if (keyword is not null && IsIn(word, singular, TermKey.Of(keyword.Emoji.Name))) return keyword;
        if (search.Kinds.IsVerb(word)) return null;
        var kind = search.Kinds.Find(word) ?? (singular is null ? null : search.Kinds.Find(singular));
        if (kind is null || keyword is null) return kind ?? keyword;
        return kind.Emoji == keyword.Emoji || keyword.Score < Noun.Strong ? kind : keyword;
    }

    static bool IsIn(string word, string? singular, string name) =>
        name.Split(' ') is var words && (words.Contains(word) || (singular is not null && words.Contains(singular)));

    bool IsPossessive(int at) => Typed(at, at + 1) is [.., '\'' or '’', 's' or 'S'];

    /// <summary>The singular of a noun of one word that is a name as it stands: two <em>flowers</em> are no bouquets.</summary>
    public Noun? Single(int at) =>
        isEnglish && search.Forms.Singular(tokens[at].Key) is { } singular && search.Terms.Find(singular) is { } one
            ? new Noun(1, one, true) : null;

    Noun? LocalNoun(int at, int length)
    {
        var typed = Typed(at, at + length);
        if (vocabulary.Knows(Key(at, length)) && length == 1) return null;
        if (Localized(typed, length) is { } found) return new Noun(length, found, false);
        foreach (var ending in vocabulary.Endings)
        {
            if (tokens[at + length - 1].Length < ending.Inflected.Length + 1
                || !typed.EndsWith(ending.Inflected, StringComparison.OrdinalIgnoreCase)) continue;
            if (Localized(typed[..^ending.Inflected.Length] + ending.Base, length) is { } inflected)
                return new Noun(length, inflected, false) { Case = ending.Link };
        }
        return null;
    }

    // In other languages the catalogue's own look-up decides: it keeps accents, and English stays understood beside it.
    Candidate? Localized(string typed, int length)
    {
        var matches = names!.Find(typed);
        var owners = matches.Count(m => m.Kind == TermKind.Keyword);
        Candidate? best = null;
        foreach (var match in matches)
        {
            var score = match.Kind == TermKind.Name ? 1 : length > 1 || owners <= 2 ? 0.9 : owners <= 5 ? 0.86 : 0.6;
            var kind = EmojiClasses.Of(match.Emoji);
            if (match.Kind != TermKind.Name) score *= EmojiClasses.WithoutEvidence(kind);
            // An animal's face carries its plain name among its keywords, and is what the word means here as in English.
            if (match.Kind == TermKind.Keyword && match.Emoji.Name.EndsWith(" face", StringComparison.Ordinal)
                && EmojiTraits.IsAnimal(match.Emoji)) score = 0.99;
            if (best is null || score > best.Score)
                best = new Candidate(match.Emoji, score, match.Kind == TermKind.Name ? MatchKind.Name : MatchKind.Keyword, typed);
        }
        if (best is { Kind: MatchKind.Name } whole && best.Emoji is { } emoji && EmojiTraits.IsAnimal(emoji)
            && search.Catalogue.ByName(emoji.Name + " face") is { } face && matches.Any(m => m.Emoji == face)) return whole with { Emoji = face };
        return best;
    }

    // "flag of the Netherlands", "the Dutch flag", "Finland": the catalogue says "flag: Finland".
    Candidate? FlagOf(int at, int length)
    {
        var key = Key(at, length);
        if (length >= 2)
        {
            if (tokens[at].Key is "flag" or "flags")
            {
                var from = at + 1;
                if (from < at + length && tokens[from].Key == "of") from++;
                if (from < at + length && tokens[from].Key == "the") from++;
                if (from < at + length && search.Terms.Flag(Key(from, at + length - from), out _) is { } named) return Flag(named, key);
            }
            var country = Key(at, length - 1);
            if (IsPossessive(at + length - 2)) country = country[..^1];
            if (tokens[at + length - 1].Key is "flag" or "flags" && search.Terms.Flag(country, out _) is { } flag) return Flag(flag, key);
        }
        return search.Terms.Flag(key, out var isAdjective) is { } land && !isAdjective && !search.Terms.Has(key) && !IsPronoun(key)
            ? Flag(land, key) : null;
    }

    static Candidate Flag(Emoji flag, ReadOnlySpan<char> key) => new(flag, TermIndex.SynonymScore, MatchKind.Synonym, key.ToString());

    /// <summary>The flag of a country's adjective that begins at a token: <em>Finnish</em>.</summary>
    public int Demonym(int at, out Emoji? flag)
    {
        flag = null;
        if (!isEnglish) return 0;
        for (var length = Math.Min(3, WordsFrom(at)); length >= 1; length--)
        {
            var key = Key(at, length);
            if (IsPronoun(key) || search.Terms.Flag(key, out var isAdjective) is not { } found) continue;
            if (!isAdjective && search.Terms.Has(key)) continue;
            flag = found;
            return length;
        }
        return 0;
    }

    static bool IsPronoun(ReadOnlySpan<char> key) => key is "us" or "un" or "is" or "polish" or "eu";

    int WordsFrom(int at)
    {
        var end = at;
        while (end < Count && tokens[end].Kind is TokenKind.Word or TokenKind.Joint && (tokens[end].IsWord || end == at)) end++;
        return end - at;
    }
}
