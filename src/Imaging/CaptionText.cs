using System.Text;

namespace EmojiGen.Imaging;

/// <summary>Breaks captions into lines: SVG does not wrap text.</summary>
static class CaptionText
{
    /// <param name="text">Any text; control characters count as spaces.</param>
    /// <param name="width">The width of a line, in font sizes.</param>
    /// <param name="lines">Lines at most; what does not fit is replaced by an ellipsis.</param>
    internal static IReadOnlyList<string> Wrap(string text, double width, int lines)
    {
        var wrapped = new List<string>();
        var line = "";
        foreach (var word in Words(text, width))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (Width(longer) <= width)
            {
                line = longer;
                continue;
            }
            wrapped.Add(line);
            line = word;
        }
        wrapped.Add(line);
        if (wrapped.Count <= lines) return wrapped;
        return [.. wrapped[..(lines - 1)], Shorten($"{wrapped[lines - 1]} {wrapped[lines]}", width)];
    }

    /// <summary>The words, those wider than a line in pieces.</summary>
    static IEnumerable<string> Words(string text, double width)
    {
        var plain = string.Concat(text.EnumerateRunes().Select(static rune => Rune.IsControl(rune) ? " " : rune.ToString()));
        foreach (var word in plain.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var piece = new StringBuilder();
            foreach (var rune in word.EnumerateRunes())
            {
                if (Width($"{piece}{rune}") > width && piece.Length > 0)
                {
                    yield return piece.ToString();
                    piece.Clear();
                }
                piece.Append(rune.ToString());
            }
            if (piece.Length > 0) yield return piece.ToString();
        }
    }

    static string Shorten(string text, double width)
    {
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Width($"{kept}{rune}…") > width) break;
            kept.Append(rune.ToString());
        }
        return $"{kept.ToString().TrimEnd()}…";
    }

    static double Width(string text) => TextOutline.WidthOf(text, 1);
}
