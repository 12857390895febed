using System.Diagnostics;
using System.Globalization;
using EmojiGen.Models.Clip;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Bench;

/// <summary>Stable Diffusion 1.5 at 512x512, with random weights of full size, beside the same operators in PyTorch: in bf16 where the
/// level of kernels multiplies it, else in float32.</summary>
/// <remarks>All in one run, medians. The unit is one 3x3 convolution 320 to 320 at 64x64 in the same type, channels-last, by libtorch: it
/// takes the same time in every version of it,
/// so that figures carry over from machine to machine and from a busy hour to a quiet one. PyTorch's figures are in its own process's
/// units. The other measure is libtorch's product of
/// 2048 x 2048 x 2048 in float32.</remarks>
public static class StableDiffusionBench
{
    /// <summary>Goals are units with the tiles of AMX, and with vectors of bf16.</summary>
    static readonly (string Name, string What, int Tiles, int Vectors)[] parts =
        [("unet", "UNet step, batch 1", 200, 165), ("unet2", "UNet step, batch 2", 330, 300), ("vae", "VAE decode to 512x512", 700, 330),
            ("text", "text encoder, ViT-L", 13, 13)];

    static DType Type => TorchLibrary.HasBFloat16 ? DType.BFloat16 : DType.Float32;

    /// <param name="args">What to measure (unet, unet2, vae, text; all by default), rounds (5), <c>alone</c> to leave PyTorch out,
    /// <c>shapes</c> for each operator's shapes.</param>
    public static int Run(string[] args)
    {
        var rounds = args.Select(it => int.TryParse(it, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Where(it => it > 0).FirstOrDefault(5);
        var wanted = parts.Where(it => !parts.Any(part => args.Contains(part.Name)) || args.Contains(it.Name)).ToArray();
        using var noGrad = Autograd.NoGrad();
        using var generator = new Generator(0);
        Console.WriteLine(Engine.Describe());
        var product = Peaks(generator);

        var results = new List<(string Name, double Time, double Unit, OpProfile Profile)>();
        foreach (var (name, _, _, _) in wanted) results.Add(Measure(name, rounds, generator));
        var peer = args.Contains("alone") ? [] : Peer(rounds, wanted.Select(it => it.Name));

        Console.WriteLine();
        Console.WriteLine(
            $"| {Type} | ms | units | goal | products | PyTorch {peer.GetValueOrDefault("version", "")}, ms | units | products | ours / PyTorch |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (name, time, unit, _) in results)
        {
            var (_, what, tiles, vectors) = Array.Find(parts, it => it.Name == name);
            var goal = Kernels.Level switch
            {
                KernelLevel.Amx => $"{tiles}",
                KernelLevel.Avx512Bf16 => $"{vectors}",
                _ => "0.95 of PyTorch"
            };
            var (theirs, theirUnit, theirProduct) = (Number(name), Number("unit"), Number("product"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {what} | {time * 1e3:f0} | {time / unit:f0} | {goal} | {time / product:f0} | {theirs:f0} | {theirs / theirUnit:f0} | {theirs / theirProduct:f0} | {time * 1e3 / theirs:f2} |"));
        }
        foreach (var (name, _, unit, profile) in results)
            Breakdown(Array.Find(parts, it => it.Name == name).What, unit, profile, args.Contains("shapes"));
        return 0;

        double Number(string name) => double.Parse(peer.GetValueOrDefault(name, "NaN"), CultureInfo.InvariantCulture);
    }

    static (string Name, double Time, double Unit, OpProfile Profile) Measure(string name, int rounds, Generator generator)
    {
        using var scope = new TensorScope();
        Module module;
        Func<Tensor> compute;
        if (name == "vae")
        {
            var vae = new AutoencoderKL(new AutoencoderKLConfig());
            var latents = Random(1, 4, 64, 64);
            (module, compute) = (vae, () => vae.Decode(latents));
        }
        else if (name == "text")
        {
            var text = new ClipTextModel(new ClipTextConfig(HiddenSize: 768, IntermediateSize: 3072, NumAttentionHeads: 12));
            var ids = Tensor.Arange(0, 77).Reshape(1, 77);
            (module, compute) = (text, () => text.Forward(ids).LastHiddenState);
        }
        else
        {
            var unet = new UNet2DConditionModel(new UNet2DConditionConfig());
            var batch = name == "unet" ? 1 : 2;
            var (sample, time, states) = (Random(batch, 4, 64, 64), Tensor.From<long>([500]), Random(batch, 77, 768));
            (module, compute) = (unet, () => unet.Forward(sample, time, new UNetConditions(states)));
        }
        using (module)
        {
            Fill(module);
            var times = new List<double>();
            var units = new List<double>();
            for (var i = 0; i <= rounds; i++)
            {
                using var round = new TensorScope();
                var clock = Stopwatch.StartNew();
                compute();
                if (i > 0) times.Add(clock.Elapsed.TotalSeconds);
                units.Add(Unit(generator));
            }
            var profile = new OpProfile();
            using (profile)
            {
                using (new TensorScope()) compute();
            }
            return (name, Median(times), Median(units), profile);
        }

        Tensor Random(params long[] shape) => generator.Normal(shape).To(Type);
    }

    /// <summary>What the machine does at its best: products and convolutions in the same element type.</summary>
    /// <returns>Seconds of a product in float32.</returns>
    static double Peaks(Generator generator)
    {
        using var scope = new TensorScope();
        Tensor wide = generator.Normal([2048, 2048]), x = wide.To(Type);
        var product = Median([.. Enumerable.Range(0, 10).Select(_ => Seconds(() => wide.Matmul(wide)))]);
        var matmul = Median([.. Enumerable.Range(0, 10).Select(_ => Seconds(() => x.Matmul(x)))]);
        using var linear = new Linear(2048, 2048, bias: false);
        Fill(linear);
        var packed = Median([.. Enumerable.Range(0, 10).Select(_ => Seconds(() => linear.Forward(x)))]);
        var unit = Unit(generator);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"unit {unit * 1e3:f2} ms, {2.0 * 320 * 320 * 9 * 4096 / unit / 1e9:f0} GFLOP/s; product of 2048 x 2048 by libtorch {2.0 * Math.Pow(2048, 3) / matmul / 1e9:f0} GFLOP/s, in float32 {2.0 * Math.Pow(2048, 3) / product / 1e9:f0}, with packed weights {2.0 * Math.Pow(2048, 3) / packed / 1e9:f0}"));
        return product;
    }

    static Dictionary<string, string> Peer(int rounds, IEnumerable<string> names)
    {
        const string python = "/usr/bin/python3"; // Debian's, with python3-torch
        if (!File.Exists(python)) return [];
        using var process = Engine.StartPeer(python,
            ["bench/stable_diffusion_peer.py", Type == DType.BFloat16 ? "bfloat16" : "float32", $"{rounds}", .. names]);
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return lines.Select(it => it.Split(' ')).Where(it => it.Length == 2).ToDictionary(it => it[0], it => it[1], StringComparer.Ordinal);
    }

    internal static void Breakdown(string what, double unit, OpProfile profile, bool shapes)
    {
        var total = profile.Entries.Sum(it => it.Time.TotalSeconds);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}, one run of {total * 1e3:f0} ms in operators:"));
        Console.WriteLine();
        Console.WriteLine("| operator | calls | ms | units |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var group in profile.Entries.GroupBy(it => it.Operator)
            .Select(it => (it.Key, Calls: it.Sum(e => e.Calls), Time: it.Sum(e => e.Time.TotalSeconds))).OrderByDescending(it => it.Time).Where(it => it.Time > total / 500))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {group.Key} | {group.Calls} | {group.Time * 1e3:f1} | {group.Time / unit:f1} |"));
        if (!shapes) return;
        Console.WriteLine();
        foreach (var (name, tensors, calls, time) in profile.Entries.Take(60))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"    {time.TotalMilliseconds,8:f2} ms {calls,3} x {name} {tensors}"));
    }

    static double Seconds(Func<Tensor> compute)
    {
        using var scope = new TensorScope();
        var clock = Stopwatch.StartNew();
        compute();
        return clock.Elapsed.TotalSeconds;
    }

    internal static double Unit(Generator generator)
    {
        using var scope = new TensorScope();
        Tensor x = generator.Normal([1, 320, 64, 64]).To(Type).ChannelsLast(),
            weight = generator.Normal([320, 320, 3, 3]).To(Type).ChannelsLast();
        var times = new List<double>();
        for (var i = 0; i < 20; i++) times.Add(Seconds(() => x.Conv2d(weight, null, padding: 1)));
        return Median(times);
    }

    /// <summary>Small numbers everywhere, so that nothing overflows; they need not be good ones.</summary>
    internal static void Fill(Module module)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(1);
        var pattern = (generator.Normal([1 << 20]) * 0.02).To(Type);
        foreach (var (name, parameter) in module.NamedParameters())
        {
            using var one = new TensorScope();
            var count = parameter.Shape.Aggregate(1L, (a, b) => a * b);
            var flat = pattern.Repeat((count + pattern.ElementCount - 1) / pattern.ElementCount).Slice(0, 0, count).Clone();
            if (parameter.Shape.Length == 1 && name.EndsWith("weight", StringComparison.Ordinal)) flat = flat + 1;
            parameter.Tensor = flat.Reshape(parameter.Shape);
        }
        module.PrepareForInference();
    }

    internal static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
