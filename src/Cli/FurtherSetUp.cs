using System.Diagnostics;
using EmojiGen.Generation;
using EmojiGen.Torch;

namespace EmojiGen.Cli;

/// <summary>Sets up what a command first needs and most never do: libtorch and the bridge to it, the network that looks at
/// pictures.</summary>
static class FurtherSetUp
{
    /// <exception cref="TorchException">It did not succeed; why stands on standard error.</exception>
    public static void Models(Terminal terminal, Installation installation)
    {
        if (!Run("--models", terminal, installation))
            throw new TorchException("The models need libtorch, which could not be set up; why, and what to do, stands above.");
    }

    /// <exception cref="IOException">It did not succeed; why stands on standard error.</exception>
    public static void Eye(Terminal terminal, Installation installation)
    {
        if (!Directory.Exists(installation.Eye) && !Run("--eye", terminal, installation))
            throw new IOException("Pictures are looked at by ResNet-18, which could not be set up; why, and what to do, stands above.");
    }

    static bool Run(string part, Terminal terminal, Installation installation)
    {
        var script = Path.Combine(installation.Root, "setup");
        if (!OperatingSystem.IsLinux() || !File.Exists(script)) return true; // what is missing is said where it is missed
        var start = new ProcessStartInfo(script) { UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add(part);
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd(); // standard output is the command's own
        process.WaitForExit();
        if (said.Length > 0) terminal.Error.Write(said);
        return process.ExitCode == 0;
    }
}
