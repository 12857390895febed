using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>SentencePiece's table of what characters, and short runs of them, are replaced by.</summary>
/// <remarks>
/// The size of a trie in bytes, the trie (a double array of 32-bit units, Yata 2007, as darts-clone lays it out), then the replacements,
/// each ended by a zero;
/// the trie gives the place of a replacement.
/// </remarks>
sealed class PrecompiledCharacters
{
    /// <summary>UTF-8 bytes of a cluster that is looked for as a whole; of longer ones each character is, as the tokenizers library does
    /// it.</summary>
    const int LongestCluster = 5;

    readonly uint[] trie;
    readonly byte[] replacements;

    /// <exception cref="InvalidDataException">The table is shorter than it says.</exception>
    public PrecompiledCharacters(ReadOnlySpan<byte> table, string path)
    {
        var size = table.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(table) : uint.MaxValue;
        if (size % 4 != 0 || size > table.Length - 4 || size < 4)
            throw new InvalidDataException(
                $"Tokenizer '{path}': the table of characters says {size} bytes of trie in {table.Length} in all; fetch the model folder again.");
        trie = new uint[size / 4];
        for (var i = 0; i < trie.Length; i++) trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(table[(4 + (4 * i))..]);
        replacements = table[(4 + (int)size)..].ToArray();
    }

    public string Normalise(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var length = StringInfo.GetNextTextElementLength(rest);
            var cluster = rest[..length];
            rest = rest[length..];
            if (Encoding.UTF8.GetByteCount(cluster) <= LongestCluster && Replacement(cluster) is { } whole)
            {
                result.Append(whole);
                continue;
            }
            foreach (var rune in cluster.EnumerateRunes()) result.Append(Replacement(rune.ToString()) ?? rune.ToString());
        }
        return result.ToString();
    }

    /// <summary>What the shortest beginning of a text that is in the trie becomes; null where none is.</summary>
    string? Replacement(ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[8];
        utf8 = utf8[..Encoding.UTF8.GetBytes(text, utf8)];
        var node = Offset(trie[0]);
        foreach (var value in utf8)
        {
            node ^= value;
            if (value == 0 || node >= trie.Length || (trie[node] & 0x800000FF) != value) return null;
            var unit = trie[node];
            node ^= Offset(unit);
            if ((unit & 0x100) == 0) continue;
            if (node >= trie.Length) return null;
            var place = trie[node] & 0x7FFFFFFF;
            if (place >= replacements.Length) return null;
            var found = replacements.AsSpan((int)place);
            var end = found.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? found : found[..end]);
        }
        return null;
    }

    static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
