using EmojiGen.Svg;

namespace EmojiGen.Composition.Lettering;

/// <summary>Lines of letters, centred one below the other.</summary>
/// <param name="Path">In the units of <see cref="LetterLine"/>; its bounds begin at (0, 0).</param>
/// <param name="LineHeight">Of the lines, the tallest's ink.</param>
sealed record TextBlock(Svg.Path Path, double Width, double Height, double LineHeight)
{
    /// <summary>Between two lines, a share of a line's ink.</summary>
    const double Leading = 0.2;

    const int MostLines = 3;

    public double Aspect => Width / Height;

    /// <summary>All ways to set a text in up to three lines, cut at its spaces; none where a letter is known to nobody.</summary>
    public static IReadOnlyList<TextBlock> Ways(string text, Func<string, LetterLine?>? otherScripts)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ways = new List<TextBlock>();
        for (var lines = 1; lines <= Math.Min(MostLines, words.Length); lines++)
            if (Set(Cut(words, lines), otherScripts) is { } block) ways.Add(block);
        return ways;
    }

    /// <summary>Words into lines whose lengths differ least.</summary>
    static string[] Cut(string[] words, int lines)
    {
        var best = new[] { string.Join(' ', words) };
        if (lines == 1) return best;
        var longest = int.MaxValue;
        Try(0, []);
        return best;

        void Try(int from, List<string> begun)
        {
            if (begun.Count == lines - 1)
            {
                string[] all = [.. begun, string.Join(' ', words[from..])];
                if (all.Max(static it => it.Length) is var length && length < longest) (best, longest) = (all, length);
                return;
            }
            for (var to = from + 1; to < words.Length; to++) Try(to, [.. begun, string.Join(' ', words[from..to])]);
        }
    }

    static TextBlock? Set(string[] lines, Func<string, LetterLine?>? otherScripts)
    {
        var set = new List<LetterLine>();
        foreach (var line in lines)
        {
            if (Letterforms.Of(line, otherScripts) is not { } outlines) return null;
            set.Add(outlines);
        }
        var width = set.Max(static it => it.Ink.Width);
        var tallest = set.Max(static it => it.Ink.Height);
        var (segments, y) = (new List<Segment>(), 0.0);
        foreach (var line in set)
        {
            var place = Matrix.Translation((width - line.Ink.Width) / 2 - line.Ink.Left, y - line.Ink.Top);
            segments.AddRange(line.Path.Transform(place).Segments);
            y += line.Ink.Height + Leading * tallest;
        }
        return new TextBlock(new Svg.Path([.. segments]), width, y - Leading * tallest, tallest);
    }
}
