using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>How many threads an operator may use: a budget of the run that calls it, not of the process.</summary>
/// <remarks>
/// At first as many as the machine has cores, hyperthreads not counted, unless OMP_NUM_THREADS says otherwise. Several runs in one process
/// may each have a budget of
/// their own at the same time. The result of an operator does not depend on it beyond rounding.
/// </remarks>
public static class TorchThreads
{
    // 0: no limit. It goes where the execution context goes: into tasks and threads that are started under a limit, and out of a pool's
    // thread again when their work ends.
    static readonly AsyncLocal<int> limit = new(static change => Use(change.CurrentValue));

    /// <summary>Threads that an operator may use which is called here and now; 1 or more.</summary>
    public static int Count
    {
        get
        {
            TorchLibrary.EnsureLoaded();
            return Bridge.Threads();
        }
    }

    /// <summary>
    /// Lets operators use no more than a number of threads until it is disposed of: those that this thread calls, and what it starts
    /// meanwhile. Within another limit it
    /// may only lower it.
    /// </summary>
    /// <param name="threads">1 or more.</param>
    /// <example><c>using var threads = TorchThreads.Limit(1);</c></example>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is 0 or less.</exception>
    /// <exception cref="TorchException">libtorch does not load.</exception>
    public static Limited Limit(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var before = limit.Value;
        limit.Value = Math.Min(threads, Count);
        return new Limited(before);
    }

    static void Use(int threads) => Bridge.Check(Bridge.SetThreads(threads > 0 ? threads : TorchLibrary.FirstThreads), nameof(Limit));

    /// <summary>A limit in force. It belongs to the block that set it, and does not leave it: not by a yield, nor by an await.</summary>
    public readonly ref struct Limited
    {
        readonly int before;

        internal Limited(int before) => this.before = before;

        /// <summary>Gives back what was allowed before.</summary>
        public void Dispose() => limit.Value = before;
    }
}
