namespace EmojiGen.Models.Tokenizers;

/// <summary>Byte strings with values, found by prefix: sorted once, then narrowed byte by byte.</summary>
sealed class ByteTrie
{
    readonly byte[][] keys; // in order
    readonly int[] values;
    readonly int[] firstOf = new int[257]; // where keys of each first byte begin

    public ByteTrie(IEnumerable<(byte[] Key, int Value)> entries)
    {
        var sorted = entries.Where(entry => entry.Key.Length > 0).ToArray();
        Array.Sort(sorted, (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        keys = Array.ConvertAll(sorted, entry => entry.Key);
        values = Array.ConvertAll(sorted, entry => entry.Value);
        var at = 0;
        for (var first = 0; first <= 256; first++)
        {
            while (at < keys.Length && keys[at][0] < first) at++;
            firstOf[first] = at;
        }
    }

    /// <summary>Each key that a text begins with, shortest first.</summary>
    public void ForEachPrefix(ReadOnlySpan<byte> text, Action<int, int> found)
    {
        if (text.IsEmpty) return;
        var (low, high) = (firstOf[text[0]], firstOf[text[0] + 1]);
        for (var length = 1; low < high; length++)
        {
            // Keys from low to high begin with so many bytes of the text; the shortest stands first.
            if (keys[low].Length == length) found(length, values[low++]);
            if (length == text.Length) return;
            (low, high) = (Bound(low, high, length, text[length]), Bound(low, high, length, text[length] + 1));
        }
    }

    /// <summary>The first of a range whose byte at a place is not below a value.</summary>
    int Bound(int low, int high, int place, int value)
    {
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (keys[middle][place] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
