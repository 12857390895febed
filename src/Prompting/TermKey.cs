using System.Globalization;
using System.Text;

namespace EmojiGen.Prompting;

/// <summary>The form in which words are compared: lower case, without accents, apostrophes and quotes, hyphens and other marks as single spaces.</summary>
/// <remarks><c>jack-o-lantern</c>, <c>Jack o' Lantern</c> and <c>jack o lantern</c> are one key; so are <c>piñata</c> and <c>pinata</c>.</remarks>
public static class TermKey
{
    /// <summary>The base letters of U+00C0 to U+017F, '-' where a character stands for itself. The program runs without ICU, where strings do not decompose.</summary>
    const string Plain =
        "aaaaaa-ceeeeiiii-nooooo-ouuuuy--aaaaaa-ceeeeiiii-nooooo-ouuuuy-yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii--jjkk-llllllllllnnnnnnn--oooooo--rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    const char FirstAccented = '\u00C0';

    public static string Of(ReadOnlySpan<char> text)
    {
        if (IsKey(text)) return text.ToString();
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c)) key.Append(Base(c));
            else if (IsSilent(c)) continue;
            else if (c == '&') Space(key).Append("and");
            else if (IsSymbol(c)) key.Append(c);
            else Space(key);
        }
        if (key.Length > 0 && key[^1] == ' ') key.Length--;
        return key.ToString();
    }

    static char Base(char c) => c - FirstAccented is >= 0 and var place && place < Plain.Length && Plain[place] != '-' ? Plain[place] : char.ToLowerInvariant(c);

    // Apostrophes join (o'clock, dog's); accents typed as marks of their own vanish. Scripts that write vowels as marks keep them, by IsSymbol.
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
