using System.Diagnostics;
using System.Globalization;
using EmojiGen.Models.Lora;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Bench;

/// <summary>
/// A LoRA of rank 16 on Stable Diffusion 1.5's UNet (bf16, random weights of full size): beside the layers, or fused into copies of
/// those that it changes.
/// </summary>
/// <remarks>
/// What a run pays to carry one, in time for each step, in time before the first, and in memory beside the weights that all runs share.
/// </remarks>
public static class LoraBench
{
    const int Rank = 16;

    /// <param name="args">Rounds; 5 by default.</param>
    public static int Run(string[] args)
    {
        var rounds = args is [var text, ..] ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : 5;
        using var noGrad = Autograd.NoGrad();
        using var generator = new Generator(0);
        using var unet = new UNet2DConditionModel(new UNet2DConditionConfig());
        StableDiffusionBench.Fill(unet);
        Console.WriteLine($"kernels for {Kernels.Level}, {TorchThreads.Count} threads, {Resident():f0} MB with the weights");
        Console.WriteLine();
        Console.WriteLine(
            "| LoRA on | layers | step without, ms | beside, ms | fused, ms | share the weights, ms | fuse, ms | memory of the fused copy, MB |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        Measure("attention", it => it.Contains(".attn", StringComparison.Ordinal));
        Measure("all layers", _ => true);
        return 0;

        void Measure(string what, Func<string, bool> which)
        {
            using var scope = new TensorScope();
            using var lora = Made(unet, which, generator);
            var without = Step(unet);
            double shared, fuse, beside, fused, memory;
            using (var other = Share(out shared))
            {
                using var stack = new LoraStack(new Dictionary<string, Module> { ["unet"] = other });
                stack.Add(lora, "beside");
                beside = Step(other);
            }
            var before = Resident();
            using (var other = Share(out _))
            {
                var clock = Stopwatch.StartNew();
                using (var stack = new LoraStack(new Dictionary<string, Module> { ["unet"] = other }))
                {
                    stack.Add(lora, "fused");
                    stack.Merge();
                }
                other.PrepareForInference();
                fuse = clock.Elapsed.TotalMilliseconds;
                memory = Resident() - before;
                fused = Step(other);
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {what} | {lora.Layers.Count} | {without:f0} | {beside:f0} | {fused:f0} | {shared:f1} | {fuse:f0} | {memory:f0} |"));
        }

        UNet2DConditionModel Share(out double milliseconds)
        {
            var clock = Stopwatch.StartNew();
            var other = new UNet2DConditionModel(unet.Config);
            other.Share(unet);
            milliseconds = clock.Elapsed.TotalMilliseconds;
            return other;
        }

        double Step(UNet2DConditionModel network)
        {
            using var scope = new TensorScope();
            var (sample, time, states) = (Random(1, 4, 64, 64), Tensor.From<long>([500]), Random(1, 77, 768));
            var times = new List<double>();
            for (var i = 0; i <= rounds; i++)
            {
                using var round = new TensorScope();
                var clock = Stopwatch.StartNew();
                network.Forward(sample, time, new UNetConditions(states));
                if (i > 0) times.Add(clock.Elapsed.TotalMilliseconds);
            }
            return StableDiffusionBench.Median(times);
        }

        Tensor Random(params long[] shape) => generator.Normal(shape).To(DType.BFloat16);
    }

    static LoraWeights Made(Module unet, Func<string, bool> which, Generator generator)
    {
        var layers = new List<LoraLayer>();
        foreach (var (name, module) in unet.NamedModules())
        {
            if (module is not IAdaptable { Weight.Shape: var shape } || !which(name)) continue;
            var a = (generator.Normal([Rank, .. shape[1..]]) * 0.01).To(DType.BFloat16);
            var b = (generator.Normal([shape[0], Rank, .. shape[2..].Select(_ => 1L)]) * 0.01).To(DType.BFloat16);
            layers.Add(new LoraLayer(name, "unet", name.Replace('.', '_'), a.Unscoped(), b.Unscoped(), Rank));
        }
        return new LoraWeights("bench", layers, [], 2 * layers.Count, new Dictionary<string, string>());
    }

    /// <summary>Megabytes of the process's memory that are in use.</summary>
    static double Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }
}
