namespace EmojiGen.Models.Tokenizers;

/// <summary>SentencePiece has no list of merges: two pieces are joined where that makes a piece, the likeliest first.</summary>
static class SentencePieceMerges
{
    /// <param name="pieces">By id.</param>
    /// <param name="ids">The ids of their texts.</param>
    /// <returns>What two pieces become, and their rank, as <see cref="BytePairModel"/> wants them.</returns>
    public static Dictionary<(int Left, int Right), (int Rank, int Id)> Of(
        IReadOnlyList<(string Text, double Score, PieceType Type)> pieces, Dictionary<string, int> ids)
    {
        var merges = new Dictionary<(int, int), (int, int)>(4 * pieces.Count);
        // equal ones in their own order
        var byScore = pieces.Index().Where(it => it.Item.Type == PieceType.Normal).OrderByDescending(it => it.Item.Score).ToArray();
        for (var rank = 0; rank < byScore.Length; rank++)
        {
            var (id, (text, _, _)) = byScore[rank];
            for (var at = 1; at < text.Length; at++)
            {
                if (char.IsLowSurrogate(text[at])) continue;
                if (Half(text[..at]) is { } left && Half(text[at..]) is { } right) merges.TryAdd((left, right), (rank, id));
            }
        }
        return merges;

        int? Half(string text) => ids.TryGetValue(text, out var id) && pieces[id].Type == PieceType.Normal ? id : null;
    }
}
