using EmojiGen.Art;

namespace EmojiGen.Prompting;

/// <summary>Whole terms to emoji: catalogue names, the lexicon's synonyms, countries and their adjectives. One dictionary look-up a term.</summary>
public sealed class TermIndex
{
    readonly Catalogue catalogue;
    readonly Dictionary<string, int> terms, countries;
    readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> termsBySpan, countriesBySpan;

    public TermIndex(Catalogue catalogue, EnglishForms forms)
    {
        this.catalogue = catalogue;
        terms = new(8192, StringComparer.Ordinal);
        termsBySpan = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        countries = new(640, StringComparer.Ordinal);
        countriesBySpan = countries.GetAlternateLookup<ReadOnlySpan<char>>();
        AddNames();
        var lastName = terms.Count;
        AddSynonyms();
        AddDemonyms();
        AddSingulars(forms, lastName);
    }

    /// <summary>The emoji of a whole name or synonym.</summary>
    /// <param name="key">As <see cref="TermKey"/> writes it.</param>
    public Candidate? Find(ReadOnlySpan<char> key)
    {
        if (!termsBySpan.TryGetValue(key, out var match, out var packed)) return null;
        var kind = (packed & 1) == 0 ? MatchKind.Name : MatchKind.Synonym;
        return new Candidate(catalogue[packed >> 1], kind == MatchKind.Name ? 1 : SynonymScore, kind, match);
    }

    public const double SynonymScore = 0.97;

    /// <summary>The flag of a country or region by its name (<c>finland</c>) or adjective (<c>finnish</c>).</summary>
    public Emoji? Flag(ReadOnlySpan<char> key, out bool isAdjective)
    {
        isAdjective = false;
        if (!countriesBySpan.TryGetValue(key, out var packed)) return null;
        isAdjective = (packed & 1) != 0;
        return catalogue[packed >> 1];
    }

    /// <summary>Every term with its emoji's index, names first; for look-ups that must walk them all.</summary>
    internal IEnumerable<(string Term, int Emoji, bool IsName)> Terms
    {
        get
        {
            foreach (var (term, packed) in terms) yield return (term, packed >> 1, (packed & 1) == 0);
        }
    }

    const string FlagPrefix = "flag: ";

    void AddNames()
    {
        for (var i = 0; i < catalogue.Count; i++)
        {
            var name = catalogue.English.NameOf(catalogue[i]);
            terms.TryAdd(TermKey.Of(name), i << 1);
            if (name.StartsWith(FlagPrefix, StringComparison.Ordinal)) countries.TryAdd(TermKey.Of(name.AsSpan(FlagPrefix.Length)), i << 1);
        }
    }

    // A synonym beats a name: the lexicon says 'cat' of the cat's face, and the whole cat is the rarer wish.
    void AddSynonyms()
    {
        foreach (var line in LexiconFile.Read(typeof(TermIndex).Assembly, "synonyms.tsv").AsSpan().EnumerateLines())
        {
            if (!LexiconFile.IsEntry(line)) continue;
            var cells = line;
            var name = LexiconFile.Cut(ref cells, "\t");
            var index = Named(name);
            while (!cells.IsEmpty)
            {
                var key = TermKey.Of(LexiconFile.Cut(ref cells, ", "));
                if (!terms.TryGetValue(key, out var packed) || (packed & 1) == 0) terms[key] = (index << 1) | 1;
            }
        }
    }

    void AddDemonyms()
    {
        foreach (var line in LexiconFile.Read(typeof(TermIndex).Assembly, "demonyms.tsv").AsSpan().EnumerateLines())
        {
            if (!LexiconFile.IsEntry(line)) continue;
            var cells = line;
            var country = LexiconFile.Cut(ref cells, "\t");
            if (!countriesBySpan.TryGetValue(TermKey.Of(country), out var packed))
                throw new InvalidOperationException($"Lexicon/demonyms.tsv names the country '{country}', whose flag the catalogue does not have: correct the line.");
            while (!cells.IsEmpty) countries.TryAdd(TermKey.Of(LexiconFile.Cut(ref cells, ", ")), packed | 1);
        }
    }

    // 'pancakes' is a name, and 'a pancake' asks for it.
    void AddSingulars(EnglishForms forms, int count)
    {
        var plurals = new List<(string Singular, int Packed)>();
        foreach (var (term, packed) in terms)
        {
            if (count-- == 0) break;
            var last = term.LastIndexOf(' ') + 1;
            if (term[^1] == 's' && forms.Singular(term.AsSpan(last)) is { } singular) plurals.Add((term[..last] + singular, packed));
        }
        foreach (var (singular, packed) in plurals) terms.TryAdd(singular, packed);
    }

    int Named(ReadOnlySpan<char> name) =>
        termsBySpan.TryGetValue(TermKey.Of(name), out var packed) && string.Equals(catalogue[packed >> 1].Name, name.ToString(), StringComparison.Ordinal)
            ? packed >> 1
            : (catalogue.ByName(name.ToString()) ?? throw new InvalidOperationException(
                $"Lexicon/synonyms.tsv names the emoji '{name}', which the catalogue does not have: correct the line.")).Index;
}
