namespace EmojiGen.Generation;

/// <summary>What somebody who mistyped a word may have meant.</summary>
public static class NearestWord
{
    /// <returns>The known word with the fewest edits, or null where more than a third of the letters would have to change.</returns>
    public static string? Of(string word, IEnumerable<string> known) => known
        .Select(k => (Word: k, Edits: Edits(word, k)))
        .Where(k => k.Edits <= Math.Max(1, Math.Max(word.Length, k.Word.Length) / 3))
        .OrderBy(k => k.Edits).Select(k => k.Word).FirstOrDefault();

    /// <summary>Letters inserted, deleted, replaced, or swapped with their neighbour (optimal string alignment).</summary>
    static int Edits(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        return rows[a.Length, b.Length];
    }
}
