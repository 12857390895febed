using EmojiGen.Evaluation.Features;

namespace EmojiGen.Evaluation.Metrics;

/// <summary>How evenly one picture becomes another: distances between the features of each picture and of the next.</summary>
/// <param name="Largest">Of the steps.</param>
/// <param name="Mean">Of all steps.</param>
public sealed record Continuity(double Largest, double Mean)
{
    /// <summary>The largest step over the mean one: 1 where all are alike, as many as there are steps where all happens in one; null where
    /// nothing changes.</summary>
    public double? Ratio => Mean > 0 ? Largest / Mean : null;

    /// <param name="features">Of each picture, in their order; two or more, of one length.</param>
    /// <exception cref="ArgumentException">There are fewer than two.</exception>
    public static Continuity Of(IReadOnlyList<float[]> features)
    {
        if (features.Count < 2) throw new ArgumentException("Steps are between two pictures or more.", nameof(features));
        double[] steps = [.. features.Skip(1).Select((it, i) => EuclideanDistance.Of(features[i], it))];
        return new(steps.Max(), steps.Average());
    }
}
