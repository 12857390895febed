using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Tests.Imaging;

/// <summary>A font with one emoji, 🐱: a square whose left half is red and right half blue, in the layers of COLR version 0.</summary>
/// <remarks>Written from the OpenType specification 1.9; units per em 1000, glyphs: none, the cat, its two halves.</remarks>
static class TinyColorFont
{
    internal const string Family = "Tiny Color Font 7";

    internal static byte[] Build() => Assemble(Tables());

    /// <summary>The whole square blue, by COLR version 1: a glyph filled with a colour of the palette.</summary>
    internal static byte[] BuildOfPaints()
    {
        var tables = Tables();
        tables["COLR"] =
        [
            .. Words(1, 0), .. Long(0), .. Long(0), .. Words(0), .. Long(34), .. Long(0), .. Long(0), .. Long(0), .. Long(0),
            .. Long(1), .. Words(1), .. Long(10), // the list: the cat, whose paint follows
            10, 0, 0, 6, .. Words(1), // PaintGlyph: what is painted lies 6 bytes on
            2, .. Words(1, 0x4000), // PaintSolid: the palette's second colour, opaque
        ];
        return Assemble(tables);
    }

    /// <summary>The cat as a picture, by sbix.</summary>
    /// <param name="size">Pixels an em.</param>
    /// <param name="strikeAt">Where the table says that its pictures lie; 12 is true.</param>
    internal static byte[] BuildOfBitmaps(byte[] png, int size, int strikeAt = 12)
    {
        const int Glyphs = 4, Strike = 4 + 4 * (Glyphs + 1);
        var tables = Tables();
        tables.Remove("COLR");
        tables.Remove("CPAL");
        var end = Strike + 8 + png.Length;
        tables["sbix"] =
        [
            .. Words(1, 1), .. Long(1), .. Long(strikeAt),
            .. Words(size, 72), .. Long(Strike), .. Long(Strike), .. Long(end), .. Long(end), .. Long(end),
            .. Words(0, 0), .. "png "u8, .. png,
        ];
        return Assemble(tables);
    }

    static SortedDictionary<string, byte[]> Tables()
    {
        byte[][] glyphs = [[], Rectangle(0, 1000), Rectangle(0, 500), Rectangle(500, 1000)];
        var starts = new List<int> { 0 };
        foreach (var glyph in glyphs) starts.Add(starts[^1] + glyph.Length);

        return new(StringComparer.Ordinal)
        {
            ["OS/2"] = [.. Words(4, 600, 400, 5, 0), .. new byte[58],
                .. Words(0x40, 0xFFFF, 0xFFFF, 800, -200, 0, 1000, 200, 0, 0, 0, 0, 500, 700, 0, 32, 1)],
            ["CPAL"] = [.. Words(0, 2, 1, 2), .. Long(14), .. Words(0), 0, 0, 255, 255, 255, 0, 0, 255], // B, G, R, A
            ["COLR"] = [.. Words(0, 1), .. Long(14), .. Long(20), .. Words(2), .. Words(1, 0, 2), .. Words(2, 0), .. Words(3, 1)],
            ["cmap"] = [.. Words(0, 1), .. Words(3, 10), .. Long(12), .. Words(12, 0), .. Long(28), .. Long(0), .. Long(1),
                .. Long(0x1F431), .. Long(0x1F431), .. Long(1)],
            ["glyf"] = [.. glyphs.SelectMany(static g => g)],
            ["head"] = [.. Long(0x10000), .. Long(0x10000), .. Long(0), .. Long(0x5F0F3CF5), .. Words(0, 1000), .. new byte[16],
                .. Words(0, -200, 1000, 800, 0, 8, 2, 1, 0)],
            ["hhea"] = [.. Long(0x10000), .. Words(800, -200, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, 4)],
            ["hmtx"] = [.. Words(1000, 0, 1000, 0, 1000, 0, 1000, 500)],
            ["loca"] = [.. starts.SelectMany(static at => Long(at))],
            ["maxp"] = [.. Long(0x10000), .. Words(4, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)],
            ["name"] = Names((1, Family), (2, "Regular"), (4, Family), (5, "Version 1.250;TEST"), (6, "TinyColorFont7"),
                (9, "Ada Tester"), (12, "https://ada.example"), (13, "This font is licensed under the SIL Open Font License, Version 1.1."),
                (14, "https://scripts.sil.org/OFL")),
            ["post"] = [.. Long(0x30000), .. new byte[28]],
        };
    }

    static byte[] Rectangle(int left, int right) =>
    [
        .. Words(1, left, -200, right, 800, 3, 0), 1, 1, 1, 1, // one contour of four points on the curve
        .. Words(left, 0, right - left, 0), .. Words(-200, 1000, 0, -1000), // from the lower left corner, clockwise; steps across, then up
        0, 0,
    ];

    static byte[] Names(params (int Id, string Text)[] names)
    {
        var text = names.SelectMany(static n => Encoding.BigEndianUnicode.GetBytes(n.Text)).ToArray();
        var offset = 0;
        var records = names.SelectMany(n =>
        {
            var length = n.Text.Length * 2;
            var record = Words(3, 1, 0x409, n.Id, length, offset);
            offset += length;
            return record;
        });
        return [.. Words(0, names.Length, 6 + names.Length * 12), .. records, .. text];
    }

    static byte[] Assemble(SortedDictionary<string, byte[]> tables)
    {
        var directory = new List<byte>([.. Long(0x10000), .. Words(tables.Count, 128, 3, tables.Count * 16 - 128)]);
        var body = new List<byte>();
        foreach (var (tag, data) in tables)
        {
            var padded = (byte[])[.. data, .. new byte[(4 - data.Length % 4) % 4]];
            var sum = 0u;
            for (var at = 0; at < padded.Length; at += 4) sum += BinaryPrimitives.ReadUInt32BigEndian(padded.AsSpan(at));
            directory.AddRange([.. Encoding.ASCII.GetBytes(tag), .. Long((int)sum), .. Long(12 + tables.Count * 16 + body.Count),
                .. Long(data.Length)]);
            body.AddRange(padded);
        }
        return [.. directory, .. body];
    }

    static byte[] Words(params int[] values) => [.. values.SelectMany(static v => new[] { (byte)(v >> 8), (byte)v })];

    static byte[] Long(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
