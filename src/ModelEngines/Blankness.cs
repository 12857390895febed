using EmojiGen.Generation;
using EmojiGen.Imaging;

namespace EmojiGen.ModelEngines;

/// <summary>Tells pictures that show nothing, which somebody who draws a hundred would find too late.</summary>
static class Blankness
{
    /// <summary>What is less opaque is not seen.</summary>
    const int LeastAlpha = 8;

    /// <summary>How far colours of one colour lie apart, of 255.</summary>
    const int Spread = 6;

    /// <summary>Share of what is seen that may be otherwise.</summary>
    const double Specks = 0.001;

    /// <returns>Null of a picture that shows something.</returns>
    public static Sentence? Of(Raster picture, long seed)
    {
        var pixels = picture.Span;
        var seen = 0;
        var counts = new int[3, 256];
        for (var i = 0; i < pixels.Length; i += 4)
        {
            if (pixels[i + 3] < LeastAlpha) continue;
            seen++;
            for (var channel = 0; channel < 3; channel++) counts[channel, pixels[i + channel]]++;
        }
        if (seen <= Specks * pixels.Length / 4) return new($"the picture of seed {seed} is wholly transparent: nothing was drawn");
        var whole = seen >= (1 - Specks) * pixels.Length / 4;
        return whole && Enumerable.Range(0, 3).All(it => IsOne(counts, it, seen))
            ? new($"the picture of seed {seed} is of one colour: nothing was drawn") : null;
    }

    /// <summary>Whether nearly all values of a channel lie within the spread.</summary>
    static bool IsOne(int[,] counts, int channel, int seen)
    {
        for (var from = 0; from < 256; from++)
        {
            var within = 0;
            for (var value = from; value < Math.Min(256, from + Spread); value++) within += counts[channel, value];
            if (within >= (1 - Specks) * seen) return true;
        }
        return false;
    }
}
