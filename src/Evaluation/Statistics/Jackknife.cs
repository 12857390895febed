namespace EmojiGen.Evaluation.Statistics;

/// <summary>How sure a figure of a whole set is, told by leaving parts of the set out. For figures that drawing with repeats would move, as a
/// covariance.</summary>
public static class Jackknife
{
    const int Groups = 10;
    const double Deviations = 1.96;

    /// <param name="count">Members of the set.</param>
    /// <param name="without">The figure of those at the places given.</param>
    /// <returns>The figure plus and minus 1.96 standard errors; null of fewer than 20 members.</returns>
    /// <remarks>Shao and Tu 1995, delete-a-group, every tenth a group.</remarks>
    public static Interval? Of(int count, double value, Func<int[], double> without)
    {
        if (count < 2 * Groups) return null;
        double[] parts = [.. Enumerable.Range(0, Groups)
            .Select(group => without([.. Enumerable.Range(0, count).Where(i => i % Groups != group)]))];
        var mean = parts.Average();
        var error = Math.Sqrt((Groups - 1.0) / Groups * parts.Sum(it => (it - mean) * (it - mean)));
        return new(value - (Deviations * error), value + (Deviations * error));
    }
}
