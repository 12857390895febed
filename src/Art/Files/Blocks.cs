using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace EmojiGen.Art.Files;

/// <summary>Collects the blocks of a section: lists of integers and lists of strings, one after the other.</summary>
sealed class BlockWriter
{
    readonly MemoryStream content = new();

    public BlockWriter Integers(IReadOnlyCollection<int> values)
    {
        Write(values.Count);
        foreach (var value in values) Write(value);
        return this;
    }

    public BlockWriter Strings(IReadOnlyCollection<string> values)
    {
        var bytes = values.Select(Encoding.UTF8.GetBytes).ToArray();
        Write(bytes.Length);
        var end = 0;
        Write(end);
        foreach (var b in bytes) Write(end += b.Length);
        foreach (var b in bytes) content.Write(b);
        while (content.Length % 4 != 0) content.WriteByte(0);
        return this;
    }

    public byte[] ToArray() => content.ToArray();

    void Write(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        content.Write(bytes);
    }
}

/// <summary>Reads a section's blocks in the order in which they were written; each is a view of the mapping.</summary>
sealed class BlockReader(MappedFile file, long start, long end)
{
    long position = start;

    public IntegerBlock Integers()
    {
        var count = Count();
        var block = new IntegerBlock(file, position, count);
        Advance(4L * count);
        return block;
    }

    public StringBlock Strings()
    {
        var count = Count();
        var offsets = new IntegerBlock(file, position, count + 1);
        Advance(4L * (count + 1));
        var block = new StringBlock(file, offsets, position);
        Advance((offsets[count] + 3L) & ~3L);
        return block;
    }

    int Count()
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(file.Slice(position, 4));
        Advance(4);
        return count is >= 0 and < int.MaxValue ? count : throw ArtException.Damaged(file.Path, $"a list has {count} elements");
    }

    void Advance(long bytes)
    {
        position += bytes;
        if (bytes < 0 || position > end) throw ArtException.Damaged(file.Path, "a list reaches beyond its section");
    }
}

/// <summary>A list of integers in a mapped file.</summary>
readonly struct IntegerBlock(MappedFile file, long offset, int count)
{
    public int Count => count;

    public ReadOnlySpan<int> Span => MemoryMarshal.Cast<byte, int>(file.Slice(offset, 4L * count));

    public int this[int index] => (uint)index < (uint)count
        ? BinaryPrimitives.ReadInt32LittleEndian(file.Slice(offset + 4L * index, 4))
        : throw ArtException.Damaged(file.Path, $"element {index} of {count} is asked for");
}

/// <summary>A list of UTF-8 strings in a mapped file, decoded when asked for.</summary>
readonly struct StringBlock(MappedFile file, IntegerBlock offsets, long start)
{
    public int Count => offsets.Count - 1;

    public ReadOnlySpan<byte> Utf8(int index)
    {
        var from = offsets[index];
        return file.Slice(start + from, (long)offsets[index + 1] - from);
    }

    public string this[int index] => Encoding.UTF8.GetString(Utf8(index));

    public string[] ToArray()
    {
        var strings = new string[Count];
        for (var i = 0; i < strings.Length; i++) strings[i] = this[i];
        return strings;
    }

    /// <summary>The place of a string in a list written in ordinal order of its bytes, or -1.</summary>
    public int Find(ReadOnlySpan<byte> utf8)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Compare(Utf8(middle), utf8);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }

    // The framework's comparison is compiled at start, for processors with wide vectors; keys are short.
    static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var common = Math.Min(a.Length, b.Length);
        for (var i = 0; i < common; i++)
            if (a[i] != b[i]) return a[i] - b[i];
        return a.Length - b.Length;
    }

    /// <summary><see cref="Find(ReadOnlySpan{byte})"/> for text.</summary>
    public int Find(ReadOnlySpan<char> text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = size <= 512 ? stackalloc byte[size] : new byte[size];
        return Find(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }
}

/// <summary>Strings that several rows refer to, each kept once.</summary>
sealed class StringPool
{
    readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    readonly List<string> strings = [];

    public IReadOnlyCollection<string> Strings => strings;

    public int Add(string text)
    {
        if (!places.TryGetValue(text, out var place))
        {
            places[text] = place = strings.Count;
            strings.Add(text);
        }
        return place;
    }
}
