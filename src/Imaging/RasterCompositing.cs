namespace EmojiGen.Imaging;

public sealed partial class Raster
{
    /// <summary>A part of the picture, copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is empty or reaches outside.</exception>
    public Raster Crop(int x, int y, int width, int height)
    {
        CheckSides(width, height);
        if (x < 0 || y < 0 || x > Width - width || y > Height - height)
            throw new ArgumentOutOfRangeException(null, $"Cannot cut {width}x{height} at {x},{y} out of a picture of {Width}x{Height}.");

        var part = new Raster(width, height);
        for (var row = 0; row < height; row++) Row(y + row).Slice(x * 4, width * 4).CopyTo(part.Row(row));
        return part;
    }

    /// <summary>The smallest rectangle that holds every pixel with an alpha above <paramref name="threshold"/>, or null if there is
    /// none.</summary>
    public (int X, int Y, int Width, int Height)? ContentBounds(byte threshold = 0)
    {
        var (left, top, right, bottom) = (Width, Height, -1, -1);
        for (var y = 0; y < Height; y++)
        {
            var row = Row(y);
            for (var x = 0; x < Width; x++)
            {
                if (row[x * 4 + 3] <= threshold) continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), y);
            }
        }
        return right < 0 ? null : (left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>The picture without its transparent margins; itself if it is transparent throughout.</summary>
    public Raster Trim() => ContentBounds() is { } box ? Crop(box.X, box.Y, box.Width, box.Height) : this;

    /// <summary>This picture laid over <paramref name="ground"/>: a new picture of the ground's size.</summary>
    /// <param name="ground">Stays as it is.</param>
    /// <param name="x">Where this picture's left edge lies on the ground; what reaches outside is cut off.</param>
    /// <param name="y">Where its upper edge lies.</param>
    /// <remarks>Porter and Duff 1984, "over", with straight alpha.</remarks>
    public Raster CompositeOver(Raster ground, int x = 0, int y = 0)
    {
        var result = new Raster(ground.Width, ground.Height, ground.Span.ToArray());
        DrawOn(result, x, y);
        return result;
    }

    /// <summary>This picture over one colour.</summary>
    public Raster CompositeOver(Rgba ground)
    {
        var result = Filled(Width, Height, ground);
        DrawOn(result, 0, 0);
        return result;
    }

    /// <summary>A picture of one colour.</summary>
    public static Raster Filled(int width, int height, Rgba color)
    {
        var result = new Raster(width, height);
        result.Fill(0, 0, width, height, color);
        return result;
    }

    internal void Fill(int x, int y, int width, int height, Rgba color)
    {
        for (var row = y; row < y + height; row++)
            for (var column = x; column < x + width; column++) this[column, row] = color;
    }

    internal void DrawOn(Raster ground, int x, int y)
    {
        var (first, end) = (Math.Max(0, -x), Math.Min(Width, ground.Width - x));
        for (var row = Math.Max(0, -y); row < Math.Min(Height, ground.Height - y); row++)
        {
            var over = Row(row);
            var under = ground.Row(y + row);
            for (var column = first; column < end; column++)
                Over(over.Slice(column * 4, 4), under.Slice((x + column) * 4, 4));
        }
    }

    static void Over(ReadOnlySpan<byte> over, Span<byte> under)
    {
        int alpha = over[3];
        if (alpha == 0) return;
        if (alpha == 255)
        {
            over.CopyTo(under);
            return;
        }

        // Weights in 1/255 of 1/255, so that nothing is rounded before the end.
        var (front, back) = (alpha * 255, under[3] * (255 - alpha));
        var sum = front + back;
        for (var channel = 0; channel < 3; channel++)
            under[channel] = (byte)((over[channel] * front + under[channel] * back + sum / 2) / sum);
        under[3] = (byte)((sum + 127) / 255);
    }
}
