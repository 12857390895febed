using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>People who are known by what they wear and have no emoji: knights, pirates. From <c>personas.tsv</c>.</summary>
static class Personas
{
    static readonly Dictionary<string, string[]> drawings = Read();

    /// <summary>What tells such a one; nothing for other words.</summary>
    /// <param name="words">As typed.</param>
    public static ImmutableArray<WornThing> Worn(string words, Catalogue catalogue)
    {
        if (!drawings.TryGetValue(words, out var names) && !drawings.TryGetValue(TermKey.Of(words), out names)) return [];
        return [.. names.Select(WornWords.OfDrawing).Select(it => new WornThing(it.Drawing, it.Place, catalogue.ByName(it.StandIn)!, null, words))];
    }

    static Dictionary<string, string[]> Read()
    {
        var read = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(Personas).Assembly, "personas.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var worn = LexiconFile.Cut(ref cells, "\t").ToString().Split(", ");
            while (!cells.IsEmpty) read[LexiconFile.Cut(ref cells, ", ").ToString()] = worn;
        }
        return read;
    }
}
