namespace EmojiGen.Evaluation.Statistics;

/// <summary>Where a figure lies, 19 times of 20.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether two figures can be told apart: neither reaches the other.</summary>
    public bool IsApartFrom(Interval other) => High < other.Low || other.High < Low;
}

/// <summary>A figure with what it was computed from.</summary>
/// <param name="Interval">At 95 %; null where there are too few to tell.</param>
/// <param name="Count">Pictures, pairs or whatever was counted.</param>
public sealed record Estimate(double Value, Interval? Interval, int Count);
