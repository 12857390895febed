using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Svg;

static class Pictures
{
    /// <summary>The mean absolute difference over all channels of all pixels, of 255.</summary>
    public static double Difference(Raster a, Raster b)
    {
        var x = a.Span;
        var y = b.Span;
        long sum = 0;
        for (var i = 0; i < x.Length; i++) sum += Math.Abs(x[i] - y[i]);
        return (double)sum / x.Length;
    }

    /// <summary>The pixels that are not transparent.</summary>
    public static Box Painted(Raster picture)
    {
        var box = Box.Empty;
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
                if (picture[x, y].A > 0)
                    box = box.Union(new Box(x, y, x + 1, y + 1));
        return box;
    }
}
