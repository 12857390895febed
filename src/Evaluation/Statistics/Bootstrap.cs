namespace EmojiGen.Evaluation.Statistics;

/// <summary>How sure a figure is, told by drawing anew from what it was computed from.</summary>
public static class Bootstrap
{
    const int Resamples = 2000;
    const double Outside = 0.025;

    /// <summary>The mean with the interval between the 2.5th and 97.5th of 100 means of as many values drawn with repeats.</summary>
    /// <param name="values">All finite.</param>
    /// <param name="seed">The same gives the same interval.</param>
    /// <remarks>Efron 1979, percentile intervals.</remarks>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Estimate Mean(IReadOnlyList<double> values, ulong seed = 0)
    {
        if (values.Count == 0) throw new ArgumentException("There is nothing to take a mean of.", nameof(values));
        var mean = values.Average();
        if (values.Count == 1) return new(mean, null, 1);
        var random = new Random(unchecked((int)seed));
        var means = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            var sum = 0.0;
            for (var k = 0; k < values.Count; k++) sum += values[random.Next(values.Count)];
            means[i] = sum / values.Count;
        }
        Array.Sort(means);
        return new(mean, new(means[(int)(Outside * Resamples)], means[(int)((1 - Outside) * Resamples) - 1]), values.Count);
    }

    /// <summary>A share, as the mean of hits and misses.</summary>
    public static Estimate Share(IEnumerable<bool> hits, ulong seed = 0) => Mean([.. hits.Select(it => it ? 1.0 : 0.0)], seed);
}
