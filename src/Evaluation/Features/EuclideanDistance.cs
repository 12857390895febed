namespace EmojiGen.Evaluation.Features;

/// <summary>How far apart two rows are: the length of their difference.</summary>
public static class EuclideanDistance
{
    /// <param name="one">A row.</param>
    /// <param name="other">As long as the first.</param>
    public static double Of(float[] one, float[] other) => Math.Sqrt(one.Zip(other, (x, y) => ((double)x - y) * ((double)x - y)).Sum());
}
