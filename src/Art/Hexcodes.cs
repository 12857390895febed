using System.Globalization;
using System.Text;

namespace EmojiGen.Art;

/// <summary>Code points written in hexadecimal and joined by '-': <c>1F1EB-1F1EE</c>.</summary>
public static class Hexcodes
{
    /// <summary>The characters, or null where the text is no such list of Unicode scalar values.</summary>
    public static string? Parse(ReadOnlySpan<char> hexcode)
    {
        var characters = new StringBuilder();
        foreach (var range in hexcode.SplitAny('-', '_'))
        {
            var part = hexcode[range];
            if (part.Length is < 2 or > 6
                || !int.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || !Rune.IsValid(value))
                return null;
            characters.Append(new Rune(value).ToString());
        }
        return characters.Length == 0 ? null : characters.ToString();
    }

    /// <summary>Whether any of the characters has no meaning but what somebody gives it: Unicode 17, section 23.5.</summary>
    public static bool IsPrivateUse(string characters) =>
        characters.EnumerateRunes().Any(it => Rune.GetUnicodeCategory(it) == UnicodeCategory.PrivateUse);
}
