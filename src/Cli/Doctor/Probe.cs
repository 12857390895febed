using System.Diagnostics;

namespace EmojiGen.Cli.Doctor;

/// <summary>
/// Asks native libraries about themselves in a process of its own: a broken library may end the process that loads it,
/// and the doctor has to live to tell.
/// </summary>
static class Probe
{
    /// <summary>How long a library may take to load before it is called broken.</summary>
    static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    /// <returns>What the probe named it found (<c>version</c>, ...); under <c>error</c> why it did not.</returns>
    public static IReadOnlyDictionary<string, string> Run(string subject)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        foreach (var argument in (ReadOnlySpan<string>)["dev", "doctor", "--probe", subject]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill();
            return Error($"does not answer within {patience.TotalSeconds:0} s");
        }
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line.Split('=', 2) is [var name, var value]) found[name] = value;
        if (process.ExitCode != 0 && !found.ContainsKey("error"))
            found["error"] = error.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() is { } last
                ? last.Trim()
                : $"ends the process that loads it (exit code {process.ExitCode})";
        return found;
    }

    static Dictionary<string, string> Error(string message) => new(StringComparer.Ordinal) { ["error"] = message };
}
