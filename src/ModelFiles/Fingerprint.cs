using System.Globalization;
using System.Runtime.InteropServices;

namespace EmojiGen.ModelFiles;

/// <summary>64 bits that tell contents apart and find damage; no protection against malice. Eight bytes a step: a start has no time for
/// more.</summary>
public struct Fingerprint()
{
    // FNV-1a's constants, on words instead of bytes; the shift brings high bits down, which multiplication alone never does.
    const ulong Prime = 0x100000001B3;
    ulong state = 0xCBF29CE484222325;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) Mix(word);
        ulong rest = 0;
        foreach (var value in bytes[(words.Length * sizeof(ulong))..]) rest = (rest << 8) | value;
        Mix(rest);
        Mix((ulong)bytes.Length);
    }

    public void Add(string text) => Add(MemoryMarshal.AsBytes(text.AsSpan()));

    public override readonly string ToString() => state.ToString("x16", CultureInfo.InvariantCulture);

    void Mix(ulong word)
    {
        state = (state ^ word) * Prime;
        state ^= state >> 29;
    }
}
