using System.Collections.Concurrent;
using EmojiGen.Art;
using EmojiGen.Prompting;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Drawn;

/// <summary>Things that have no emoji and that we draw ourselves: a toaster, a capybara. <c>drawn.tsv</c> says which words name them.</summary>
static class DrawnThings
{
    /// <param name="Drawing">Its name in <c>Drawn/Things/</c>.</param>
    /// <param name="IsCreature">Whether it has a face.</param>
    /// <param name="IsDeck">Whether one lies or stands on it, whatever its emoji is good for.</param>
    /// <param name="IsSeenThrough">Whether what is in it is seen in its middle, as in a glass.</param>
    public sealed record Row(string Drawing, bool IsCreature, bool IsSeenThrough, bool IsDeck);

    static readonly Dictionary<string, Row> rows = Read();
    static readonly ConcurrentDictionary<(string Drawing, string Style), (SvgDocument Document, Anatomy Anatomy)> drawn = new();

    /// <summary>The drawing that words name, in the singular or plural; null: there is none.</summary>
    public static Row? Find(string words)
    {
        if (rows.TryGetValue(words, out var row)) return row;
        var key = TermKey.Of(words);
        return rows.TryGetValue(key, out row) || (key.EndsWith('s') && rows.TryGetValue(key[..^1], out row))
            || (key.EndsWith("es", StringComparison.Ordinal) && rows.TryGetValue(key[..^2], out row)) ? row : null;
    }

    /// <summary>A drawing in a style's manner, and what is known of it.</summary>
    public static (SvgDocument Document, Anatomy Anatomy) Of(Row row, string style) => drawn.GetOrAdd((row.Drawing, style), _ =>
    {
        var drawing = Drawing.Of(row.Drawing);
        var document = new SvgDocument(Canvas.Box,
            [Manner.Of(style).Draw(drawing, Canvas.From(drawing.ViewBox), static color => color)]);
        return (document, row.IsCreature ? Anatomy.OfCreature(document) : Anatomy.OfThing(document));
    });

    static Dictionary<string, Row> Read()
    {
        var read = new Dictionary<string, Row>(StringComparer.OrdinalIgnoreCase);
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(DrawnThings).Assembly, "drawn.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var drawing = LexiconFile.Cut(ref cells, "\t").ToString();
            var kind = LexiconFile.Cut(ref cells, "\t");
            var row = new Row(drawing, kind is "creature", kind is "glass", kind is "deck");
            while (!cells.IsEmpty) read[TermKey.Of(LexiconFile.Cut(ref cells, ", "))] = row;
        }
        return read;
    }
}
