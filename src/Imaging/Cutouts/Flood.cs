namespace EmojiGen.Imaging.Cutouts;

/// <summary>Which pixels are ground: what is reached from the border over the ground's colours, and holes.</summary>
sealed class Flood
{
    /// <summary>From one pixel to the next, a smooth ground (a glow, a soft shadow) changes by less, in Oklab.</summary>
    const float SmoothStep = 0.009f;

    readonly bool[] ground;

    Flood(bool[] ground, int width, int height) => (this.ground, Width, Height) = (ground, width, height);

    public int Width { get; }

    public int Height { get; }

    public bool this[int index] => ground[index];

    public double GroundShare => (double)ground.Count(it => it) / ground.Length;

    public static Flood From(OklabPixels colors, Ground model, bool? cutHoles)
    {
        var (width, height) = (colors.Width, colors.Height);
        var distance = new float[width * height];
        for (var i = 0; i < distance.Length; i++) distance[i] = OklabPixels.Distance(colors[i], model.At(i % width, i / width));
        var tolerance = (float)model.Tolerance;
        // A glow or shadow that begins at the ground is followed further than the border's colours alone would lead, while it stays smooth.
        var smooth = Math.Clamp(2.5f * tolerance, 0.07f, 0.15f);
        var flood = new Flood(new bool[distance.Length], width, height);
        var queue = new Queue<int>();
        for (var i = 0; i < distance.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            if ((x == 0 || y == 0 || x == width - 1 || y == height - 1) && distance[i] <= tolerance) flood.Reach(i, queue);
        }
        flood.Spread(queue, (from, to) => distance[to] <= tolerance || (distance[to] <= smooth && colors.Distance(from, to) <= SmoothStep));
        if (cutHoles ?? !model.IsCommon)
            flood.ReachHoles(distance, (float)Math.Min(tolerance, (3 * model.Spread) + 0.004), tolerance, queue);
        flood.TakeSpecks(distance, tolerance);
        return flood;
    }

    /// <summary>Enclosed regions whose colours match the ground closely, and are large enough to be meant.</summary>
    void ReachHoles(float[] distance, float close, float tolerance, Queue<int> queue)
    {
        var least = Math.Max(12, ground.Length / 4000);
        foreach (var region in Regions(i => !ground[i] && distance[i] <= tolerance))
        {
            if (region.Count < least || region.Count(i => distance[i] <= close) < 0.5 * region.Count) continue;
            foreach (var pixel in region) Reach(pixel, queue);
        }
        queue.Clear();
    }

    /// <summary>Small islands that hardly differ from the ground are its noise.</summary>
    void TakeSpecks(float[] distance, float tolerance)
    {
        var most = Math.Max(4, ground.Length / 20000);
        foreach (var region in Regions(i => !ground[i]))
        {
            if (region.Count > most || region.Max(i => distance[i]) > 2.5f * tolerance) continue;
            foreach (var pixel in region) ground[pixel] = true;
        }
    }

    IEnumerable<List<int>> Regions(Func<int, bool> belongs)
    {
        var seen = new bool[ground.Length];
        var queue = new Queue<int>();
        for (var start = 0; start < ground.Length; start++)
        {
            if (seen[start] || !belongs(start)) continue;
            List<int> region = [start];
            seen[start] = true;
            for (queue.Enqueue(start); queue.TryDequeue(out var pixel);)
            {
                for (var side = 0; side < 4; side++)
                {
                    if (Neighbour(pixel, side) is not (>= 0 and var next) || seen[next] || !belongs(next)) continue;
                    seen[next] = true;
                    region.Add(next);
                    queue.Enqueue(next);
                }
            }
            yield return region;
        }
    }

    void Spread(Queue<int> queue, Func<int, int, bool> passes)
    {
        while (queue.TryDequeue(out var pixel))
        {
            for (var side = 0; side < 4; side++)
            {
                if (Neighbour(pixel, side) is >= 0 and var next && !ground[next] && passes(pixel, next)) Reach(next, queue);
            }
        }
    }

    void Reach(int pixel, Queue<int> queue)
    {
        if (ground[pixel]) return;
        ground[pixel] = true;
        queue.Enqueue(pixel);
    }

    /// <summary>One of the four beside it, -1 where the picture ends: over a corner nothing leaks through a line of one pixel.</summary>
    int Neighbour(int pixel, int side) => side switch
    {
        0 => pixel % Width > 0 ? pixel - 1 : -1,
        1 => pixel % Width < Width - 1 ? pixel + 1 : -1,
        2 => pixel >= Width ? pixel - Width : -1,
        _ => pixel + Width < ground.Length ? pixel + Width : -1,
    };
}
