using System.Diagnostics;
using EmojiGen.Torch;

namespace EmojiGen.Bench;

/// <summary>What computes: the level of our kernels, and what libtorch was told of the processor.</summary>
static class Engine
{
    /// <returns>One line for the head of a report.</returns>
    public static string Describe()
    {
        var info = TorchInfo.Read();
        var settings = string.Join(' ', TorchLibrary.Settings.Select(it => $"{it.Name}={it.Value}"));
        return $"kernels {Kernels.NameOf(info.Kernels)}, libtorch {info.Version} ({info.CpuCapability}, {info.Blas.Split(':')[0]}, {info.Threads} threads; {settings})";
    }

    /// <summary>PyTorch in a process of its own, told of the processor what our libtorch is told, so that a level of kernels meets its
    /// like.</summary>
    public static Process StartPeer(string python, IEnumerable<string> arguments)
    {
        TorchLibrary.EnsureLoaded();
        var start = new ProcessStartInfo(python, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        foreach (var (name, value) in TorchLibrary.Settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
