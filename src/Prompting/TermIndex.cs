using EmojiGen.Art;

namespace EmojiGen.Prompting;

/// <summary>Whole terms to emoji: catalogue names, the lexicon's synonyms and substitutes, countries and their adjectives. One look-up a
/// term.</summary>
public sealed class TermIndex
{
    const string FlagPrefix = "flag: ";

    /// <summary>Letters of the longest term that is read.</summary>
    const int LongestTerm = 160;

    // A value is the emoji's index and, in the lowest bits, what the term is to it (of countries: whether it is an adjective).
    const int Name = 0, Synonym = 1, Substitute = 2, KindBits = 2;

    readonly Catalogue catalogue;
    readonly PhraseTable terms = new(8192), countries = new(1024);

    public TermIndex(Catalogue catalogue, EnglishForms forms)
    {
        this.catalogue = catalogue;
        AddNames();
        var names = terms.Count;
        AddSynonyms("synonyms.tsv", Synonym);
        AddSynonyms("substitutes.tsv", Substitute);
        AddDemonyms();
        AddSingulars(forms, names);
    }

    public const double SynonymScore = 0.97;

    /// <summary>Of a word whose thing has no emoji: that of another thing stands for it.</summary>
    public const double SubstituteScore = 0.9;

    /// <summary>The emoji of a whole name, synonym or word that another thing stands for.</summary>
    /// <param name="key">As <see cref="TermKey"/> writes it.</param>
    public Candidate? Find(ReadOnlySpan<char> key)
    {
        var place = terms.Find(key);
        if (place < 0) return null;
        var (score, kind) = KindOf(place) switch
        {
            Name => (1, MatchKind.Name),
            Synonym => (SynonymScore, MatchKind.Synonym),
            _ => (SubstituteScore, MatchKind.Substitute),
        };
        return new Candidate(catalogue[EmojiOf(place)], score, kind, key.ToString());
    }

    /// <summary>Whether a phrase is a whole name or synonym.</summary>
    public bool Has(ReadOnlySpan<char> key) => terms.Find(key) >= 0;

    /// <summary>Whether a word stands in a name or synonym of several.</summary>
    public bool IsInTerm(ReadOnlySpan<char> word) => terms.HasWord(word);

    /// <summary>The name or synonym of one word that a mistyped one stands for; null: none is a slip away.</summary>
    public (string Word, int Distance)? Nearest(ReadOnlySpan<char> word) => Spelling.Nearest(word, terms);

    /// <summary>The flag of a country or region by its name (<c>finland</c>) or adjective (<c>finnish</c>).</summary>
    public Emoji? Flag(ReadOnlySpan<char> key, out bool isAdjective)
    {
        var place = countries.Find(key);
        isAdjective = place >= 0 && (countries[place] & 1) != 0;
        return place < 0 ? null : catalogue[countries[place] >> 1];
    }

    /// <summary>Names and synonyms, numbered from 0: names first.</summary>
    internal int Count => terms.Count;

    internal ReadOnlySpan<char> Term(int place) => terms.Phrase(place);

    internal int EmojiOf(int place) => terms[place] >> KindBits;

    internal bool IsName(int place) => KindOf(place) == Name;

    int KindOf(int place) => terms[place] & ((1 << KindBits) - 1);

    void AddNames()
    {
        Span<char> key = stackalloc char[LongestTerm * TermKey.Growth];
        for (var i = 0; i < catalogue.Count; i++)
        {
            ReadOnlySpan<char> name = catalogue.English.NameOf(Unread(i));
            terms.Add(key[..TermKey.Write(name, key)], i << KindBits, out _);
            if (!name.StartsWith(FlagPrefix)) continue;
            countries.Add(key[..TermKey.Write(name[FlagPrefix.Length..], key)], i << 1, out _);
        }
    }

    // The catalogue gives a name by the emoji's place alone; to read all emoji whole at every start would cost more than everything else
    // here.
    static Emoji Unread(int index) => new(index, "", "", "", "", "", []);

    // A synonym beats a name: the lexicon says 'cat' of the cat's face, and the whole cat is the rarer wish.
    void AddSynonyms(string file, int kind)
    {
        Span<char> key = stackalloc char[LongestTerm * TermKey.Growth];
        ReadOnlySpan<char> rest = LexiconFile.Read(typeof(TermIndex).Assembly, file);
        while (LexiconFile.NextEntry(ref rest, out var cells))
        {
            var value = (Named(LexiconFile.Cut(ref cells, "\t"), file) << KindBits) | kind;
            while (!cells.IsEmpty)
            {
                var place = terms.Add(key[..TermKey.Write(LexiconFile.Cut(ref cells, ", "), key)], value, out var isNew);
                if (!isNew && kind == Synonym && IsName(place)) terms[place] = value;
            }
        }
    }

    void AddDemonyms()
    {
        Span<char> key = stackalloc char[LongestTerm * TermKey.Growth];
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(TermIndex).Assembly, "demonyms.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var country = LexiconFile.Cut(ref cells, "\t");
            var place = countries.Find(key[..TermKey.Write(country, key)]);
            if (place < 0) throw Unknown("demonyms.tsv", "country", country);
            var flag = countries[place];
            while (!cells.IsEmpty)
            {
                var word = LexiconFile.Cut(ref cells, ", ");
                var isName = word[0] == '=';
                countries.Add(key[..TermKey.Write(isName ? word[1..] : word, key)], isName ? flag : flag | 1, out _);
            }
        }
    }

    // 'pancakes' is a name, and 'a pancake' asks for it.
    void AddSingulars(EnglishForms forms, int names)
    {
        for (var place = 0; place < names; place++)
        {
            var term = terms.Phrase(place);
            var last = term.LastIndexOf(' ') + 1;
            if (term[^1] == 's' && forms.Singular(term[last..]) is { } singular)
                terms.Add(string.Concat(term[..last], singular), terms[place], out _);
        }
    }

    int Named(ReadOnlySpan<char> name, string file)
    {
        Span<char> key = stackalloc char[LongestTerm * TermKey.Growth];
        var place = terms.Find(key[..TermKey.Write(name, key)]);
        // Where another emoji's synonym has taken the name over, the catalogue still knows whose it is.
        return place >= 0 && IsName(place) ? EmojiOf(place)
            : (catalogue.ByName(name.ToString()) ?? throw Unknown(file, "emoji", name)).Index;
    }

    static InvalidOperationException Unknown(string file, string what, ReadOnlySpan<char> name) =>
        new($"Lexicon/{file} names the {what} '{name}', which the catalogue does not have: correct the line.");
}
