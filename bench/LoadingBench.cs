using System.Diagnostics;
using System.Globalization;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Torch;

namespace EmojiGen.Bench;

/// <summary>What loading Stable Diffusion 1.5 (random weights of full size, float16) takes of the process's memory at most, beside its
/// weights, and how long it takes from the page cache.</summary>
public static class LoadingBench
{
    /// <param name="args">A type: measured in this process; none: each type in a process of its own.</param>
    public static int Run(string[] args)
    {
        var folder = FullSizeModel.StableDiffusion15();
        if (args is [var type]) return Measure(folder, Enum.Parse<DType>(type));
        Console.WriteLine("| float16 as | weights, MB | at most, MB | times | s |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var each in new[] { DType.BFloat16, DType.Float32 })
        {
            using var process = Process.Start(Environment.ProcessPath!, ["loading", $"{each}"]);
            process.WaitForExit();
            if (process.ExitCode != 0) return process.ExitCode;
        }
        return 0;
    }

    static int Measure(string folder, DType type)
    {
        TorchLibrary.EnsureLoaded();
        File.WriteAllText("/proc/self/clear_refs", "5"); // the highest mark is from here on
        var before = Kilobytes("VmRSS");
        var clock = Stopwatch.StartNew();
        using var model = DiffusionModel.Load(folder, new() { DType = type, Device = Device.Cpu });
        var (seconds, most) = (clock.Elapsed.TotalSeconds, (Kilobytes("VmHWM") - before) * 1024);
        var weights = model.Networks.Values.Append(model.Vae).Sum(it => it.ParameterCount) * model.DType.Size();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {type} | {weights / 1e6:f0} | {most / 1e6:f0} | {(double)most / weights:f3} | {seconds:f1} |"));
        return 0;
    }

    static long Kilobytes(string name) => long.Parse(File.ReadLines("/proc/self/status")
        .First(it => it.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
