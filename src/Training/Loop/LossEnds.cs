namespace EmojiGen.Training.Loop;

/// <summary>Mean losses of the first and of the last steps of a run: single ones say little, since timesteps differ in how hard they
/// are.</summary>
/// <param name="total">Steps of the run.</param>
public sealed class LossEnds(long total)
{
    /// <summary>Steps of either end, at most: what StableEmote's report gives.</summary>
    public const int MostSteps = 500;

    readonly Queue<double> last = [];
    double first, sumOfLast;
    long firstCount;

    /// <summary>Steps of either end: half of a short run.</summary>
    public int Count { get; } = (int)Math.Clamp(total / 2, 1, MostSteps);

    /// <summary>The mean of the first <see cref="Count"/>; null where the run was resumed after they were done, or has not come so
    /// far.</summary>
    public double? First => firstCount == Count ? first / Count : null;

    /// <summary>The mean of the last <see cref="Count"/>; null before there were as many.</summary>
    public double? Last => last.Count == Count ? sumOfLast / Count : null;

    /// <param name="step">From 1.</param>
    /// <param name="loss">One that is no number is left out of neither mean: they are none then.</param>
    public void Add(long step, double loss)
    {
        if (step <= Count)
        {
            first += loss;
            firstCount++;
        }
        last.Enqueue(loss);
        sumOfLast += loss;
        if (last.Count > Count) sumOfLast -= last.Dequeue();
    }
}
