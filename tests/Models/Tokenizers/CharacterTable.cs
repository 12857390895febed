using System.Text;

namespace EmojiGen.Tests.Models.Tokenizers;

/// <summary>A table of characters as SentencePiece compiles it, by its published layout: a double array of few keys, each node's children
/// in a block of 256 of its own.</summary>
sealed class CharacterTable
{
    readonly List<(byte[] Key, int Place)> keys = [];
    readonly List<byte> replacements = [];

    public void Add(string text, string replacement)
    {
        keys.Add((Encoding.UTF8.GetBytes(text), replacements.Count));
        replacements.AddRange(Encoding.UTF8.GetBytes(replacement));
        replacements.Add(0);
    }

    public byte[] Build()
    {
        var units = new List<uint>();
        Node(0, [.. keys], 0);
        return [.. BitConverter.GetBytes(units.Count * 4), .. units.SelectMany(BitConverter.GetBytes), .. replacements];

        void Node(int unit, (byte[] Key, int Place)[] below, int depth)
        {
            // Children lie at (unit xor offset) xor label.
            var block = Math.Max(256, (units.Count + 255) / 256 * 256);
            while (units.Count < block + 256) units.Add(0);
            units[unit] |= (uint)(unit ^ block) << 10;
            foreach (var group in below.Where(it => it.Key.Length > depth).GroupBy(it => it.Key[depth]))
            {
                units[block ^ group.Key] = group.Key;
                Node(block ^ group.Key, [.. group], depth + 1);
            }
            var leaf = Array.Find(below, it => it.Key.Length == depth && depth > 0);
            if (leaf.Key is null) return;
            units[unit] |= 0x100;
            units[block] = (uint)leaf.Place | 0x80000000;
        }
    }
}
