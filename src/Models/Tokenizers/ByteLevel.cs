using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>Bytes as printable characters, one each, so that text of any language is made of 256 characters.</summary>
/// <remarks>Radford et al. 2019. What prints stands for itself; the other 68 are moved to U+0100 and on, in their order.</remarks>
static class ByteLevel
{
    static readonly char[] Characters = Build();
    static readonly Dictionary<char,
        byte> Bytes = Characters.Select((character, value) => (character, value)).ToDictionary(it => it.character, it => (byte)it.value);

    public static IReadOnlyList<char> Alphabet => Characters;

    public static string Encode(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return string.Create(utf8.Length, utf8, static (target, bytes) =>
        {
            for (var i = 0; i < bytes.Length; i++) target[i] = Characters[bytes[i]];
        });
    }

    /// <summary>The bytes behind characters; what is none of the 256 stands for its own UTF-8.</summary>
    public static void Decode(string characters, List<byte> into)
    {
        foreach (var rune in characters.EnumerateRunes())
        {
            if (rune.IsBmp && Bytes.TryGetValue((char)rune.Value, out var value)) into.Add(value);
            else into.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
        }
    }

    static char[] Build()
    {
        var characters = new char[256];
        var moved = 256;
        for (var value = 0; value < 256; value++)
        {
            var prints = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            characters[value] = (char)(prints ? value : moved++);
        }
        return characters;
    }
}
