using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EmojiGen.Tests.Torch;
using EmojiGen.Torch;
using EmojiGen.Training.Loop;

namespace EmojiGen.Tests.Training.Loop;

/// <summary>Training in a process of its own, so that it can be killed: <c>dotnet EmojiGen.Tests.dll --train FOLDER
/// PRECISION</c>.</summary>
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
        Optimizer = precision == MixedPrecision.BFloat16 ? OptimizerKind.Muon : OptimizerKind.AdamW, // each with one of them
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

    /// <summary>Trains in several processes, as the environment says: <c>--train-together FOLDER BATCH STEPS CHECKPOINT-EVERY</c>. The
    /// first one prints its losses.</summary>
    public static int RunTogether(string folder, int batch, long steps, long every)
    {
        using var group = GroupPlace.Read(Environment.GetEnvironmentVariable) is { } place ? ProcessGroup.Join(place) : null;
        var onDevice = Environment.GetEnvironmentVariable("ON_DEVICE") is not null;
        using var task = new SmallTask(device: onDevice ? HostDevice.Device : Device.Cpu)
        {
            Pause = Environment.GetEnvironmentVariable("PAUSE") is { } pause
            ? int.Parse(pause, CultureInfo.InvariantCulture) : 0
        };
        using var trainer = new Trainer(task,
            Options(folder, MixedPrecision.No) with { BatchSize = batch, Steps = steps, CheckpointEvery = every }, null, group);
        trainer.Resume("latest");
        foreach (var step in trainer.Run())
            if (trainer.Leads) Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{step.Number} {step.Loss:R} {step.GradientNorm:R} {step.Reported["mse"]:R}"));
            else Console.WriteLine(step.Number.ToString(CultureInfo.InvariantCulture));
        group?.Meet();
        return 0;
    }

    /// <summary>Starts the first or another of several processes.</summary>
    public static Process Join(string folder, int batch, long steps, long every, int rank, int size, int port, int pause = 0,
        bool onDevice = false)
    {
        var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(program,
            [typeof(TrainingProcess).Assembly.Location, "--train-together", folder, $"{batch}", $"{steps}", $"{every}"])
        { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (size > 1)
            foreach (var (name, value) in new (string, object)[] { ("WORLD_SIZE", size), ("RANK", rank), ("LOCAL_RANK", rank),
                ("MASTER_ADDR", "127.0.0.1"), ("MASTER_PORT", port) })
                start.Environment[name] = $"{value}";
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["PAUSE"] = $"{pause}";
        if (onDevice) start.Environment["ON_DEVICE"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>A port that nobody listens at.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and ends it with SIGKILL when it has done a step; without one, waits for its end.</summary>
    /// <param name="shell">Run before it, as limits of what it may use.</param>
    public static (int ExitCode, string Error) Start(string folder, string precision, long? killAfter, TimeSpan delay = default,
        string? shell = null)
    {
        var command =
            $"exec \"{Environment.ProcessPath}\" \"{typeof(TrainingProcess).Assembly.Location}\" --train \"{folder}\" {precision}";
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{shell}{command}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet")
            start.ArgumentList[1] = command.Replace(Environment.ProcessPath!, "dotnet", StringComparison.Ordinal);
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
