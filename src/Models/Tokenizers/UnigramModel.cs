using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>The likeliest way to write a text in tokens, each with a log probability of its own (Kudo 2018).</summary>
sealed class UnigramModel : TokenModel
{
    /// <summary>How much less likely an unknown character is than the least likely token.</summary>
    const double UnknownPenalty = 10;

    readonly (string Text, double Score)[] pieces;
    readonly Dictionary<string, int> ids;
    readonly ByteTrie trie;
    readonly double unknownScore;
    readonly int? unknown;
    readonly bool byteFallback;

    /// <param name="pieces">Tokens, by id, with their scores.</param>
    /// <param name="unknown">Stands for characters that no token has; null: there must be none.</param>
    /// <param name="byteFallback">Spell them in bytes instead, where there are tokens for those.</param>
    /// <exception cref="InvalidDataException">There are no tokens, or not the unknown one.</exception>
    public UnigramModel((string Text, double Score)[] pieces, int? unknown, bool byteFallback, string path)
    {
        (this.pieces, this.unknown, this.byteFallback) = (pieces, unknown, byteFallback);
        if (pieces.Length == 0)
            throw new InvalidDataException($"Tokenizer '{path}' has an empty vocabulary; fetch the model folder again.");
        if (unknown is { } id && (uint)id >= (uint)pieces.Length)
            throw new InvalidDataException($"Tokenizer '{path}': unk_id {id} is not in the vocabulary of {pieces.Length}.");
        ids = new(pieces.Length, StringComparer.Ordinal);
        for (var i = 0; i < pieces.Length; i++) ids[pieces[i].Text] = i; // of equal ones the last
        trie = new ByteTrie(ids.Select(it => (Encoding.UTF8.GetBytes(it.Key), it.Value)));
        unknownScore = pieces.Min(piece => piece.Score) - UnknownPenalty;
    }

    public override int Count => pieces.Length;

    public override int? Find(string token) => ids.TryGetValue(token, out var id) ? id : null;

    public override string? Token(int id) => (uint)id < (uint)pieces.Length ? pieces[id].Text : null;

    public override void Encode(string piece, List<int> into)
    {
        var text = Encoding.UTF8.GetBytes(piece);
        var best = new (int Id, double Score, int Start)[text.Length + 1]; // of the best way to each end
        for (var i = 1; i < best.Length; i++) best[i].Start = -1;
        for (int start = 0, width; start < text.Length; start += width)
        {
            width = Width(text[start]);
            var until = best[start].Score;
            var single = false;
            trie.ForEachPrefix(text.AsSpan(start), (length, id) =>
            {
                Offer(start + length, id, start, until + pieces[id].Score);
                single |= length == width;
            });
            if (single) continue;
            if (unknown is null)
                throw new InvalidDataException($"The tokenizer has no token for a character of '{piece}', and no unknown token.");
            Offer(start + width, unknown.Value, start, until + unknownScore);
        }
        Collect(text, best, into);

        void Offer(int end, int id, int start, double score)
        {
            if (best[end].Start < 0 || score > best[end].Score) best[end] = (id, score, start);
        }
    }

    /// <summary>Back along the best way; unknown characters in a row are one.</summary>
    void Collect(byte[] text, (int Id, double Score, int Start)[] best, List<int> into)
    {
        var way = new List<(int Id, int Start, int End)>();
        for (var end = text.Length; end > 0; end = best[end].Start)
        {
            var (id, _, start) = best[end];
            if (id == unknown && way.Count > 0 && way[^1].Id == id) way[^1] = (id, start, way[^1].End);
            else way.Add((id, start, end));
        }
        for (var i = way.Count - 1; i >= 0; i--)
        {
            var (id, start, end) = way[i];
            if (id != unknown) into.Add(id);
            else if (Find(Encoding.UTF8.GetString(text, start, end - start)) is { } whole) into.Add(whole);
            else if (byteFallback && BytePieces.Find(Encoding.UTF8.GetString(text, start, end - start), Find) is { } bytes) into.AddRange(
                bytes);
            else into.Add(id);
        }
    }

    /// <summary>Bytes of the character that begins so.</summary>
    static int Width(byte first) => first switch { < 0x80 => 1, < 0xE0 => 2, < 0xF0 => 3, _ => 4 };
}
