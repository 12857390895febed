using System.Globalization;
using System.Text;

namespace EmojiGen.Language;

/// <summary>What canonical decomposition (NFD) leaves of a character once nonspacing marks are dropped: <c>é</c> is <c>e</c>.</summary>
/// <remarks>
/// The program runs without ICU (invariant globalization), where <see cref="string.Normalize(NormalizationForm)"/> returns its input. The
/// table is read when the
/// first character beyond ASCII asks for it. Spacing marks keep the order they are written in.
/// </remarks>
static class Accents
{
    static readonly Lazy<Dictionary<int, string>> Table = new(Read);

    public static void Strip(Rune character, StringBuilder into)
    {
        if (character.IsAscii) into.Append((char)character.Value);
        else if (Rune.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark) return;
        else if (character.Value is >= FirstSyllable and <= LastSyllable) Decompose(character.Value - FirstSyllable, into);
        else if (Table.Value.TryGetValue(character.Value, out var stripped)) into.Append(stripped);
        else into.Append(character.ToString());
    }

    const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3;

    /// <summary>Hangul syllables are composed by arithmetic.</summary>
    /// <remarks>The Unicode Standard, section 3.12.</remarks>
    static void Decompose(int syllable, StringBuilder into)
    {
        const int vowels = 21, trails = 28;
        into.Append((char)(0x1100 + (syllable / (vowels * trails)))).Append((char)(0x1161 + (syllable / trails % vowels)));
        if (syllable % trails != 0) into.Append((char)(0x11A7 + (syllable % trails)));
    }

    static Dictionary<int, string> Read()
    {
        using var reader = new StreamReader(typeof(Accents).Assembly.GetManifestResourceStream("EmojiGen.Language.accents.txt")!);
        var table = new Dictionary<int, string>(2048);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var codes = line.Split(' ').Select(code => int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            table[codes[0]] = string.Concat(codes.Skip(1).Select(char.ConvertFromUtf32));
        }
        return table;
    }
}
