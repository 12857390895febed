using System.Globalization;
using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> of SentencePiece, which spell what no other token does.</summary>
static class BytePieces
{
    static readonly string[] names = [.. Enumerable.Range(0, 256)
        .Select(value => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"))];

    /// <summary>The ids of the UTF-8 bytes of a text; null where one has no token.</summary>
    public static int[]? Find(string text, Func<string, int?> find)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var ids = new int[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (find(names[bytes[i]]) is not { } id) return null;
            ids[i] = id;
        }
        return ids;
    }

    /// <summary>The byte that a token stands for; null for another token.</summary>
    public static byte? Value(string token) => token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
        && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
}
