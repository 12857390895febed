namespace EmojiGen.Tests.Reference.Kinds;

static class Sequences
{
    /// <summary><c>sequences</c> (B, T), of one token for each text at each step.</summary>
    public static ReferenceOutput Output(IReadOnlyList<int[]> steps)
    {
        var texts = steps[0].Length;
        var ids = new long[texts * steps.Count];
        for (var step = 0; step < steps.Count; step++)
        {
            for (var text = 0; text < texts; text++) ids[(text * steps.Count) + step] = steps[step][text];
        }
        return ReferenceOutput.Of("sequences", [texts, steps.Count], ids);
    }
}
