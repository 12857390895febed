using EmojiGen.Art;

namespace EmojiGen.Prompting;

/// <summary>Single words to the emoji whose name, synonyms or keywords hold them: what a phrase that is no whole term is scored
/// by.</summary>
/// <remarks>A word counts the more, the fewer emoji have it (inverse document frequency). Built at the first phrase that needs
/// it.</remarks>
sealed class WordIndex
{
    // A word in the name says more than a synonym, that more than a keyword; a word out of a synonym of several says the less, the more
    // they are.
    const float InName = 1, InSynonym = 0.9f, InKeyword = 0.62f;

    /// <remarks>A class: a list of structures would be compiled at each start.</remarks>
    sealed record Posting(int Emoji, float Weight);

    readonly Dictionary<string, List<Posting>> postings = new(6000, StringComparer.Ordinal);
    readonly Dictionary<string, List<Posting>>.AlternateLookup<ReadOnlySpan<char>> postingsBySpan;
    readonly int[] nameLengths;
    readonly int count;
    readonly EnglishForms forms;

    public WordIndex(Catalogue catalogue, TermIndex terms, EnglishForms forms)
    {
        this.forms = forms;
        postingsBySpan = postings.GetAlternateLookup<ReadOnlySpan<char>>();
        count = catalogue.Count;
        nameLengths = new int[count];
        foreach (var emoji in catalogue.All)
        {
            var name = TermKey.Of(emoji.Name);
            nameLengths[emoji.Index] = name.AsSpan().Count(' ') + 1;
            AddWords(name, emoji.Index, InName);
        }
        for (var place = 0; place < terms.Count; place++)
            if (!terms.IsName(place))
                AddWords(terms.Term(place), terms.EmojiOf(place), InSynonym / MathF.Sqrt(terms.Term(place).Count(' ') + 1));
        foreach (var emoji in catalogue.All)
            foreach (var keyword in emoji.Keywords) AddWords(TermKey.Of(keyword), emoji.Index, InKeyword);
    }

    /// <summary>How well the words of a phrase are met by each emoji, 0 to 1; the places in <paramref name="scores"/> are catalogue
    /// indices.</summary>
    /// <returns>How much of the phrase is made of words that any emoji knows, 0 to 1.</returns>
    public double Score(ReadOnlySpan<char> key, Span<float> scores)
    {
        scores.Clear();
        Span<float> best = count <= 4096 ? stackalloc float[count] : new float[count];
        double total = 0, known = 0;
        foreach (var range in key.Split(' '))
        {
            var word = key[range];
            if (IsFunctionWord(word)) continue;
            var list = Postings(word);
            var weight = list is null ? Math.Log(1 + count) : Math.Log(1 + (double)count / list.Count);
            total += weight;
            if (list is null) continue;
            known += weight;
            best.Clear();
            foreach (var posting in list) best[posting.Emoji] = Math.Max(best[posting.Emoji], posting.Weight);
            for (var i = 0; i < count; i++)
                if (best[i] > 0) scores[i] += (float)weight * best[i];
        }
        if (total == 0) return 0;
        for (var i = 0; i < count; i++) scores[i] /= (float)total;
        return known / total;
    }

    /// <summary>How many words the emoji's name has.</summary>
    public int NameLength(int emoji) => nameLengths[emoji];

    public static bool IsFunctionWord(ReadOnlySpan<char> word) => word is
        "a" or "an" or "the" or "of" or "and" or "or" or "to" or "in" or "on" or "at" or "by" or "for" or "with" or "from" or "up" or "is"
            or "are" or "was" or "be" or "am" or "im"
        or "i" or "me" or "my" or "you" or "your" or "he" or "she" or "it" or "its" or "we" or "our" or "us" or "they" or "their" or "his"
            or "her" or "this" or "that"
        or "these" or "those" or "so" or "very" or "too" or "do" or "does" or "did" or "have" or "has" or "had" or "will" or "would"
            or "can" or "could" or "should" or "just" or "not"
        or "no" or "lets" or "let" or "get" or "got" or "go" or "going" or "as" or "if" or "when" or "what" or "who" or "how" or "some"
            or "all" or "been" or "being" or "ive" or "ill" or "make"
        or "like" or "really" or "one" or "want" or "need" or "there" or "here" or "out" or "s" or "t" or "come" or "coming" or "has"
            or "dont" or "cant" or "about" or "again" or "more";

    List<Posting>? Postings(ReadOnlySpan<char> word)
    {
        if (postingsBySpan.TryGetValue(word, out var list)) return list;
        if (forms.Singular(word) is { } singular && postings.TryGetValue(singular, out list)) return list;
        foreach (var gerund in forms.Gerunds(word.ToString()))
            if (postings.TryGetValue(gerund, out list)) return list;
        return null;
    }

    void AddWords(ReadOnlySpan<char> key, int emoji, float weight)
    {
        foreach (var range in key.Split(' '))
        {
            var word = key[range];
            if (word.Length == 0 || IsFunctionWord(word)) continue;
            Add(word, emoji, weight);
            if (word[^1] == 's' && forms.Singular(word) is { } singular) Add(singular, emoji, weight);
        }
    }

    void Add(ReadOnlySpan<char> word, int emoji, float weight)
    {
        if (!postingsBySpan.TryGetValue(word, out var list)) postings[word.ToString()] = list = [];
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i].Emoji != emoji) continue;
            if (list[i].Weight < weight) list[i] = new Posting(emoji, weight);
            return;
        }
        list.Add(new Posting(emoji, weight));
    }
}
