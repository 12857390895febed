namespace EmojiGen.Torch;

/// <summary>
/// Lets what a thread computes be broken off between two operators, so that nobody waits for a network to come to its end.
/// </summary>
/// <remarks>What was computed halfway is of no use afterwards; tensors are freed by the scopes that the exception leaves.</remarks>
public static class Interruption
{
    [ThreadStatic] static Asked? current;

    /// <summary>
    /// From now on, operators that this thread calls throw <see cref="OperationCanceledException"/> once it is asked for, or once
    /// anyone around this asks.
    /// </summary>
    /// <returns>Ends it, on the same thread.</returns>
    public static IDisposable Within(CancellationToken stop) => current = new Asked(stop, current);

    internal static void ThrowIfRequested()
    {
        for (var asked = current; asked is not null; asked = asked.Outer) asked.Stop.ThrowIfCancellationRequested();
    }

    sealed class Asked(CancellationToken stop, Asked? outer) : IDisposable
    {
        public CancellationToken Stop => stop;

        public Asked? Outer => outer;

        public void Dispose() => current = outer;
    }
}
