namespace EmojiGen.Models.Generation;

/// <summary>Which texts of a batch have ended; those are padded.</summary>
sealed class TextEnds(int texts, IReadOnlyList<int> ends, int pad)
{
    readonly bool[] ended = new bool[texts];

    /// <summary>Whether no text goes on.</summary>
    public bool All => Array.TrueForAll(ended, it => it);

    /// <returns>The same tokens, with padding for texts that had ended before.</returns>
    public int[] Close(int[] tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (ended[i]) tokens[i] = pad;
            else ended[i] = ends.Contains(tokens[i]);
        }
        return tokens;
    }
}
