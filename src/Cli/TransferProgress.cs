using System.Globalization;
using EmojiGen.Hub;

namespace EmojiGen.Cli;

/// <summary>Tells how far a pull or a push is: to a person one line that changes, with speed and time left; to a log one line a
/// file.</summary>
/// <param name="verb">What happens to each file: <c>fetched</c>.</param>
sealed class TransferProgress(Terminal terminal, string verb, TimeProvider time) : IProgress<HubProgress>, IDisposable
{
    static readonly TimeSpan between = TimeSpan.FromMilliseconds(100);

    readonly Lock gate = new();
    readonly long start = time.GetTimestamp();
    TimeSpan shown = TimeSpan.MinValue;
    int width;

    public void Report(HubProgress value)
    {
        lock (gate)
        {
            if (!terminal.IsInteractive)
            {
                if (value.Finished is { } file) terminal.Error.WriteLine($"{verb} {file} ({value.Files} of {value.TotalFiles})");
                return;
            }
            var now = time.GetElapsedTime(start);
            if (now - between < shown && value.Files < value.TotalFiles) return;
            shown = now;
            var line = Line(value, now);
            terminal.Error.Write($"\r{line.PadRight(width)}");
            width = line.Length;
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (width > 0) terminal.Error.Write($"\r{new string(' ', width)}\r");
    }

    internal static string Line(HubProgress value, TimeSpan elapsed)
    {
        var files = $"{value.Files} of {value.TotalFiles} files";
        if (value.TotalBytes == 0) return files;
        var speed = value.Bytes / Math.Max(elapsed.TotalSeconds, 0.001);
        var left = value.Bytes > 0
            ? $", {ProgressLine.Duration(TimeSpan.FromSeconds((value.TotalBytes - value.Bytes) / Math.Max(speed, 1)))} left" : "";
        var share = string.Create(CultureInfo.InvariantCulture, $"{(double)value.Bytes / value.TotalBytes:0%}");
        return $"{files}, {DiskSpace.Size(value.Bytes)} of {DiskSpace.Size(value.TotalBytes)} ({share}), {DiskSpace.Size((long)speed)}/s{left}";
    }
}
