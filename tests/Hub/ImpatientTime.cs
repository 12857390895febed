namespace EmojiGen.Tests.Hub;

/// <summary>A clock whose waits are over at once, and are remembered.</summary>
sealed class ImpatientTime : TimeProvider
{
    readonly List<TimeSpan> waits = [];

    public IReadOnlyList<TimeSpan> Waits { get { lock (waits) return [.. waits]; } }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (waits) waits.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
