using System.Diagnostics;
using System.Globalization;
using EmojiGen.Imaging;
using EmojiGen.Torch;
using EmojiGen.Training.FineTuning;
using EmojiGen.Training.Recipes;

namespace EmojiGen.Bench;

/// <summary>Training steps: <c>emoji-dev fine-tune --recipe stable-emote</c> on a Stable Diffusion 1.5 of full size with random weights
/// (rank 4, 256x256, batch 8, bf16).</summary>
/// <remarks>Times are medians in the units of <see cref="StableDiffusionBench"/>, measured between the steps; memory is the most that the
/// process ever had, loading included.</remarks>
public static class TrainingBench
{
    const string Child = "child";

    static readonly (string Name, string What, string Goal, double Memory)[] parts =
        [("plain", "SD 1.5 LoRA step, StableEmote's settings", "1300", 4.5),
            ("checkpointed", "the same with gradient checkpointing", "", 3.3)];

    /// <param name="args">What to measure (plain, checkpointed; both by default), rounds (5), <c>shapes</c> for each operator's shapes.
    /// Each part runs in a process of its own.</param>
    public static int Run(string[] args)
    {
        var rounds = args.Select(it => int.TryParse(it, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Where(it => it > 0).FirstOrDefault(5);
        if (args is [Child, var which, _, var shapes]) return Measure(which, rounds, shapes == "shapes");
        FullSizeModel.StableDiffusion15();
        Console.WriteLine(Engine.Describe());
        Console.WriteLine("| | ms | units | goal | memory at most, GB | goal |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        var profiles = "";
        foreach (var (name, what, goal, memory) in parts.Where(it => !parts.Any(part => args.Contains(part.Name))
            || args.Contains(it.Name)))
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!,
                ["training", Child, name, $"{rounds}", args.Contains("shapes") ? "shapes" : "sums"])
            { RedirectStandardOutput = true, UseShellExecute = false };
            using var process = Process.Start(start)!;
            var (time, unit, most) = (Number(process), Number(process), Number(process));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {what} | {time * 1e3:f0} | {time / unit:f0} | {goal} | {most:f2} | {memory} |"));
            profiles += $"\n{what}:\n\n{process.StandardOutput.ReadToEnd()}";
            process.WaitForExit();
            if (process.ExitCode != 0) return process.ExitCode;
        }
        Console.Write(profiles);
        return 0;

        static double Number(Process process) => double.Parse(process.StandardOutput.ReadLine() ?? "NaN", CultureInfo.InvariantCulture);
    }

    static int Measure(string which, int rounds, bool shapes)
    {
        var folder = Directory.CreateTempSubdirectory("emojigen-bench-");
        try
        {
            using var tuner = new FineTuner(Settings(folder.FullName, rounds, which == "checkpointed"));
            foreach (var _ in tuner.Prepare()) { }
            using var generator = new Generator(0);
            List<double> times = [], units = [];
            OpProfile? profile = null;
            var clock = Stopwatch.StartNew();
            foreach (var step in tuner.Train())
            {
                // The first step packs weights; the last one is profiled, and saved.
                if (step.Number > 1 && profile is null) times.Add(clock.Elapsed.TotalSeconds);
                units.Add(StableDiffusionBench.Unit(generator));
                if (step.Number == step.Total - 1) profile = new OpProfile();
                clock.Restart();
            }
            profile!.Dispose();
            var unit = StableDiffusionBench.Median(units);
            var peak = double.Parse(File.ReadLines("/proc/self/status").First(it => it.StartsWith("VmHWM", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
            foreach (var number in new[] { StableDiffusionBench.Median(times), unit, peak * 1024 / 1e9 })
                Console.WriteLine(number.ToString(CultureInfo.InvariantCulture));
            StableDiffusionBench.Breakdown("A step", unit, profile, shapes);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The recipe's, over eight plain squares.</summary>
    static FineTuneSettings Settings(string folder, int rounds, bool checkpointing)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        for (var i = 0; i < 8; i++) ImageFile.Save(Path.Combine(data, $"{i}.png"), Raster.Filled(256, 256, new((byte)(30 * i), 200, 40)));
        var recipe = RecipeFile.Read(Path.Combine("recipes", "stable-emote"), [.. FineTuneSettings.All.Select(it => it.Name)]);
        var values = new Dictionary<string, string>(recipe, StringComparer.Ordinal)
        {
            ["model"] = FullSizeModel.StableDiffusion15(),
            ["data"] = data,
            ["output-dir"] = Path.Combine(folder, "out"),
            ["instance-prompt"] = "sks emoji",
            ["method"] = "dreambooth-lora",
            ["max-train-steps"] = $"{rounds + 2}",
            ["report-to"] = "none",
        };
        if (checkpointing) values["gradient-checkpointing"] = "true";
        return FineTuneSettings.Read(values, folder, it => it);
    }
}
