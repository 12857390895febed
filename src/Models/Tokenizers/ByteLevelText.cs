using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>Ids back to text, for tokens of which each character is a byte.</summary>
static class ByteLevelText
{
    public static string Join(TextTokenizer tokenizer, IEnumerable<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            if (tokenizer.Added(id) is { } added)
            {
                if (!added.Special) bytes.AddRange(Encoding.UTF8.GetBytes(added.Content));
            }
            else if (tokenizer.Token(id) is { } token)
            {
                ByteLevel.Decode(token, bytes);
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
