using System.Globalization;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>What stands in a prompt for other programs: <c>cat, masterpiece, best quality</c>. It says nothing to be shown, and must not be
/// taken for a saying.</summary>
static class QualityWords
{
    static readonly HashSet<string> known = Read();

    /// <summary>The prompt without the parts between commas that are such words.</summary>
    /// <param name="ignored">Those parts, as typed.</param>
    public static string Without(string prompt, out IReadOnlyList<string> ignored)
    {
        ignored = [];
        if (!prompt.Contains(',', StringComparison.Ordinal)) return prompt;
        var parts = prompt.Split(',');
        var isKnown = Array.ConvertAll(parts, it => known.Contains(TermKey.Of(Bare(it))));
        if (!isKnown.Contains(true) || !isKnown.Contains(false)) return prompt; // a person may want a picture of a masterpiece
        ignored = [.. parts.Where((_, i) => isKnown[i]).Select(it => it.Trim())];
        return string.Join(',', parts.Where((_, i) => !isKnown[i]));
    }

    /// <summary>A part without the brackets and the weight that the web UIs give words: <c>(masterpiece:1.2)</c>.</summary>
    static ReadOnlySpan<char> Bare(ReadOnlySpan<char> part)
    {
        part = part.Trim(" ()[]{}");
        var colon = part.LastIndexOf(':');
        return colon > 0 && double.TryParse(part[(colon + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? part[..colon]
            : part;
    }

    static HashSet<string> Read()
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(QualityWords).Assembly, "quality.tsv");
        while (LexiconFile.NextEntry(ref file, out var line)) words.Add(line.ToString());
        return words;
    }
}
