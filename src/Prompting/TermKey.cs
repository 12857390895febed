using System.Globalization;
using System.Text;

namespace EmojiGen.Prompting;

/// <summary>The form in which words are compared: lower case, without accents, apostrophes and quotes, hyphens and other marks as single spaces.</summary>
/// <remarks><c>jack-o-lantern</c>, <c>Jack o' Lantern</c> and <c>jack o lantern</c> are one key; so are <c>piñata</c> and <c>pinata</c>.</remarks>
public static class TermKey
{
    public static string Of(ReadOnlySpan<char> text)
    {
        if (IsKey(text)) return text.ToString();
        var key = new StringBuilder(text.Length);
        var isAscii = true;
        foreach (var c in text) isAscii &= char.IsAscii(c);
        ReadOnlySpan<char> plain = isAscii ? text : text.ToString().Normalize(NormalizationForm.FormD);
        foreach (var c in plain)
        {
            if (char.IsLetterOrDigit(c)) key.Append(char.ToLowerInvariant(c));
            else if (IsSilent(c)) continue;
            else if (c == '&') Space(key).Append("and");
            else if (IsSymbol(c)) key.Append(c);
            else Space(key);
        }
        if (key.Length > 0 && key[^1] == ' ') key.Length--;
        // Scripts that compose their letters (Hangul) must come back whole.
        return isAscii ? key.ToString() : key.ToString().Normalize(NormalizationForm.FormC);
    }

    // Apostrophes join (o'clock, dog's); combining accents vanish in Latin, Greek and Cyrillic. Other scripts write vowels as marks: those are kept by IsSymbol.
    static bool IsSilent(char c) => c is '\'' or '’' or '‘' or '`' or '.' or '“' or '”' or '"' or '!' or '\uFE0F' or '\uFE0E' || c is >= '\u0300' and <= '\u036F';

    static bool IsSymbol(char c) =>
        c is '#' or '*' or '+' or '%' || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    static StringBuilder Space(StringBuilder key) => key.Length == 0 || key[^1] == ' ' ? key : key.Append(' ');

    static bool IsKey(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
            if (!(char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i]) || (text[i] == ' ' && i > 0 && i < text.Length - 1 && text[i - 1] != ' ')))
                return false;
        return true;
    }
}
