using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

/// <summary>Pictures to test with.</summary>
static class Pictures
{
    /// <summary>Any colour and alpha anywhere, the same for the same seed; transparent pixels are black, as everywhere in the
    /// program.</summary>
    internal static Raster Noise(int seed, int width, int height)
    {
        var pixels = new byte[width * height * 4];
        new Random(seed).NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i += 4)
            if (pixels[i + 3] < 64) pixels.AsSpan(i, 4).Clear();
        return new(width, height, pixels);
    }

    /// <summary>Writes what a photo of a thing on white paper is like.</summary>
    internal static int WritePhoto(string path)
    {
        ImageFile.Save(path, Disc(400).CompositeOver(new Rgba(255, 255, 255)));
        return 0;
    }

    /// <summary>A disc with a soft edge and a half transparent bar, of few colours: what an emoji is like.</summary>
    internal static Raster Disc(int side, byte red = 255)
    {
        var picture = new Raster(side, side);
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
            {
                var distance = Math.Sqrt(Math.Pow(x + 0.5 - side / 2.0, 2) + Math.Pow(y + 0.5 - side / 2.0, 2));
                var alpha = Math.Clamp(side * 0.4 - distance + 0.5, 0, 1);
                if (alpha > 0) picture[x, y] = new(red, 200, 40, (byte)Math.Round(alpha * 255));
            }
        return picture;
    }

    /// <summary>A rectangle of one colour.</summary>
    public static void Fill(this Raster picture, int left, int top, int width, int height, Rgba color)
    {
        for (var y = top; y < top + height; y++)
            for (var x = left; x < left + width; x++) picture[x, y] = color;
    }
}
