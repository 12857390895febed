using EmojiGen.Torch;

namespace EmojiGen.Training.Loop;

/// <summary>Which example comes when: every epoch all of them, in an order of its own. A place in it is one number, so that a run can
/// continue at any.</summary>
sealed class DataOrder(int count, ulong seed)
{
    long[] order = [];
    long epochOfOrder = -1;

    /// <summary>Examples of an epoch.</summary>
    public int Count => count;

    /// <summary>Examples taken so far.</summary>
    public long Position { get; set; }

    public int Epoch => (int)(Position / count);

    /// <summary>The next examples; where an epoch ends, the next one begins.</summary>
    public int[] Take(int examples)
    {
        var taken = new int[examples];
        for (var i = 0; i < examples; i++, Position++) taken[i] = (int)Of(Position / count)[Position % count];
        return taken;
    }

    long[] Of(long epoch)
    {
        if (epoch != epochOfOrder)
        {
            using var scope = new TensorScope();
            // Another stream than the run's own of the same seed.
            using var generator = new Generator(unchecked((seed * 0x9E3779B97F4A7C15) + (ulong)epoch + 1));
            (order, epochOfOrder) = (generator.Permutation(count).ToArray<long>(), epoch);
        }
        return order;
    }
}
