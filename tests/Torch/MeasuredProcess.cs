using System.Diagnostics;

namespace EmojiGen.Tests.Torch;

/// <summary>The test program in a process of its own and on one thread, where nothing else takes or leaves memory.</summary>
static class MeasuredProcess
{
    /// <returns>What it wrote.</returns>
    public static string Run(params string[] arguments) => Run(arguments, []).Out;

    /// <param name="environment">Variables that the process has beside the test's; null: has not.</param>
    public static (string Out, string Error) Run(string[] arguments, (string Name, string? Value)[] environment)
    {
        var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(program, [typeof(MeasuredProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, error.Result);
        return (output, error.Result);
    }
}
