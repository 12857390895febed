using System.Text;

namespace EmojiGen.Tests.Models.Tokenizers;

/// <summary>Model files of SentencePiece, written by the published description (sentencepiece_model.proto).</summary>
static class SentencePiece
{
    /// <param name="kind">1: unigram, 2: byte pairs.</param>
    public static byte[] File(IEnumerable<(string Text, float Score, int Type)> pieces, int kind = 1, bool byteFallback = false,
        bool prefix = true, bool removeSpaces = true)
    {
        var file = new List<byte>();
        foreach (var (text, score, type) in pieces)
            Field(file, 1, [.. Delimited(1, Encoding.UTF8.GetBytes(text)), (2 << 3) | 5, .. BitConverter.GetBytes(score), 3 << 3,
                (byte)type]);
        // 35 << 3 takes two bytes.
        Field(file, 2, [3 << 3, (byte)kind, 0x98, 0x02, (byte)(byteFallback ? 1 : 0)]);
        Field(file, 3, [.. Delimited(1, "identity"u8.ToArray()), 3 << 3, (byte)(prefix ? 1 : 0), 4 << 3, (byte)(removeSpaces ? 1 : 0)]);
        return [.. file];
    }

    static void Field(List<byte> into, int number, byte[] content) => into.AddRange(Delimited(number, content));

    static byte[] Delimited(int number, byte[] content)
    {
        List<byte> length = [];
        var rest = content.Length;
        for (; rest >= 0x80; rest >>= 7) length.Add((byte)(rest | 0x80));
        length.Add((byte)rest);
        return [(byte)((number << 3) | 2), .. length, .. content];
    }
}
