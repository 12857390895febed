using System.Diagnostics;
using System.Globalization;

namespace EmojiGen.Fuzz;

/// <summary>Target after target; what was read and found is kept in <c>build/fuzz</c>.</summary>
static class Campaign
{
    /// <summary>So long a target is fuzzed at once: an hour that is broken off has then seen all of them.</summary>
    static readonly TimeSpan slice = TimeSpan.FromMinutes(2.5);

    public static string Folder => Path.Combine(Tests.Repository.Root, "build", "fuzz");

    /// <summary>The folder of a child: two campaigns may run beside one another.</summary>
    public static string WorkOf(string mode, string target) => Path.Combine(Folder, "work", $"{mode}-{target}");

    static string Program => Environment.ProcessPath!;

    /// <returns>0 where nothing was found.</returns>
    public static int Seeded(Arguments arguments)
    {
        var found = 0;
        foreach (var name in arguments.Targets)
        {
            var folder = WorkOf("seeded", name);
            var findings = new Findings(Path.Combine(Folder, "found"), name);
            var to = arguments.Count.ToString(CultureInfo.InvariantCulture);
            var started = Stopwatch.GetTimestamp();
            var isWhole = new Watched(Program, name, folder, findings).Run("seeded",
                from => from >= arguments.Count ? null : [from.ToString(CultureInfo.InvariantCulture), to]);
            found += Log(name, "seeded", started, findings, isWhole);
        }
        return Sum(found);
    }

    /// <inheritdoc cref="Seeded"/>
    public static int Guided(Arguments arguments)
    {
        var program = Path.Combine(Folder, "guided", Path.GetFileName(Program));
        var left = TimeSpan.FromMinutes(arguments.Minutes);
        var found = 0;
        while (left > TimeSpan.Zero)
        {
            foreach (var name in arguments.Targets)
            {
                if (left <= TimeSpan.Zero) break;
                var started = Stopwatch.GetTimestamp();
                var time = left < slice ? left : slice;
                var findings = new Findings(Path.Combine(Folder, "found"), name);
                var isWhole = new Watched(program, name, WorkOf("guided", name), findings).Run("guided", _ =>
                    (time - Stopwatch.GetElapsedTime(started)).TotalSeconds is > 1 and var seconds
                        ? [((long)seconds).ToString(CultureInfo.InvariantCulture), Path.Combine(Folder, "corpus", name)] : null);
                left -= time;
                found += Log(name, "guided", started, findings, isWhole);
            }
        }
        return Sum(found);
    }

    /// <summary>A child says what it found by itself; the inputs lie there since this campaign began.</summary>
    static int Log(string name, string mode, long started, Findings findings, bool isWhole)
    {
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var since = DateTime.UtcNow - TimeSpan.FromSeconds(seconds);
        var folder = Path.Combine(Folder, "found");
        var found = !Directory.Exists(folder) ? 0 : Directory.EnumerateFiles(folder, $"{name}-*.input")
            .Count(it => File.GetLastWriteTimeUtc(it) >= since);
        if (!isWhole) Console.WriteLine($"{name}: given up, since too many inputs ended the process");
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss}\t{name}\t{mode}\t{seconds:0} s\t{found} found, {findings.Kinds} of them crashes or hangs");
        File.AppendAllLines(Path.Combine(Folder, "log.tsv"), [line]);
        return found + (isWhole ? 0 : 1);
    }

    static int Sum(int found)
    {
        Console.WriteLine($"{found} findings; the inputs and what is wrong with them lie in {Path.Combine(Folder, "found")}");
        return found == 0 ? 0 : 1;
    }
}
