using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Evaluation.Features;

/// <summary>Looks at pictures in batches, each only once.</summary>
public static class FeatureExtraction
{
    /// <summary>Pictures that the network sees at a time.</summary>
    const int Batch = 32;

    /// <param name="pictures">Drawn or read while they are asked for; no more than a batch is held.</param>
    /// <param name="cache">Null: every picture is looked at.</param>
    /// <param name="seen">Told after each batch, with the number of pictures seen.</param>
    /// <returns>(N, width) float32, of the current scope</returns>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    public static Tensor Of(this IPictureFeatures eye, IEnumerable<Raster> pictures, FeatureCache? cache = null, Action<int>? seen = null,
        CancellationToken stop = default)
    {
        List<float[]> rows = [];
        foreach (var batch in pictures.Chunk(Batch))
        {
            stop.ThrowIfCancellationRequested();
            rows.AddRange(Rows(eye, batch, cache));
            seen?.Invoke(rows.Count);
        }
        cache?.Save();
        if (rows.Count == 0) throw new ArgumentException("There is no picture to look at.", nameof(pictures));
        return Tensor.From<float>([.. rows.SelectMany(it => it)], rows.Count, eye.Width);
    }

    static IEnumerable<float[]> Rows(IPictureFeatures eye, Raster[] batch, FeatureCache? cache)
    {
        if (cache is null) return RowsOf(eye, batch);
        UInt128[] keys = [.. batch.AsParallel().AsOrdered().Select(FeatureCache.KeyOf)];
        int[] unseen = [.. Enumerable.Range(0, batch.Length).Where(i => cache.Find(keys[i]) is null).DistinctBy(i => keys[i])];
        if (unseen.Length > 0)
        {
            foreach (var (i, row) in unseen.Zip(RowsOf(eye, [.. unseen.Select(i => batch[i])]))) cache.Add(keys[i], row);
        }
        return keys.Select(it => cache.Find(it)!);
    }

    static float[][] RowsOf(IPictureFeatures eye, Raster[] pictures)
    {
        using var scope = new TensorScope();
        return [.. eye.Of(pictures).ToArray<float>().Chunk(eye.Width)];
    }
}
