using System.Diagnostics;

namespace EmojiGen.Torch;

/// <summary>How often each operator was called and how long it took, from the profile's making to its end.</summary>
/// <remarks>One at a time in a process. Counts the calls of this thread and of others alike; on CUDA, where calls return before the work is
/// done, only the calls.</remarks>
public sealed class OpProfile : IDisposable
{
    static OpProfile? current;

    readonly Lock gate = new();
    readonly Dictionary<(string Operator, string Shapes), (int Calls, long Ticks)> entries = [];

    public OpProfile()
    {
        if (Interlocked.CompareExchange(ref current, this, null) is not null)
            throw new InvalidOperationException("Another profile is being taken.");
    }

    internal static OpProfile? Current => current;

    /// <summary>Operators with the shapes of their tensors, the slowest first.</summary>
    public IReadOnlyList<(string Operator, string Shapes, int Calls, TimeSpan Time)> Entries
    {
        get
        {
            lock (gate)
            {
                return [.. entries.Select(it =>
                    (it.Key.Operator, it.Key.Shapes, it.Value.Calls, Stopwatch.GetElapsedTime(0, it.Value.Ticks))).OrderByDescending(it => it.Item4)];
            }
        }
    }

    public void Dispose() => Interlocked.CompareExchange(ref current, null, this);

    internal void Add(string name, string shapes, long ticks)
    {
        lock (gate)
        {
            var (calls, sum) = entries.GetValueOrDefault((name, shapes));
            entries[(name, shapes)] = (calls + 1, sum + ticks);
        }
    }
}
