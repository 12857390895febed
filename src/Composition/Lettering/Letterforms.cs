using System.Globalization;
using EmojiGen.Prompting;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Lettering;

/// <summary>A line of letters as outlines.</summary>
/// <param name="Path">1,000 units an em; the baseline is 0, y grows downwards.</param>
/// <param name="Ink">Its bounds.</param>
public sealed record LetterLine(Svg.Path Path, Box Ink);

/// <summary>The outlines of letters: <c>letters.tsv</c> has Latin ones, digits and signs; other scripts are another's.</summary>
/// <remarks>A table, so that a start loads no font.</remarks>
static class Letterforms
{
    static readonly Lazy<Dictionary<int, (double Width, string Outline)>> letters = new(Read);

    /// <summary>An em's share that a space takes.</summary>
    const double Space = 240;

    /// <param name="otherScripts">What knows letters that are not in the table; null: nothing does.</param>
    /// <returns>Null where a letter is known to nobody.</returns>
    public static LetterLine? Of(string text, Func<string, LetterLine?>? otherScripts)
    {
        var segments = new List<Segment>();
        var x = 0.0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == ' ')
            {
                x += Space;
                continue;
            }
            if (!letters.Value.TryGetValue(rune.Value, out var letter)) return otherScripts?.Invoke(text);
            segments.AddRange(new Svg.Path(letter.Outline).Transform(Matrix.Translation(x, 0)).Segments);
            x += letter.Width;
        }

        if (segments.Count == 0) return null;
        var path = new Svg.Path([.. segments]);
        return new LetterLine(path, SvgMeasure.Bounds(new Shape(path, new Fill(new SolidPaint(default)), null)));
    }

    static Dictionary<int, (double Width, string Outline)> Read()
    {
        var read = new Dictionary<int, (double, string)>(512);
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(Letterforms).Assembly, "letters.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var code = int.Parse(LexiconFile.Cut(ref cells, "\t"), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var width = double.Parse(LexiconFile.Cut(ref cells, "\t"), CultureInfo.InvariantCulture);
            read[code] = (width, cells.ToString());
        }
        return read;
    }
}
