namespace EmojiGen.Imaging;

/// <summary>Reduces a picture to few colours by median cut.</summary>
/// <remarks>Heckbert 1982, "Color image quantization for frame buffer display", on colours of five bits a channel.</remarks>
static class ColorQuantizer
{
    const int Bits = 5, Drop = 8 - Bits, Bins = 1 << 3 * Bits;

    /// <param name="picture">Pixels below <paramref name="visible"/> alpha have no colour.</param>
    /// <param name="most">Colours at most, 1 to 32,767.</param>
    /// <param name="visible">The least alpha that counts as there.</param>
    /// <returns>The colours, and for each pixel the number of its colour, or -1.</returns>
    internal static (Rgba[] Palette, short[] Places) Quantize(Raster picture, int most, byte visible)
    {
        var (counts, sums) = Count(picture, visible);
        var boxes = Cut(counts, most);
        var palette = boxes.Select(box => Mean(box, counts, sums)).ToArray();

        var boxOf = new short[Bins];
        for (var i = 0; i < boxes.Count; i++)
            foreach (var bin in boxes[i]) boxOf[bin] = (short)i;

        var places = new short[picture.Width * picture.Height];
        for (var i = 0; i < places.Length; i++)
        {
            var pixel = picture.Span.Slice(i * 4, 4);
            places[i] = pixel[3] < visible ? (short)-1 : boxOf[Bin(pixel)];
        }
        return (palette, places);
    }

    static (int[] Counts, (long R, long G, long B)[] Sums) Count(Raster picture, byte visible)
    {
        var counts = new int[Bins];
        var sums = new (long R, long G, long B)[Bins];
        for (var at = 0; at < picture.Span.Length; at += 4)
        {
            var pixel = picture.Span.Slice(at, 4);
            if (pixel[3] < visible) continue;
            var bin = Bin(pixel);
            counts[bin]++;
            sums[bin] = (sums[bin].R + pixel[0], sums[bin].G + pixel[1], sums[bin].B + pixel[2]);
        }
        return (counts, sums);
    }

    static int Bin(ReadOnlySpan<byte> pixel) => pixel[0] >> Drop << 2 * Bits | pixel[1] >> Drop << Bits | pixel[2] >> Drop;

    /// <summary>Halves the box that is worth most, until there are enough.</summary>
    static List<int[]> Cut(int[] counts, int most)
    {
        var all = Enumerable.Range(0, Bins).Where(bin => counts[bin] > 0).ToArray();
        var boxes = new List<int[]>();
        if (all.Length > 0) boxes.Add(all);
        while (boxes.Count < most)
        {
            var widest = boxes.Select((box, index) => (box, index, axis: LongestAxis(box))).Where(static b => b.box.Length > 1)
                .OrderByDescending(b => b.axis.Length * Math.Sqrt(b.box.Sum(bin => (double)counts[bin]))).FirstOrDefault();
            if (widest.box is null) break; // every colour has its own box

            var sorted = widest.box.OrderBy(bin => Channel(bin, widest.axis.Axis)).ToArray();
            var half = Median(sorted, counts);
            boxes[widest.index] = sorted[..half];
            boxes.Add(sorted[half..]);
        }
        return boxes;
    }

    static (int Axis, int Length) LongestAxis(int[] box)
    {
        var best = (Axis: 0, Length: -1);
        for (var axis = 0; axis < 3; axis++)
        {
            var (low, high) = (int.MaxValue, int.MinValue);
            foreach (var bin in box)
            {
                low = Math.Min(low, Channel(bin, axis));
                high = Math.Max(high, Channel(bin, axis));
            }
            if (high - low > best.Length) best = (axis, high - low);
        }
        return best;
    }

    // Where half of the pixels lie on either side, and at least one colour.
    static int Median(int[] sorted, int[] counts)
    {
        var left = sorted.Sum(bin => (long)counts[bin]) / 2;
        var half = 0;
        while (half < sorted.Length && left > 0) left -= counts[sorted[half++]];
        return Math.Clamp(half, 1, sorted.Length - 1);
    }

    static int Channel(int bin, int axis) => bin >> (2 - axis) * Bits & (1 << Bits) - 1;

    static Rgba Mean(int[] box, int[] counts, (long R, long G, long B)[] sums)
    {
        var count = box.Sum(bin => (long)counts[bin]);
        return new(Round(box.Sum(bin => sums[bin].R)), Round(box.Sum(bin => sums[bin].G)), Round(box.Sum(bin => sums[bin].B)));

        byte Round(long sum) => (byte)((sum + count / 2) / count);
    }
}
