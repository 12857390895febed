using System.Diagnostics;
using System.Globalization;

namespace EmojiGen.Fuzz;

/// <summary>Starts children and watches them: those that end by themselves, hang or take the machine's memory are findings, and the next
/// one
/// goes on behind the input that did it.</summary>
sealed class Watched(string program, string target, string folder, Findings findings)
{
    static readonly TimeSpan pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Children that may fail before the target is given up.</summary>
    const int Patience = 100;

    /// <param name="arguments">Of the child, by the number of the input that it begins with.</param>
    /// <returns>Whether the last child ended as it should.</returns>
    public bool Run(string mode, Func<long, string[]?> arguments)
    {
        Directory.CreateDirectory(folder);
        var next = 0L;
        for (var failed = 0; failed < Patience; failed++)
        {
            if (arguments(next) is not { } more) return true;
            using var current = CurrentInput.Open(Path.Combine(folder, "current"));
            current.Begin(next, []);
            current.End();
            var start = new ProcessStartInfo(program, ["child", mode, target, folder, .. more])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using var child = Process.Start(start)!;
            var said = child.StandardError.ReadToEndAsync();
            var fault = Watch(child, current);
            if (fault is null && child.ExitCode == 0) return true;
            fault ??= $"the process ended with {child.ExitCode}";
            var lines = said.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var last = lines.FirstOrDefault(it => it.Contains("panicked", StringComparison.Ordinal)
                || it.Contains("Exception", StringComparison.Ordinal))
                ?? lines.LastOrDefault() ?? "";
            findings.Add($"{fault} {last[..Math.Min(last.Length, 200)]}", current.Bytes,
                string.Create(CultureInfo.InvariantCulture, $"input {current.Number}\n{string.Join('\n', lines.Take(60))}"));
            next = current.Number + 1;
        }
        return false;
    }

    static string? Watch(Process child, CurrentInput current)
    {
        var (number, processor) = (-1L, TimeSpan.Zero);
        while (!child.WaitForExit(pause))
        {
            try
            {
                var (since, now) = (current.Since, current.Number);
                if (ProcessMemory.Resident(child.Id) > Limits.MemoryOfAnyProcess) return Killed("it took all memory");
                if (since == 0 || now != number) (number, processor) = (since == 0 ? -1 : now, ProcessMemory.Processor(child.Id));
                else if (ProcessMemory.Processor(child.Id) - processor > Limits.Processor) return Killed("it computed without an end");
                else if (Environment.TickCount64 - since > Limits.Clock.TotalMilliseconds) return Killed("it waited without an end");
            }
            catch (IOException)
            {
                // it has just ended
            }
        }
        return null;

        string Killed(string why)
        {
            child.Kill();
            child.WaitForExit();
            return why;
        }
    }
}
