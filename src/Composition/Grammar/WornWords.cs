using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>The words of <c>worn.tsv</c>: what is worn and has no emoji of its own.</summary>
static class WornWords
{
    const int LongestPhrase = 5;

    /// <param name="Drawing">Its name in <c>Drawn/</c>.</param>
    /// <param name="StandIn">The catalogue's name of the emoji by which a picture's parts list it.</param>
    public sealed record Row(string Drawing, WornPlace Place, string StandIn);

    static readonly Dictionary<string, Row> rows = Read();

    /// <summary>Where a drawing is worn.</summary>
    /// <exception cref="InvalidOperationException">Nothing worn is drawn so.</exception>
    public static Row OfDrawing(string drawing) => rows.Values.FirstOrDefault(it => it.Drawing == drawing)
        ?? throw new InvalidOperationException($"worn.tsv has no line of the drawing '{drawing}': add it.");

    /// <summary>Whether a word stands in any of the phrases.</summary>
    public static bool IsInPhrase(string word) => rows.ContainsKey(word) || rows.Keys.Any(it => LooksWords.HasWord(it, word));

    /// <summary>The longest phrase that begins at a token, in the singular or plural: 0 where none does.</summary>
    public static int Match(PromptTokens text, int at, out Row? row)
    {
        for (var length = Math.Min(LongestPhrase, text.Count - at); length >= 1; length--)
        {
            var key = text.Key(at, length).ToString();
            if (rows.TryGetValue(key, out row) || (key[^1] == 's' && rows.TryGetValue(key[..^1], out row))) return length;
        }
        row = null;
        return 0;
    }

    static Dictionary<string, Row> Read()
    {
        var read = new Dictionary<string, Row>(StringComparer.Ordinal);
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(WornWords).Assembly, "worn.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var drawing = LexiconFile.Cut(ref cells, "\t").ToString();
            var place = PlaceOf(LexiconFile.Cut(ref cells, "\t"));
            var row = new Row(drawing, place, LexiconFile.Cut(ref cells, "\t").ToString());
            while (!cells.IsEmpty) read[TermKey.Of(LexiconFile.Cut(ref cells, ", "))] = row;
        }
        return read;
    }

    static WornPlace PlaceOf(ReadOnlySpan<char> name) => name switch
    {
        "Head" => WornPlace.Head,
        "Side" => WornPlace.Side,
        "Eyes" => WornPlace.Eyes,
        "Nose" => WornPlace.Nose,
        "Neck" => WornPlace.Neck,
        "Trunk" => WornPlace.Trunk,
        "Back" => WornPlace.Back,
        "Arms" => WornPlace.Arms,
        _ => throw GrammarWords.Unknown("place to wear something", name),
    };
}
