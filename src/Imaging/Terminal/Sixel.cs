using System.Globalization;
using System.Text;

namespace EmojiGen.Imaging;

/// <summary>DEC's sixel graphics: bands of six pixel rows, drawn colour by colour; what no colour draws stays as it was.</summary>
/// <remarks>VT330/VT340 Programmer Reference Manual, volume 2, chapter 14.</remarks>
static class Sixel
{
    const int MostColors = 255, BandHeight = 6;
    const byte Visible = 128;

    internal static string Encode(Raster picture)
    {
        var (palette, places) = ColorQuantizer.Quantize(picture, MostColors, Visible);
        var text = new StringBuilder();

        // 1: pixels that are not drawn keep the ground. Then the aspect 1:1 and the size.
        text.Append(CultureInfo.InvariantCulture, $"\eP0;1;0q\"1;1;{picture.Width};{picture.Height}");
        for (var i = 0; i < palette.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"#{i};2;{Percent(palette[i].R)};{Percent(palette[i].G)};{Percent(palette[i].B)}");

        for (var top = 0; top < picture.Height; top += BandHeight)
        {
            foreach (var color in ColorsOf(places, picture, top))
                Line(text.Append(CultureInfo.InvariantCulture, $"#{color}"), places, picture, top, color);
            text.Append('-'); // next band
        }
        return text.Append("\e\\\n").ToString();
    }

    static SortedSet<int> ColorsOf(short[] places, Raster picture, int top)
    {
        var end = Math.Min(picture.Height, top + BandHeight) * picture.Width;
        return [.. places[(top * picture.Width)..end].Where(static place => place >= 0).Select(static place => (int)place)];
    }

    // A character holds six pixels, the lowest bit on top; repeated ones are counted.
    static void Line(StringBuilder text, short[] places, Raster picture, int top, int color)
    {
        var (last, run) = ('?', 0);
        for (var x = 0; x < picture.Width; x++)
        {
            var bits = 0;
            for (var row = 0; row < BandHeight && top + row < picture.Height; row++)
                if (places[(top + row) * picture.Width + x] == color) bits |= 1 << row;

            var character = (char)('?' + bits);
            if (character != last) Flush();
            (last, run) = (character, character == last ? run + 1 : 1);
        }
        if (last != '?') Flush(); // nothing need be drawn at the end
        text.Append('$'); // back to the band's start

        void Flush()
        {
            if (run > 3) text.Append(CultureInfo.InvariantCulture, $"!{run}{last}");
            else text.Append(last, run);
        }
    }

    static int Percent(byte channel) => (channel * 100 + 127) / 255;
}
