using System.Runtime.InteropServices;

namespace EmojiGen.Imaging;

/// <summary>Conversion from cairo's pixels.</summary>
static class Premultiplied
{
    /// <summary>Turns premultiplied B, G, R, A into straight R, G, B, A, in place.</summary>
    internal static void BgraToStraightRgba(Span<byte> pixels)
    {
        foreach (ref var pixel in MemoryMarshal.Cast<byte, uint>(pixels))
        {
            var p = pixel;
            if (p == 0) continue;
            var a = p >> 24;
            var (r, g, b) = (p >> 16 & 255, p >> 8 & 255, p & 255);
            if (a != 255) (r, g, b) = (Divide(r, a), Divide(g, a), Divide(b, a));
            pixel = r | g << 8 | b << 16 | a << 24;
        }
    }

    // A filter may leave a channel slightly above its alpha: it is cut off at 255.
    static uint Divide(uint channel, uint alpha) => alpha == 0 ? 0 : Math.Min(255, (channel * 255 + alpha / 2) / alpha);
}
