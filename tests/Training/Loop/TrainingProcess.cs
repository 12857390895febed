using System.Diagnostics;
using System.Globalization;
using EmojiGen.Torch;
using EmojiGen.Training.Loop;

namespace EmojiGen.Tests.Training.Loop;

/// <summary>Training in a process of its own, so that it can be killed: <c>dotnet EmojiGen.Tests.dll --train FOLDER PRECISION</c>.</summary>
static class TrainingProcess
{
    public const int Steps = 12;

    public static TrainerOptions Options(string folder, MixedPrecision precision) => new()
    {
        Steps = Steps,
        BatchSize = 3, // 10 examples: batches cross the ends of epochs
        AccumulationSteps = 2,
        LearningRate = 0.01,
        Schedule = new("cosine", WarmUpSteps: 2),
        EmaDecay = 0.9,
        Precision = precision,
        Seed = 7,
        Folder = folder,
        CheckpointEvery = 1,
        CheckpointLimit = 2,
    };

    /// <summary>Trains to the end, or until killed, from wherever the folder is.</summary>
    public static int Run(string folder, string precision)
    {
        using var task = new SmallTask(precision == "bf16" ? DType.BFloat16 : DType.Float32);
        using var trainer = new Trainer(task, Options(folder, precision == "bf16" ? MixedPrecision.BFloat16 : MixedPrecision.No));
        trainer.Resume("latest");
        foreach (var step in trainer.Run())
        {
            Console.WriteLine(step.Number.ToString(CultureInfo.InvariantCulture));
            Thread.Sleep(step.Number % 3 == 0 ? 5 : 0);
        }
        return 0;
    }

    /// <summary>Starts it and ends it with SIGKILL when it has done a step; without one, waits for its end.</summary>
    /// <param name="shell">Run before it, as limits of what it may use.</param>
    public static (int ExitCode, string Error) Start(string folder, string precision, long? killAfter, TimeSpan delay = default, string? shell = null)
    {
        var command = $"exec \"{Environment.ProcessPath}\" \"{typeof(TrainingProcess).Assembly.Location}\" --train \"{folder}\" {precision}";
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{shell}{command}"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet") start.ArgumentList[1] = command.Replace(Environment.ProcessPath!, "dotnet", StringComparison.Ordinal);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // its large temporary files would count as written
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (killAfter is not { } step || !long.TryParse(line, CultureInfo.InvariantCulture, out var done) || done < step) continue;
            Thread.Sleep(delay);
            process.Kill(); // SIGKILL
            break;
        }
        process.WaitForExit();
        return (process.ExitCode, error.Result);
    }
}
