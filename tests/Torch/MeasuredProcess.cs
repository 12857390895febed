using System.Diagnostics;

namespace EmojiGen.Tests.Torch;

/// <summary>The test program in a process of its own and on one thread, where nothing else takes or leaves memory.</summary>
static class MeasuredProcess
{
    /// <returns>What it wrote.</returns>
    public static string Run(params string[] arguments)
    {
        var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(program, [typeof(MeasuredProcess).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output;
    }
}
