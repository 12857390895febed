using System.Buffers;
using System.Text;

namespace EmojiGen.Svg.Writing;

/// <summary>UTF-8 markup being written.</summary>
sealed class Markup(int capacity = 1024)
{
    byte[] bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public Markup Raw(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Space(utf8.Length));
        Length += utf8.Length;
        return this;
    }

    /// <summary>Text that is markup already.</summary>
    public Markup Raw(ReadOnlySpan<char> text)
    {
        Length += Encoding.UTF8.GetBytes(text, Space(text.Length * 3));
        return this;
    }

    /// <summary>Text with what markup would take for its own replaced, and what XML cannot hold left out.</summary>
    public Markup Text(ReadOnlySpan<char> text)
    {
        while (true)
        {
            // Controls and what is beyond the first planes' letters, then markup's own characters before that.
            var foreign = text.IndexOfAnyExceptInRange(' ', '\uD7FF');
            var plain = (foreign < 0 ? text : text[..foreign]).IndexOfAny("&<>\"");
            if (plain < 0) plain = foreign;
            if (plain < 0) return Raw(text);
            Raw(text[..plain]);
            var length = 1;
            switch (text[plain])
            {
                case '&': Raw("&amp;"u8); break;
                case '<': Raw("&lt;"u8); break;
                case '>': Raw("&gt;"u8); break;
                case '"': Raw("&quot;"u8); break;
                case '\n' or '\t': Raw(text.Slice(plain, 1)); break;
                case < ' ' or '\uFFFE' or '\uFFFF': break;
                default:
                    if (Rune.DecodeFromUtf16(text[plain..], out var rune, out length) == OperationStatus.Done)
                        Length += rune.EncodeToUtf8(Space(4));
                    break;
            }
            text = text[(plain + length)..];
        }
    }

    public Markup Number(double value) => Number(value, NumberFormat.DecimalsFor(value));

    public Markup Number(double value, int decimals)
    {
        Length += NumberFormat.Write(value, decimals, Space(NumberFormat.Longest));
        return this;
    }

    public Markup Attribute(ReadOnlySpan<byte> name, double value)
    {
        Raw(name);
        return Raw("=\""u8).Number(value).Raw("\""u8);
    }

    public Markup Attribute(ReadOnlySpan<byte> name, ReadOnlySpan<char> value)
    {
        Raw(name);
        return Raw("=\""u8).Text(value).Raw("\""u8);
    }

    public Markup Color(Color color)
    {
        var space = Space(7);
        space[0] = (byte)'#';
        if (color.R % 17 == 0 && color.G % 17 == 0 && color.B % 17 == 0)
        {
            space[1] = Hex(color.R);
            space[2] = Hex(color.G);
            space[3] = Hex(color.B);
            Length += 4;
            return this;
        }
        (space[1], space[2]) = (Hex(color.R >> 4), Hex(color.R));
        (space[3], space[4]) = (Hex(color.G >> 4), Hex(color.G));
        (space[5], space[6]) = (Hex(color.B >> 4), Hex(color.B));
        Length += 7;
        return this;

        static byte Hex(int nibble) => "0123456789abcdef"u8[nibble & 15];
    }

    public Markup Matrix(ReadOnlySpan<byte> name, Matrix map)
    {
        Raw(name);
        if (map is { B: 0, C: 0 })
        {
            var moves = map.E != 0 || map.F != 0;
            var scales = map.A != 1 || map.D != 1;
            Raw("=\""u8);
            if (moves || !scales)
            {
                Raw("translate("u8).Number(map.E);
                if (map.F != 0) Raw(" "u8).Number(map.F);
                Raw(")"u8);
            }
            if (scales)
            {
                Raw("scale("u8).Number(map.A);
                if (map.D != map.A) Raw(" "u8).Number(map.D);
                Raw(")"u8);
            }
            return Raw("\""u8);
        }
        return Raw("=\"matrix("u8).Number(map.A).Raw(" "u8).Number(map.B).Raw(" "u8).Number(map.C).Raw(" "u8)
            .Number(map.D).Raw(" "u8).Number(map.E).Raw(" "u8).Number(map.F).Raw(")\""u8);
    }

    Span<byte> Space(int length)
    {
        if (bytes.Length - Length < length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + length));
        return bytes.AsSpan(Length);
    }
}
