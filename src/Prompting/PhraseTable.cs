namespace EmojiGen.Prompting;

/// <summary>Phrases to numbers: a hash table that copies each phrase into one long array instead of making it a string, since thousands are
/// read at every start.</summary>
/// <remarks>Not generic, so that it is compiled ahead of time: a dictionary looked up by spans would be compiled at each start. Reading is
/// safe between threads, adding is not.</remarks>
public sealed class PhraseTable
{
    readonly int[] buckets;
    char[] letters;
    int[] starts, next, values;
    int used;

    /// <param name="expected">Phrases that will come; more are taken, only slower.</param>
    public PhraseTable(int expected)
    {
        var size = 16;
        while (size < expected) size *= 2;
        buckets = new int[size];
        letters = new char[expected * 12];
        starts = new int[expected + 1];
        next = new int[expected];
        values = new int[expected];
    }

    public int Count { get; private set; }

    /// <summary>The place of a phrase, or -1.</summary>
    public int Find(ReadOnlySpan<char> phrase)
    {
        for (var place = buckets[Bucket(phrase)] - 1; place >= 0; place = next[place] - 1)
            if (Phrase(place).SequenceEqual(phrase)) return place;
        return -1;
    }

    /// <summary>Whether a word stands in any phrase, by itself or beside others.</summary>
    public bool HasWord(ReadOnlySpan<char> word)
    {
        for (var place = 0; place < Count; place++)
        {
            var phrase = Phrase(place);
            if (phrase.Length < word.Length) continue;
            foreach (var range in phrase.Split(' '))
                if (phrase[range].SequenceEqual(word)) return true;
        }
        return false;
    }

    public ReadOnlySpan<char> Phrase(int place) => letters.AsSpan(starts[place], starts[place + 1] - starts[place]);

    public int this[int place]
    {
        get => values[place];
        set => values[place] = value;
    }

    /// <summary>Adds a phrase that is not there yet; of one that is, the value stays.</summary>
    /// <returns>Its place, and whether it is new.</returns>
    public int Add(ReadOnlySpan<char> phrase, int value, out bool isNew)
    {
        var place = Find(phrase);
        isNew = place < 0;
        if (!isNew) return place;
        Grow(phrase.Length);
        phrase.CopyTo(letters.AsSpan(used));
        used += phrase.Length;
        place = Count++;
        starts[place + 1] = used;
        values[place] = value;
        ref var bucket = ref buckets[Bucket(phrase)];
        next[place] = bucket;
        bucket = place + 1;
        return place;
    }

    int Bucket(ReadOnlySpan<char> phrase)
    {
        var hash = 2166136261; // FNV-1a
        foreach (var c in phrase) hash = (hash ^ c) * 16777619;
        return (int)((hash ^ (hash >> 15)) & (uint)(buckets.Length - 1));
    }

    void Grow(int length)
    {
        if (used + length > letters.Length) letters = Longer(letters, used + length, new char[Math.Max(used + length, letters.Length * 2)]);
        if (Count + 1 < starts.Length) return;
        var size = Count * 2;
        starts = Longer(starts, Count + 1, new int[size + 1]);
        next = Longer(next, Count, new int[size]);
        values = Longer(values, Count, new int[size]);
    }

    static char[] Longer(char[] from, int count, char[] to)
    {
        Array.Copy(from, to, Math.Min(count, from.Length));
        return to;
    }

    static int[] Longer(int[] from, int count, int[] to)
    {
        Array.Copy(from, to, count);
        return to;
    }
}
