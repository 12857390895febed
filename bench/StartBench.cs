using System.Diagnostics;
using System.Globalization;

namespace EmojiGen.Bench;

/// <summary>What a command costs from the shell's point of view: process start, set-up check and all. Medians of ten runs.</summary>
static class StartBench
{
    const int Runs = 10;

    public static int Run(string[] args)
    {
        var root = args is [var folder] ? folder : Environment.CurrentDirectory;
        var output = Directory.CreateTempSubdirectory("emojigen-bench-");
        try
        {
            Console.WriteLine("| command | median s | slowest s | peak MB | must be at most |");
            Console.WriteLine("| --- | --- | --- | --- | --- |");
            var ok = Measure("./setup --quiet", 0.030, null);
            ok &= Measure($"./emoji-gen cat -o {output.FullName}/x.png", 0.3, 150);
            ok &= Measure($"./emoji-gen a cat riding a skateboard -o {output.FullName}/x.png", 0.3, 150);
            // no name, no keyword: the sentence encoder answers
            ok &= Measure($"./emoji-gen I need caffeine -o {output.FullName}/x.png", 0.3, 130);
            return ok ? 0 : 1;
        }
        finally
        {
            output.Delete(recursive: true);
        }

        bool Measure(string command, double seconds, double? megabytes)
        {
            _ = Once(command); // what the disk has to give, it has given
            var runs = Enumerable.Range(0, Runs).Select(_ => Once(command)).ToArray();
            double[] times = [.. runs.Select(r => r.Seconds).Order()];
            var median = (times[Runs / 2 - 1] + times[Runs / 2]) / 2;
            var peak = runs.Max(r => r.Megabytes);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| `{command.Replace(output.FullName + "/", "", StringComparison.Ordinal)}` | {median:0.000} | {times[^1]:0.000} | {peak:0} | {seconds} s{(megabytes is null ? "" : $", {megabytes} MB")} |"));
            return median <= seconds && peak <= (megabytes ?? double.MaxValue);
        }

        // GNU time asks the kernel for the peak of the whole process, which polling would miss.
        (double Seconds, double Megabytes) Once(string command)
        {
            var start = new ProcessStartInfo("/usr/bin/time")
            {
                WorkingDirectory = root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false
            };
            foreach (var argument in (string[])["-f", "%M", .. command.Split(' ')]) start.ArgumentList.Add(argument);
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(start)
                ?? throw new InvalidOperationException("GNU time did not start: apt-get install time.");
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            var seconds = watch.Elapsed.TotalSeconds;
            if (process.ExitCode != 0) throw new InvalidOperationException($"{command} failed: {error.Trim()}");
            return (seconds, double.Parse(error.TrimEnd().Split('\n')[^1], CultureInfo.InvariantCulture) / 1024);
        }
    }
}
