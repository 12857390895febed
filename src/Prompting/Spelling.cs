namespace EmojiGen.Prompting;

/// <summary>Finds the term that a mistyped word stands for.</summary>
public static class Spelling
{
    /// <summary>Shorter words have too many neighbours: <c>cat</c>, <c>bat</c>, <c>hat</c>.</summary>
    public const int ShortestWord = 5;

    /// <summary>The first phrase of one word that is one slip away; null: none is.</summary>
    public static string? Nearest(ReadOnlySpan<char> word, PhraseTable phrases)
    {
        for (var place = 0; place < phrases.Count; place++)
            if (phrases.Phrase(place) is var term && term.Length >= ShortestWord && !term.Contains(' ') && IsOneSlip(word, term))
                return term.ToString();
        return null;
    }

    /// <summary>Whether two words differ by one insertion, deletion, substitution or swap of neighbours, and begin alike.</summary>
    public static bool IsOneSlip(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (Math.Abs(a.Length - b.Length) > 1 || a.Length == 0 || b.Length == 0 || a[0] != b[0]) return false;
        var from = a.CommonPrefixLength(b);
        if (from == a.Length || from == b.Length) return true;
        var x = a[from..];
        var y = b[from..];
        if (x.Length == y.Length)
            return x[1..].SequenceEqual(y[1..]) || (x.Length > 1 && x[0] == y[1] && x[1] == y[0] && x[2..].SequenceEqual(y[2..]));
        return x.Length > y.Length ? x[1..].SequenceEqual(y) : x.SequenceEqual(y[1..]);
    }
}
