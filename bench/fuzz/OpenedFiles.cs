using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EmojiGen.Fuzz;

/// <summary>Which files are opened and which addresses are asked while inputs are read, as the kernel sees it (strace).</summary>
static partial class OpenedFiles
{
    const int Sample = 300;

    /// <summary>Of the system's, which every process reads: its libraries, itself, random numbers.</summary>
    static readonly string[] ofTheSystem = ["/proc/", "/sys/", "/dev/null", "/dev/urandom", "/etc/ld.so.cache", "/lib/", "/usr/lib/",
        "/usr/share/dotnet/"];

    /// <summary>What looking up <c>localhost</c> opens, under which the hub of the tests answers too.</summary>
    static readonly string[] ofLookups = ["/etc/hosts", "/etc/host.conf", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/gai.conf"];

    /// <returns>0 where nothing was opened that was not asked for.</returns>
    public static int Check(Arguments arguments)
    {
        var wrong = 0;
        foreach (var name in arguments.Targets)
        {
            var folder = Directory.CreateDirectory(Campaign.WorkOf("opened", name)).FullName;
            var log = Path.Combine(folder, "strace.log");
            var count = Math.Min(arguments.Count, Sample).ToString(CultureInfo.InvariantCulture);
            using var process = Process.Start("strace",
                ["-f", "-qq", "-o", log, "-e", "trace=open,openat,access,stat,lstat,newfstatat,statx,connect,execve",
                Environment.ProcessPath!, "child", "opened", name, folder, count]);
            process.WaitForExit();
            string[] allowed = [folder, AppContext.BaseDirectory, Path.GetDirectoryName(typeof(object).Assembly.Location)!, .. ofTheSystem,
                .. OfTheProject(), .. name == "hub" ? ofLookups : []];
            var (seen, foreign) = Read(log, name, allowed);
            Console.WriteLine($"{name}: {count} inputs, {seen} files and connections opened, {foreign.Count} not asked for");
            foreach (var it in foreign.Take(10)) Console.WriteLine($"  {it}");
            wrong += foreign.Count + (process.ExitCode == 0 && seen > 0 ? 0 : 1);
            if (process.ExitCode != 0) Console.WriteLine($"{name}: the process ended with {process.ExitCode}");
        }
        return wrong == 0 ? 0 : 1;
    }

    static IEnumerable<string> OfTheProject() =>
        new[] { "build/art", "models", "recipes", "tests/Reference/cases", "node_modules" }.Select(it => Tests.Repository.File(it));

    static (int Seen, List<string> Foreign) Read(string log, string target, string[] allowed)
    {
        var (begun, seen) = (false, 0);
        var foreign = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(log))
        {
            begun |= line.Contains(Child.Mark, StringComparison.Ordinal);
            if (!begun || line.Contains(Child.Mark, StringComparison.Ordinal)) continue;
            if (Connection().Match(line) is { Success: true } connected)
            {
                seen++;
                if (target != "hub" || !Loopback().IsMatch(line)) foreign.Add(connected.Value);
            }
            else if (Program().Match(line) is { Success: true } started) foreign.Add(started.Value);
            else if (Opening().Match(line) is { Success: true } opened)
            {
                seen++;
                var path = opened.Groups[1].Value;
                if (!allowed.Any(it => path.StartsWith(it, StringComparison.Ordinal))) foreign.Add(opened.Value);
            }
        }
        return (seen, [.. foreign]);
    }

    [GeneratedRegex("connect\\(.*AF_(INET6?|UNIX).*")]
    private static partial Regex Connection();

    /// <summary>The hub of the tests; the service that looks names up, asked whether it is there.</summary>
    [GeneratedRegex("127\\.0\\.0\\.1|::1|nscd/socket")]
    private static partial Regex Loopback();

    [GeneratedRegex("execve\\(.*")]
    private static partial Regex Program();

    // Looking whether a file is there tells nothing to anybody; opening does.
    [GeneratedRegex("open(?:at)?\\((?:AT_FDCWD, )?\"([^\"]*)\".*")]
    private static partial Regex Opening();
}
