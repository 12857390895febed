namespace EmojiGen.Prompting;

/// <summary>Finds the term that a mistyped word stands for.</summary>
public static class Spelling
{
    /// <summary>Shorter words have too many neighbours: <c>cat</c>, <c>bat</c>, <c>hat</c>.</summary>
    public const int ShortestWord = 5;

    // How far a slip goes: the same sound, a letter too many or too few, another letter.
    const int SameSound = 1, Inserted = 2, Substituted = 3;

    /// <summary>The phrase of one word that is a slip away, and how far; of several the likeliest. Null: none is.</summary>
    public static (string Word, int Distance)? Nearest(ReadOnlySpan<char> word, PhraseTable phrases)
    {
        var (best, distance) = (-1, int.MaxValue);
        for (var place = 0; place < phrases.Count; place++)
        {
            var term = phrases.Phrase(place);
            if (term.Length < ShortestWord || term[0] != word[0] || Math.Abs(term.Length - word.Length) > 2 || term.Contains(' ')) continue;
            var slip = SoundsAlike(word, term) ? SameSound : !IsOneSlip(word, term) ? int.MaxValue
                : term.Length == word.Length && !IsSwap(word, term) ? Substituted : Inserted;
            if (slip < distance) (best, distance) = (place, slip);
        }
        return best < 0 ? null : (phrases.Phrase(best).ToString(), distance);
    }

    static bool IsSwap(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var from = a.CommonPrefixLength(b);
        return from + 1 < a.Length && a[from] == b[from + 1] && a[from + 1] == b[from];
    }

    /// <summary>Whether two words are alike once letters that sound the same are written the same: balon and balloon, elefant and
    /// elephant.</summary>
    static bool SoundsAlike(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<char> x = stackalloc char[a.Length], y = stackalloc char[b.Length];
        return x[..Sound(a, x)].SequenceEqual(y[..Sound(b, y)]);
    }

    static int Sound(ReadOnlySpan<char> word, Span<char> sound)
    {
        var length = 0;
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            if (c == 'p' && i + 1 < word.Length && word[i + 1] == 'h')
            {
                c = 'f';
                i++;
            }
            if (c == 'c' && i + 1 < word.Length && word[i + 1] == 'k') continue;
            if (length == 0 || sound[length - 1] != c) sound[length++] = c;
        }
        return length;
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
