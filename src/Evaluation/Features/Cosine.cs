using System.Numerics.Tensors;

namespace EmojiGen.Evaluation.Features;

/// <summary>How alike two rows are: 1 of one direction, 0 of none in common.</summary>
public static class Cosine
{
    /// <summary>0 where one of them is nothing but zeros.</summary>
    public static double Of(ReadOnlySpan<float> one, ReadOnlySpan<float> other) =>
        TensorPrimitives.CosineSimilarity(one, other) is var it && float.IsNaN(it) ? 0 : it;
}
