using System.Diagnostics;
using EmojiGen.Generation;
using EmojiGen.Torch;

namespace EmojiGen.Cli;

/// <summary>Sets up libtorch and the bridge to it when a command first needs them, which most never do.</summary>
static class ModelSetUp
{
    /// <exception cref="TorchException">It did not succeed; why stands on standard error.</exception>
    public static void Run(Terminal terminal, Installation installation)
    {
        var script = Path.Combine(installation.Root, "setup");
        if (!OperatingSystem.IsLinux() || !File.Exists(script)) return; // what is missing is said where it is missed
        var start = new ProcessStartInfo(script) { UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add("--models");
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd(); // standard output is the command's own
        process.WaitForExit();
        if (said.Length > 0) terminal.Error.Write(said);
        if (process.ExitCode != 0)
            throw new TorchException("The models need libtorch, which could not be set up; why, and what to do, stands above.");
    }
}
