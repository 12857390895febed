using System.Globalization;

namespace EmojiGen.Prompting;

/// <summary>The form in which words are compared: lower case, without accents, apostrophes and quotes, hyphens and other marks as single
/// spaces.</summary>
/// <remarks><c>jack-o-lantern</c>, <c>Jack o' Lantern</c> and <c>jack o lantern</c> are one key; so are <c>piñata</c> and
/// <c>pinata</c>.</remarks>
public static class TermKey
{
    /// <summary>The base letters of U+00C0 to U+017F, '-' where a character stands for itself. The program runs without ICU, where strings
    /// do not decompose.</summary>
    const string Plain =
        "aaaaaa-ceeeeiiii-nooooo-ouuuuy--aaaaaa-ceeeeiiii-nooooo-ouuuuy-yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii--jjkk-llllllllllnnnnnnn--oooooo--rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    const char FirstAccented = '\u00C0';

    /// <summary>Characters of the longest key that <see cref="Write"/> makes of one of a text: "&amp;" gives " and".</summary>
    public const int Growth = 4;

    public static string Of(ReadOnlySpan<char> text)
    {
        if (IsKey(text)) return text.ToString();
        var room = text.Length * Growth;
        Span<char> key = room <= 512 ? stackalloc char[room] : new char[room];
        return key[..Write(text, key)].ToString();
    }

    /// <summary>Writes the key of a text.</summary>
    /// <param name="key">Room for <see cref="Growth"/> times the text.</param>
    /// <returns>Characters written.</returns>
    public static int Write(ReadOnlySpan<char> text, Span<char> key)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (c is >= 'a' and <= 'z' || char.IsLetterOrDigit(c)) key[length++] = Base(c);
            else if (IsSilent(c)) continue;
            else if (IsSymbol(c)) key[length++] = c;
            else
            {
                if (length > 0 && key[length - 1] != ' ') key[length++] = ' ';
                if (c != '&') continue;
                "and".CopyTo(key[length..]);
                length += 3;
            }
        }
        return length > 0 && key[length - 1] == ' ' ? length - 1 : length;
    }

    static char Base(char c) => c < FirstAccented
        ? c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c
        : c - FirstAccented is var place && place < Plain.Length && Plain[place] != '-' ? Plain[place] : char.ToLowerInvariant(c);

    // Apostrophes join (o'clock, dog's); accents typed as marks of their own vanish. Scripts that write vowels as marks keep them, by
    // IsSymbol.
    static bool IsSilent(char c) =>
        c is '\'' or '’' or '‘' or '`' or '.' or '“' or '”' or '"' or '!' or '\uFE0F' or '\uFE0E' || c is >= '\u0300' and <= '\u036F';

    static bool IsSymbol(char c) =>
        c is '#' or '*' or '+' or '%'
            || (c >= '\u0080' && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark);

    static bool IsKey(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
            if (!(char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i])
                || (text[i] == ' ' && i > 0 && i < text.Length - 1 && text[i - 1] != ' ')))
                return false;
        return true;
    }
}
