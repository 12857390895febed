using System.Net;
using System.Net.Http.Headers;

namespace EmojiGen.Hub;

/// <summary>What is tried again, how often and after how long.</summary>
/// <param name="time">The clock that waits.</param>
sealed class HubRetry(TimeProvider time)
{
    /// <summary>Tries in a row that bring nothing.</summary>
    public const int Attempts = 5;

    /// <summary>Without a byte for this long, a connection counts as cut.</summary>
    public static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);

    static readonly TimeSpan longest = TimeSpan.FromSeconds(60);

    public TimeProvider Time => time;

    /// <summary>Waits before the next try: 1, 2, 4, 8 seconds, or as long as the hub asked for.</summary>
    /// <param name="failed">Tries behind, from 1.</param>
    public Task Wait(int failed, RetryConditionHeaderValue? asked, CancellationToken stop)
    {
        var own = TimeSpan.FromSeconds(1 << Math.Min(failed - 1, 5));
        var wanted = asked?.Delta ?? (asked?.Date is { } date ? date - time.GetUtcNow() : own);
        return Task.Delay(wanted < TimeSpan.Zero ? TimeSpan.Zero : wanted > longest ? longest : wanted, time, stop);
    }

    public static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>Whether a failure is the connection's. Call it only around reading and sending: writing to disk fails by the same
    /// exception.</summary>
    public static bool IsPassing(Exception e, CancellationToken stop) =>
        e is HttpRequestException or TimeoutException or (IOException and not HubException)
            || (e is OperationCanceledException && !stop.IsCancellationRequested);
}
