using System.Globalization;

namespace EmojiGen.Cli;

/// <summary>One line on a person's terminal that tells how far something is and how long it will take; silent elsewhere, and where it takes
/// no time.</summary>
/// <param name="what">What goes on: <c>denoising</c>.</param>
sealed class ProgressLine(Terminal terminal, string what, TimeProvider? time = null) : IDisposable
{
    const int Width = 24;

    /// <summary>What is over sooner needs no bar.</summary>
    static readonly TimeSpan patience = TimeSpan.FromSeconds(0.5), interval = TimeSpan.FromSeconds(0.1);

    readonly TimeProvider time = time ?? TimeProvider.System;
    readonly long begun = (time ?? TimeProvider.System).GetTimestamp();
    long shownAt;
    bool shown;

    /// <param name="done">0 to <paramref name="total"/></param>
    /// <param name="detail">Said after the bar: <c>12 of 30</c>.</param>
    public void Report(double done, double total, string detail)
    {
        var elapsed = time.GetElapsedTime(begun);
        if (!terminal.IsInteractive || elapsed < patience || (shown && done < total && time.GetElapsedTime(shownAt) < interval)) return;
        (shown, shownAt) = (true, time.GetTimestamp());
        var share = total > 0 ? Math.Clamp(done / total, 0, 1) : 0;
        var filled = (int)Math.Round(share * Width);
        var left = share is > 0 and < 1 ? $"  {Duration(elapsed * ((1 - share) / share))} left" : "";
        terminal.Error.Write($"\r\e[K{what} {new string('█', filled)}{new string('░', Width - filled)} {detail}{left}");
    }

    /// <summary>Says something in a line of its own, in the place of the bar, which comes back with the next report.</summary>
    public void Say(string text)
    {
        Erase();
        terminal.Error.WriteLine(text);
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose() => Erase();

    void Erase()
    {
        if (shown) terminal.Error.Write("\r\e[K");
        shown = false;
    }

    /// <summary><c>8 s</c>, <c>3 min 20 s</c>, <c>2 h 05 min</c></summary>
    public static string Duration(TimeSpan span) => span.TotalSeconds < 60 ? Invariant($"{Math.Ceiling(span.TotalSeconds)} s")
        : span.TotalMinutes < 60 ? Invariant($"{(int)span.TotalMinutes} min {span.Seconds:00} s")
        : Invariant($"{(int)span.TotalHours} h {span.Minutes:00} min");

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
