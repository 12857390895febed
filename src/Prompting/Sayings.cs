using EmojiGen.Art;

namespace EmojiGen.Prompting;

/// <summary>What people say whole, and the emoji that they mean by it: <c>Lexicon/phrases.tsv</c>. Sayings are met as whole prompts only;
/// inside others their words mean what they say.</summary>
public sealed class Sayings
{
    readonly Catalogue catalogue;
    readonly PhraseTable phrases = new(4096);

    public Sayings(Catalogue catalogue)
    {
        this.catalogue = catalogue;
        Span<char> key = stackalloc char[1024];
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(Sayings).Assembly, "phrases.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var name = LexiconFile.Cut(ref cells, "\t").ToString();
            var emoji = catalogue.ByName(name)
                ?? throw new InvalidOperationException(
                $"Lexicon/phrases.tsv names the emoji '{name}', which the catalogue does not have: correct the line.");
            while (!cells.IsEmpty) phrases.Add(key[..TermKey.Write(LexiconFile.Cut(ref cells, ", "), key)], emoji.Index, out _);
        }
    }

    /// <summary>The emoji of a whole saying.</summary>
    /// <param name="key">As <see cref="TermKey"/> writes it.</param>
    public Candidate? Find(ReadOnlySpan<char> key) =>
        phrases.Find(key) is >= 0 and var place
            ? new Candidate(catalogue[phrases[place]], TermIndex.SynonymScore, MatchKind.Synonym, key.ToString()) : null;

    internal int Count => phrases.Count;

    internal ReadOnlySpan<char> Phrase(int place) => phrases.Phrase(place);

    internal int EmojiOf(int place) => phrases[place];
}
