using System.Diagnostics;
using System.Globalization;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Torch;

namespace EmojiGen.Bench;

/// <summary>A whole run of Stable Diffusion 1.5 at 512x512, or XL at 1024x1024, from a float16 folder: what loading takes until the first
/// step begins, a step, the decoder, and memory at most.</summary>
static class PipelineBench
{
    const string Child = "child";

    /// <param name="args"><c>1.5</c> or <c>xl</c> (1.5), and steps (4). Each of three runs is a process of its own.</param>
    public static int Run(string[] args)
    {
        if (args is [Child, var which, var count]) return RunOnce(which, int.Parse(count, CultureInfo.InvariantCulture));
        var (model, steps) = (args.Length > 0 ? args[0] : "1.5", args.Length > 1 ? args[1] : "4");
        var folder = Folder(model);
        var weights = new DirectoryInfo(folder).EnumerateFiles("*.safetensors", SearchOption.AllDirectories).Sum(it => it.Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"weights {weights / 1e9:0.00} GB in 16 bits, so at most {(1.15 * weights + 0.5e9) / 1e9:0.00} GB are wanted"));
        Console.WriteLine("| run | to the first step, s | a step, s | decode, s | memory at most, GB |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        for (var i = 1; i <= 3; i++)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var word in new[] { "pipeline", Child, model, steps }) start.ArgumentList.Add(word);
            using var process = Process.Start(start)!;
            Console.WriteLine($"| {i} | {process.StandardOutput.ReadToEnd().Trim()} |");
            process.WaitForExit();
            if (process.ExitCode != 0) return process.ExitCode;
        }
        return 0;
    }

    static string Folder(string model) => model == "xl" ? FullSizeModel.StableDiffusionXL() : FullSizeModel.StableDiffusion15();

    static int RunOnce(string which, int steps)
    {
        var (folder, side) = (Folder(which), which == "xl" ? 1024 : 512);
        var clock = Stopwatch.StartNew();
        using var scope = new TensorScope();
        using var model = DiffusionModel.Load(folder);
        using var run = model.Begin(new GenerationRequest
        {
            Prompt = "a cat riding a skateboard",
            Steps = steps,
            Width = side,
            Height = side
        });
        var loaded = clock.Elapsed.TotalSeconds;
        var times = new List<double>();
        clock.Restart();
        foreach (var _ in run.Steps())
        {
            times.Add(clock.Elapsed.TotalSeconds);
            clock.Restart();
        }
        run.Decode();
        var decode = clock.Elapsed.TotalSeconds;
        times.Sort();
        var peak = File.ReadLines("/proc/self/status").First(it => it.StartsWith("VmHWM", StringComparison.Ordinal))
            .Split(':')[1].Replace("kB", "", StringComparison.Ordinal);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{loaded:0.00} | {times[times.Count / 2]:0.00} | {decode:0.00} | {double.Parse(peak, CultureInfo.InvariantCulture) * 1024 / 1e9:0.00}"));
        return 0;
    }
}
