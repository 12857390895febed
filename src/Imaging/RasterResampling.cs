using System.Runtime.Intrinsics;

namespace EmojiGen.Imaging;

public sealed partial class Raster
{
    /// <summary>The picture at another size, by Lanczos with three lobes, in premultiplied colours so that no edge takes on the colour of
    /// what is transparent.</summary>
    /// <param name="width">1 to <see cref="MaxSide"/> pixels.</param>
    /// <param name="height">1 to <see cref="MaxSide"/> pixels.</param>
    /// <returns>A new picture; proportions are the caller's affair (see <see cref="Fit"/>).</returns>
    public Raster Resize(int width, int height)
    {
        var result = new Raster(width, height);
        if ((width, height) == (Width, Height))
        {
            Span.CopyTo(result.Span);
            return result;
        }

        var (across, down) = (new Taps(Width, width), new Taps(Height, height));
        var rows = new Vector128<float>[Height * (long)width]; // (Height, width): narrowed, not yet lowered
        var line = new Vector128<float>[Width];
        for (var y = 0; y < Height; y++)
        {
            Premultiply(Row(y), line);
            across.Apply(line, 0, 1, rows, y * width, 1);
        }

        var column = new Vector128<float>[height];
        for (var x = 0; x < width; x++)
        {
            down.Apply(rows, x, width, column, 0, 1);
            for (var y = 0; y < height; y++) result[x, y] = Straight(column[y]);
        }
        return result;
    }

    /// <summary>The picture scaled to fit into a rectangle, centred, with transparent margins where proportions differ.</summary>
    public Raster Fit(int width, int height)
    {
        CheckSides(width, height);
        var scale = Math.Min((double)width / Width, (double)height / Height);
        var (w, h) = (Math.Clamp((int)Math.Round(Width * scale), 1, width), Math.Clamp((int)Math.Round(Height * scale), 1, height));
        var scaled = Resize(w, h);
        if ((w, h) == (width, height)) return scaled;

        var result = new Raster(width, height);
        scaled.DrawOn(result, (width - w) / 2, (height - h) / 2);
        return result;
    }

    static void Premultiply(ReadOnlySpan<byte> row, Span<Vector128<float>> line)
    {
        for (var x = 0; x < line.Length; x++)
        {
            float alpha = row[x * 4 + 3];
            line[x] = Vector128.Create(row[x * 4], row[x * 4 + 1], row[x * 4 + 2], 255f) * (alpha / 255);
        }
    }

    static Rgba Straight(Vector128<float> premultiplied)
    {
        var alpha = Math.Min(premultiplied[3], 255);
        if (alpha < 0.5f) return Rgba.Transparent;
        var color = premultiplied * (255 / premultiplied[3]);
        return new(Byte(color[0]), Byte(color[1]), Byte(color[2]), Byte(alpha));

        static byte Byte(float value) => (byte)(Math.Clamp(value, 0, 255) + 0.5f);
    }

    /// <summary>For each place of a resized line the places it is mixed from, and their weights.</summary>
    sealed class Taps
    {
        const int Lobes = 3;

        readonly int[] firsts;
        readonly float[][] shares;

        internal Taps(int from, int to)
        {
            var step = (double)from / to;
            var stretch = Math.Max(step, 1); // the kernel widens when the picture shrinks
            firsts = new int[to];
            shares = new float[to][];
            for (var i = 0; i < to; i++)
            {
                var center = (i + 0.5) * step - 0.5;
                var first = Math.Max(0, (int)Math.Ceiling(center - Lobes * stretch));
                var last = Math.Min(from - 1, (int)Math.Floor(center + Lobes * stretch));
                var weights = Enumerable.Range(first, last - first + 1).Select(place => Lanczos((place - center) / stretch)).ToArray();
                var sum = weights.Sum();
                firsts[i] = first;
                shares[i] = [.. weights.Select(weight => (float)(weight / sum))];
            }
        }

        internal void Apply(Vector128<float>[] from, int fromStart, int fromStep, Vector128<float>[] to, int toStart, int toStep)
        {
            for (var i = 0; i < firsts.Length; i++)
            {
                var sum = Vector128<float>.Zero;
                var at = fromStart + firsts[i] * fromStep;
                foreach (var weight in shares[i])
                {
                    sum += from[at] * weight;
                    at += fromStep;
                }
                to[toStart + i * toStep] = sum;
            }
        }

        static double Lanczos(double x)
        {
            if (Math.Abs(x) < 1e-9) return 1;
            if (Math.Abs(x) >= Lobes) return 0;
            var px = Math.PI * x;
            return Lobes * Math.Sin(px) * Math.Sin(px / Lobes) / (px * px);
        }
    }
}
