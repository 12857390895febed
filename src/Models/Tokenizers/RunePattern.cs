using System.Text.RegularExpressions;
using System.Globalization;
using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>A regular expression of a tokenizer, matched character by character rather than by halves of surrogate pairs.</summary>
/// <remarks>.NET's expressions see a character beyond U+FFFF as two halves of no category. It is matched as a stand-in: a rare character of
/// its own category.</remarks>
sealed class RunePattern
{
    static readonly TimeSpan limit = TimeSpan.FromSeconds(20); // a hostile pattern shall end
    static readonly char[] standIns = FindStandIns();

    readonly Regex regex;

    /// <exception cref="ArgumentException">The pattern cannot be read, or uses what .NET's expressions have not.</exception>
    public RunePattern(string pattern) => regex = new Regex(pattern, RegexOptions.CultureInvariant, limit);

    /// <summary>What matches, and what lies between, in order; together they are the whole text.</summary>
    public List<(string Text, bool IsMatch)> Segments(string text)
    {
        var segments = new List<(string, bool)>();
        var (shadow, places) = Shadow(text);
        var start = 0;
        try
        {
            foreach (var match in regex.EnumerateMatches(shadow))
            {
                if (match.Length == 0) continue;
                if (match.Index > start) segments.Add((text[places[start]..places[match.Index]], false));
                segments.Add((text[places[match.Index]..places[match.Index + match.Length]], true));
                start = match.Index + match.Length;
            }
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InvalidDataException(
                $"The tokenizer's pattern '{regex}' takes too long over a text of {text.Length} characters; fetch the tokenizer again, or shorten the text.", e);
        }
        if (start < shadow.Length) segments.Add((text[places[start]..], false));
        return segments;
    }

    /// <summary>One character for each of the text, and where each begins in it, its end included.</summary>
    static (string Shadow, int[] Places) Shadow(string text)
    {
        var shadow = new StringBuilder(text.Length);
        var places = new int[text.Length + 1];
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            places[shadow.Length] = at;
            shadow.Append(rune.IsBmp ? (char)rune.Value : standIns[(int)Rune.GetUnicodeCategory(rune)]);
            at += rune.Utf16SequenceLength;
        }
        places[shadow.Length] = at;
        return (shadow.ToString(), places);
    }

    static char[] FindStandIns()
    {
        var found = new char[(int)UnicodeCategory.OtherNotAssigned + 1];
        // The last of a category is in no pattern by itself.
        for (var code = 0x80; code < 0xFFFE; code++)
        {
            if (!char.IsSurrogate((char)code)) found[(int)CharUnicodeInfo.GetUnicodeCategory((char)code)] = (char)code;
        }
        return found;
    }
}
