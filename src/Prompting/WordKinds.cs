using EmojiGen.Art;

namespace EmojiGen.Prompting;

/// <summary>What WordNet knows of words that names, lexicon and keywords leave in doubt: which emoji is nearest in kind (<em>an
/// okapi</em>), and
/// whether a word is a verb.</summary>
/// <remarks>Distilled by <c>Lexicon/distil-wordnet.py</c> into <c>kinds.tsv</c> and <c>verbs.tsv</c>; read at the first doubtful word. Safe
/// to share
/// between threads.</remarks>
public sealed class WordKinds
{
    // A value is the emoji's index and, in the lowest bit, whether the word is another one for it.
    readonly PhraseTable kinds = new(16384);

    // A value is 1 for a verb, 0 for a noun that ends as a verb's form does.
    readonly PhraseTable forms = new(8192);

    readonly Catalogue catalogue;
    readonly EnglishForms english;

    public WordKinds(Catalogue catalogue, EnglishForms english)
    {
        (this.catalogue, this.english) = (catalogue, english);
        ReadKinds();
        ReadForms();
    }

    /// <summary>The emoji of another word for it, or the nearest in kind (<see cref="MatchKind.Substitute"/>); null: none is
    /// near.</summary>
    /// <param name="key">As <see cref="TermKey"/> writes it, in the singular.</param>
    public Candidate? Find(ReadOnlySpan<char> key)
    {
        if (kinds.Find(key) is not (>= 0 and var place)) return null;
        var isSame = (kinds[place] & 1) != 0;
        return new Candidate(catalogue[kinds[place] >> 1], isSame ? TermIndex.SynonymScore : TermIndex.SubstituteScore,
            isSame ? MatchKind.Synonym : MatchKind.Substitute, key.ToString());
    }

    /// <summary>Whether a word is a verb or a verb's form rather than the name of something: <em>curled</em>, <em>jumping</em>,
    /// <em>jumps</em>; not
    /// <em>building</em>.</summary>
    public bool IsVerb(string word)
    {
        if (forms.Find(word) is >= 0 and var place) return forms[place] == 1;
        if (EnglishForms.IsGerund(word) || word.EndsWith("ed", StringComparison.Ordinal))
            return english.Lemmas(word).Any(it => it.Length > 2);
        return word[^1] == 's' && english.Lemmas(word).Any(it => forms.Find(it) is >= 0 and var lemma && forms[lemma] == 1);
    }

    /// <summary>Whether WordNet knows the word, so that it is no misspelling of another.</summary>
    public bool Knows(string word) => kinds.Find(word) >= 0 || forms.Find(word) >= 0
        || (english.Singular(word) is { } singular && kinds.Find(singular) >= 0) || english.Lemmas(word).Any(it => forms.Find(it) >= 0);

    void ReadKinds()
    {
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(WordKinds).Assembly, "kinds.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var name = LexiconFile.Cut(ref cells, "\t").ToString();
            var emoji = catalogue.ByName(name) ?? throw new InvalidOperationException(
                $"Lexicon/kinds.tsv names the emoji '{name}', which the catalogue does not have: run distil-wordnet.py again.");
            var same = LexiconFile.Cut(ref cells, "\t");
            while (!same.IsEmpty) kinds.Add(LexiconFile.Cut(ref same, ", "), (emoji.Index << 1) | 1, out _);
            while (!cells.IsEmpty) kinds.Add(LexiconFile.Cut(ref cells, ", "), emoji.Index << 1, out _);
        }
    }

    void ReadForms()
    {
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(WordKinds).Assembly, "verbs.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var isVerb = LexiconFile.Cut(ref cells, "\t").SequenceEqual("verb") ? 1 : 0;
            while (!cells.IsEmpty) forms.Add(LexiconFile.Cut(ref cells, ", "), isVerb, out _);
        }
    }
}
