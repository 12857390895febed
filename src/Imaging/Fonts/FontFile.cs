using System.Buffers.Binary;
using HarfBuzzSharp;
using SkiaSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace EmojiGen.Imaging;

/// <summary>A glyph in its line.</summary>
/// <param name="Id">Its number in the font; 0 stands for a character that the font does not have.</param>
/// <param name="X">Where it is drawn, in ems right of the line's beginning.</param>
/// <param name="Y">In ems below the baseline.</param>
readonly record struct PlacedGlyph(ushort Id, double X, double Y);

/// <summary>A font opened twice: HarfBuzz turns characters into glyphs, Skia draws those. Not safe to share between threads.</summary>
sealed class FontFile : IDisposable
{
    readonly SKData data;
    readonly Blob blob;
    readonly Face face;
    readonly Font shaping;

    FontFile(SKData data, SKTypeface typeface)
    {
        (this.data, Typeface) = (data, typeface);
        // Skia's copy of the file, which stays where it is: HarfBuzzSharp's own way from a stream reads an array that may be moved.
        blob = new(data.Data, (int)data.Size, MemoryMode.ReadOnly);
        face = new(blob, 0);
        shaping = new(face);
        shaping.SetFunctionsOpenType();
    }

    internal SKTypeface Typeface { get; }

    /// <param name="file">A TrueType or OpenType font; of a collection the first is taken.</param>
    /// <returns>Null where it is none, or damaged.</returns>
    /// <exception cref="InvalidOperationException">Skia or HarfBuzz cannot be loaded.</exception>
    internal static FontFile? Open(byte[] file)
    {
        try
        {
            var data = SKData.CreateCopy(file);
            if (SKTypeface.FromData(data) is { GlyphCount: > 0 } typeface) return new(data, typeface);
            data.Dispose();
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw new InvalidOperationException(
                "Skia or HarfBuzz, which draw glyphs, cannot be loaded: run ./setup --rebuild, which brings them anew.", e);
        }
    }

    /// <summary>The glyphs of a line, those of signs that are not drawn left out, and its width in ems.</summary>
    internal (PlacedGlyph[] Glyphs, double Width) Shape(string text)
    {
        using var buffer = new Buffer { Flags = BufferFlags.RemoveDefaultIgnorables };
        buffer.AddUtf16(text);
        buffer.GuessSegmentProperties();
        shaping.Shape(buffer);

        var infos = buffer.GetGlyphInfoSpan();
        var positions = buffer.GetGlyphPositionSpan();
        var glyphs = new PlacedGlyph[infos.Length];
        double em = Math.Max(1, face.UnitsPerEm), x = 0;
        for (var i = 0; i < glyphs.Length; i++)
        {
            glyphs[i] = new((ushort)infos[i].Codepoint, (x + positions[i].XOffset) / em, -positions[i].YOffset / em);
            x += positions[i].XAdvance;
        }
        return (glyphs, x / em);
    }

    /// <summary>The sizes of the bitmaps in the font, pixels an em; none where its glyphs are outlines.</summary>
    /// <remarks>OpenType 1.9: CBLC has them in records of 48 bytes, sbix at the head of each strike.</remarks>
    internal IEnumerable<int> BitmapSizes()
    {
        const uint Cblc = 0x43_42_4C_43, Sbix = 0x73_62_69_78;
        if (Typeface.TryGetTableData(Cblc, out var sizes))
            for (var at = 8; at + 48 <= sizes.Length && (at - 8) / 48 < Count(sizes); at += 48) yield return sizes[at + 45];
        if (Typeface.TryGetTableData(Sbix, out var strikes))
        {
            for (var at = 8; at + 4 <= strikes.Length && (at - 8) / 4 < Count(strikes); at += 4)
            {
                var strike = BinaryPrimitives.ReadUInt32BigEndian(strikes.AsSpan(at));
                if (strike + 2L <= strikes.Length) yield return BinaryPrimitives.ReadUInt16BigEndian(strikes.AsSpan((int)strike));
            }
        }

        static uint Count(byte[] table) => BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(4));
    }

    /// <summary>What it says of itself.</summary>
    internal FontNames Names()
    {
        const uint Name = 0x6E_61_6D_65;
        return FontNames.Read(Typeface.TryGetTableData(Name, out var table) ? table : []);
    }

    public void Dispose()
    {
        shaping.Dispose();
        face.Dispose();
        blob.Dispose();
        Typeface.Dispose();
        data.Dispose();
    }
}
