using System.Globalization;

namespace EmojiGen.Fuzz;

/// <summary>What a process has and had of memory, as Linux counts it.</summary>
static class ProcessMemory
{
    /// <summary>The most that this process ever had resident, in bytes, since the last <see cref="ForgetPeak"/>.</summary>
    public static long Peak => Field("self", "VmHWM:");

    public static long Resident(int process) => Field(process.ToString(CultureInfo.InvariantCulture), "VmRSS:");

    /// <remarks>proc(5), <c>/proc/pid/clear_refs</c>: 5 resets the peak.</remarks>
    public static void ForgetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    /// <summary>Processor time of a process, user and system.</summary>
    public static TimeSpan Processor(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' '); // from the third on: its name may hold spaces
        const int TicksOfASecond = 100;
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture)
            + long.Parse(fields[12], CultureInfo.InvariantCulture)) / (double)TicksOfASecond);
    }

    static long Field(string process, string name)
    {
        foreach (var line in File.ReadLines($"/proc/{process}/status"))
            if (line.StartsWith(name, StringComparison.Ordinal))
                return 1024 * long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        return 0;
    }
}
