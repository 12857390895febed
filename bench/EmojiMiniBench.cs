using System.Diagnostics;
using System.Globalization;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;
using EmojiGen.Training.EmojiMini;
using EmojiGen.Training.Loop;

namespace EmojiGen.Bench;

/// <summary>A training step of <c>emoji-mini</c>'s denoising network all of it, in bfloat16 where the level of kernels multiplies it, else
/// in float32: forward, backward, clipping, AdamW; beside the same network in PyTorch, in the same run.</summary>
public static class EmojiMiniBench
{
    /// <param name="args">Batch (64) and rounds (7), <c>alone</c> without PyTorch.</param>
    public static int Run(string[] args)
    {
        var numbers = args.Select(it => int.TryParse(it, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Where(it => it > 0).ToArray();
        var (batch, rounds) = (numbers.ElementAtOrDefault(0) is > 0 and var b ? b : 64, numbers.ElementAtOrDefault(1) is > 0 and var r ? r
            : 7);
        var peer = args.Contains("alone") ? [] : Peer(batch, rounds);
        using var generator = new Generator(0);
        using var unet = new UNet2DConditionModel(EmojiMiniNetworks.Unet);
        unet.Initialise(generator);
        unet.ToChannelsLast();
        using var task = new RandomTask(unet);
        List<double> times = [], units = [];
        OpProfile? profile = null;
        using (var trainer = new Trainer(task,
            new TrainerOptions { Steps = rounds + 2, BatchSize = batch, LearningRate = 1e-5, Precision = TorchLibrary.HasBFloat16 ? MixedPrecision.BFloat16 : MixedPrecision.No }))
        {
            var clock = Stopwatch.StartNew();
            foreach (var step in trainer.Run())
            {
                if (step.Number > 1 && profile is null) times.Add(clock.Elapsed.TotalSeconds * 1e3);
                units.Add(StableDiffusionBench.Unit(generator));
                if (step.Number == step.Total - 1) profile = new OpProfile();
                clock.Restart();
            }
        }
        profile!.Dispose();
        var (own, unit) = (StableDiffusionBench.Median(times), StableDiffusionBench.Median(units));
        Console.WriteLine(Engine.Describe());
        Console.WriteLine(
            $"Batch {batch}, {unet.ParameterCount / 1e6:f1} M parameters (PyTorch's network: {Number("parameters") / 1e6:f1} M)\n");
        Console.WriteLine("| | ms a step | pictures a second | ours is so many times as fast |\n| --- | --- | --- | --- |");
        foreach (var (name, time) in new[] { (TorchLibrary.HasBFloat16 ? "ours, bfloat16" : "ours, float32", own),
            ($"PyTorch {peer.GetValueOrDefault("version", "")}, float32", Number("float32")), ("PyTorch, bfloat16", Number("bfloat16")) })
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {time:f0} | {batch / time * 1e3:f0} | {time / own:f2} |"));
        StableDiffusionBench.Breakdown("A step's forward pass, and those of our own gradients", unit, profile, args.Contains("shapes"));
        return 0;

        double Number(string name) => double.Parse(peer.GetValueOrDefault(name, "NaN"), CultureInfo.InvariantCulture);
    }

    static Dictionary<string, string> Peer(int batch, int rounds)
    {
        const string python = "/usr/bin/python3"; // Debian's, with python3-torch
        if (!File.Exists(python)) return [];
        using var process = Engine.StartPeer(python, ["bench/emoji_mini_peer.py", $"{batch}", $"{rounds}"]);
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return lines.Select(it => it.Split(' ')).ToDictionary(it => it[0], it => it[1]);
    }

    sealed class RandomTask(UNet2DConditionModel unet) : TrainingTask
    {
        public override int ExampleCount => 1024;

        public override IReadOnlyList<TrainedGroup> Groups => [TrainedGroup.Of(unet)];

        public override Tensor Loss(TrainingBatch batch)
        {
            var (count, config) = (batch.Indices.Count, unet.Config);
            Tensor x = batch.Random.Normal([count, config.InChannels, config.SampleSize, config.SampleSize]),
                goal = batch.Random.Normal(x.Shape);
            var conditions = new UNetConditions(
                batch.Random.Normal([count, EmojiMiniNetworks.CaptionTokens, EmojiMiniNetworks.TextWidth]))
            { ClassLabels = batch.Random.Integers(0, 5, [count]) };
            return unet.Forward(x, batch.Random.Integers(0, 1000, [count]), conditions).To(DType.Float32).MseLoss(goal);
        }
    }
}
