using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>Ids back to text, for tokens in which a space is a character that prints.</summary>
static class PieceText
{
    /// <param name="space">What stands for a space; the one at the beginning is not written.</param>
    public static string Join(TextTokenizer tokenizer, IEnumerable<int> ids, string space)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            if (tokenizer.Added(id) is { Special: true } || tokenizer.Token(id) is not { } token) continue;
            if (BytePieces.Value(token) is { } value) bytes.Add(value);
            else bytes.AddRange(Encoding.UTF8.GetBytes(token.Replace(space, " ", StringComparison.Ordinal)));
        }
        var text = Encoding.UTF8.GetString([.. bytes]);
        return text.StartsWith(' ') ? text[1..] : text;
    }
}
