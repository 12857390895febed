using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.Materials;
using EmojiGen.Prompting;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Mixes;

/// <summary>Colours, patterns and materials that one emoji lends to another: <c>lends.tsv</c>. Read at the first mix.</summary>
static class Lending
{
    static readonly Lazy<Dictionary<string, Func<SvgDocument, Anatomy, SvgDocument>>> lenders = new(Read);

    /// <summary>What gives a drawing the look of the emoji; null: it has none to lend.</summary>
    public static Func<SvgDocument, Anatomy, SvgDocument>? Of(Emoji lender) => lenders.Value.GetValueOrDefault(lender.Name);

    /// <summary>Every emoji that lends something, by name.</summary>
    internal static IReadOnlyCollection<string> Lenders => lenders.Value.Keys;

    static Dictionary<string, Func<SvgDocument, Anatomy, SvgDocument>> Read()
    {
        var read = new Dictionary<string, Func<SvgDocument, Anatomy, SvgDocument>>(StringComparer.Ordinal);
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(Lending).Assembly, "lends.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var name = LexiconFile.Cut(ref cells, "\t").ToString();
            var way = LexiconFile.Cut(ref cells, "\t");
            var kind = LexiconFile.Cut(ref cells, " ");
            read.Add(name, way switch
            {
                "colour" => Colour(name, GrammarWords.Recolour(kind), cells),
                "pattern" => Pattern(name, GrammarWords.Ornament(kind), cells),
                "material" => Material(name, GrammarWords.Material(kind), cells),
                _ => throw GrammarWords.Unknown("way of lending", way),
            });
        }
        return read;
    }

    static Func<SvgDocument, Anatomy, SvgDocument> Colour(string name, RecolourKind kind, ReadOnlySpan<char> colour)
    {
        var recolour = new Recolour(name, kind, GrammarWords.Color(colour));
        return (document, anatomy) => Recolouring.Apply(recolour, document, anatomy);
    }

    static Func<SvgDocument, Anatomy, SvgDocument> Pattern(string name, OrnamentKind kind, ReadOnlySpan<char> colours)
    {
        var list = new List<Recolour>();
        while (!colours.IsEmpty)
        {
            var color = GrammarWords.Color(LexiconFile.Cut(ref colours, " "));
            list.Add(new Recolour(name, Oklab.From(color) is { L: > 0.93, Chroma: < 0.04 } ? RecolourKind.Light : RecolourKind.Hue, color));
        }
        var ornament = new Ornament(name, kind, [.. list]);
        return (document, anatomy) => Surface.Adorn(document, anatomy, ornament);
    }

    static Func<SvgDocument, Anatomy, SvgDocument> Material(string name, MaterialKind kind, ReadOnlySpan<char> colour)
    {
        var material = new Material(name, kind, GrammarWords.Color(colour));
        return (document, anatomy) => Surface.Make(document, anatomy, material);
    }
}
