using System.Text;

namespace EmojiGen.Language;

/// <summary>The pieces of a <c>vocab.txt</c> (one a line, its number is its id), found by longest prefix.</summary>
/// <remarks>The file's bytes are hashed as they lie: making 30,000 strings of them would take longer than the whole encoder's work on a
/// prompt.</remarks>
sealed class WordPieceVocabulary
{
    const uint WordSeed = 2166136261, ContinuationSeed = 0x9E3779B9;

    readonly byte[] file;
    readonly int[] starts; // of each piece in the file, without its ##
    readonly byte[] lengths;
    readonly int[] buckets; // hash -> id + 1 of the newest piece there
    readonly int[] next; // id -> id + 1 of the next older one
    readonly int longest;

    /// <exception cref="InvalidDataException">A piece is longer than 255 bytes.</exception>
    public WordPieceVocabulary(byte[] vocabulary, string path)
    {
        file = vocabulary;
        Count = vocabulary.AsSpan().Count((byte)'\n') + (vocabulary.Length > 0 && vocabulary[^1] != '\n' ? 1 : 0);
        starts = new int[Count];
        lengths = new byte[Count];
        next = new int[Count];
        buckets = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Count + 1)];
        var start = 0;
        for (var id = 0; id < Count; id++)
        {
            var end = vocabulary.AsSpan(start).IndexOf((byte)'\n');
            end = end < 0 ? vocabulary.Length : start + end;
            var stop = end;
            while (stop > start && vocabulary[stop - 1] is (byte)'\r' or (byte)' ') stop--;
            var continues = stop - start > 2 && vocabulary[start] == '#' && vocabulary[start + 1] == '#';
            if (continues) start += 2;
            var length = stop - start;
            if (length > byte.MaxValue)
                throw new InvalidDataException(
                    $"Vocabulary '{path}', line {id + 1}: a piece of {length} bytes is longer than 255; is it a vocab.txt?");
            starts[id] = start;
            lengths[id] = (byte)length;
            longest = Math.Max(longest, length);
            var hash = continues ? ContinuationSeed : WordSeed;
            for (var i = start; i < stop; i++) hash = Next(hash, vocabulary[i]);
            ref var bucket = ref buckets[Bucket(hash)];
            next[id] = bucket;
            bucket = id + 1;
            start = end + 1;
        }
    }

    public int Count { get; }

    /// <summary>The id of a whole piece, <c>##</c> included; -1 if it is none. For the special tokens, which are few.</summary>
    public int Find(string piece)
    {
        var bytes = Encoding.UTF8.GetBytes(piece);
        var continues = bytes.Length > 2 && piece.StartsWith("##", StringComparison.Ordinal);
        var (id, length) = LongestPrefix(continues ? bytes.AsSpan(2) : bytes, continues);
        return length == bytes.Length - (continues ? 2 : 0) ? id : -1;
    }

    public string this[int id] => (Continues(id) ? "##" : "") + Encoding.UTF8.GetString(file, starts[id], lengths[id]);

    /// <summary>The longest piece that <paramref name="text"/> (UTF-8) begins with; id -1 when there is none.</summary>
    /// <param name="continues">The text is the rest of a word: only pieces with <c>##</c> match.</param>
    public (int Id, int Length) LongestPrefix(ReadOnlySpan<byte> text, bool continues)
    {
        var found = (Id: -1, Length: 0);
        var hash = continues ? ContinuationSeed : WordSeed;
        for (var length = 1; length <= text.Length && length <= longest; length++)
        {
            hash = Next(hash, text[length - 1]);
            for (var id = buckets[Bucket(hash)] - 1; id >= 0; id = next[id] - 1)
            {
                // The kinds may collide in a bucket: a word "s" is no continuation "##s".
                if (lengths[id] != length || Continues(id) != continues || !text[..length].SequenceEqual(file.AsSpan(starts[id], length)))
                    continue;
                found = (id, length);
                break;
            }
        }
        return found;
    }

    /// <summary>A piece begins its line, unless its <c>##</c> was cut off.</summary>
    bool Continues(int id) => starts[id] > 0 && file[starts[id] - 1] != '\n';

    /// <remarks>FNV-1a: grows by one byte at a time, as a longest-prefix search does.</remarks>
    static uint Next(uint hash, byte value) => (hash ^ value) * 16777619;

    int Bucket(uint hash) => (int)((hash ^ (hash >> 15)) & (uint)(buckets.Length - 1));
}
