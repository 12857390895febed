using System.Diagnostics;
using System.Globalization;
using EmojiGen.Models.Clip;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Bench;

/// <summary>Stable Diffusion 1.5 at 512x512 in bf16, with random weights of full size.</summary>
/// <remarks>All in one run, medians. The unit is one 3x3 convolution 320 -> 320 at 64x64, bf16, channels-last: it takes the same time in every libtorch, so that
/// figures carry over from machine to machine and from a busy hour to a quiet one.</remarks>
public static class StableDiffusionBench
{
    /// <param name="args">What to measure (unet, unet2, vae, text; all by default) and rounds (5).</param>
    public static int Run(string[] args)
    {
        var rounds = args.Select(it => int.TryParse(it, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).Where(it => it > 0).FirstOrDefault(5);
        var parts = args.Where(it => !char.IsAsciiDigit(it[0])).ToArray();
        TorchLibrary.EnsureLoaded();
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var generator = new Generator(0);
        var unit = Unit(generator);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"unit: {unit * 1e3:f2} ms"));

        if (Wanted("unet") || Wanted("unet2"))
        {
            using var unet = new UNet2DConditionModel(new UNet2DConditionConfig());
            Fill(unet);
            foreach (var batch in new[] { 1, 2 })
            {
                if (!Wanted(batch == 1 ? "unet" : "unet2")) continue;
                var (sample, time, states) = (Random(batch, 4, 64, 64), Tensor.From<long>([500]), Random(batch, 77, 768));
                Measure($"UNet step, batch {batch}", () => unet.Forward(sample, time, new UNetConditions(states)));
            }
        }
        if (Wanted("vae"))
        {
            using var vae = new AutoencoderKL(new AutoencoderKLConfig());
            Fill(vae);
            var latents = Random(1, 4, 64, 64);
            Measure("VAE decode", () => vae.Decode(latents));
        }
        if (Wanted("text"))
        {
            using var text = new ClipTextModel(new ClipTextConfig(HiddenSize: 768, IntermediateSize: 3072, NumAttentionHeads: 12));
            Fill(text);
            var ids = Tensor.Arange(0, 77).Reshape(1, 77);
            Measure("text encoder", () => text.Forward(ids).LastHiddenState);
        }
        return 0;

        bool Wanted(string part) => parts.Length == 0 || parts.Contains(part);

        Tensor Random(params long[] shape) => generator.Normal(shape).To(DType.BFloat16);

        void Measure(string name, Func<Tensor> compute)
        {
            var times = new List<double>();
            for (var i = 0; i <= rounds; i++)
            {
                using var round = new TensorScope();
                var clock = Stopwatch.StartNew();
                compute();
                if (i > 0) times.Add(clock.Elapsed.TotalSeconds);
            }
            unit = Math.Min(unit, Unit(generator));
            var median = Median(times);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {median * 1e3:f0} ms, {median / unit:f0} units (unit {unit * 1e3:f2} ms); best {times.Min() * 1e3:f0}"));
            using var profile = new OpProfile();
            using (new TensorScope()) compute();
            var total = profile.Entries.Sum(it => it.Time.TotalSeconds);
            foreach (var group in profile.Entries.GroupBy(it => it.Operator).OrderByDescending(it => it.Sum(e => e.Time.TotalSeconds)).Take(24))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {group.Key,-40} {group.Sum(it => it.Calls),5} {group.Sum(it => it.Time.TotalMilliseconds),8:f1} ms {group.Sum(it => it.Time.TotalSeconds) / unit,6:f1} units"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  in all {total * 1e3:f0} ms"));
            if (Environment.GetEnvironmentVariable("EMOJIGEN_BENCH_SHAPES") is not null)
            {
                foreach (var (name2, shapes, calls, time) in profile.Entries.Take(70))
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {time.TotalMilliseconds,7:f2} {calls,3} {name2} {shapes}"));
            }
        }
    }

    static double Unit(Generator generator)
    {
        using var scope = new TensorScope();
        Tensor x = generator.Normal([1, 320, 64, 64]).To(DType.BFloat16).ChannelsLast(), weight = generator.Normal([320, 320, 3, 3]).To(DType.BFloat16).ChannelsLast();
        var times = new List<double>();
        for (var i = 0; i < 30; i++)
        {
            using var one = new TensorScope();
            var clock = Stopwatch.StartNew();
            x.Conv2d(weight, null, padding: 1);
            times.Add(clock.Elapsed.TotalSeconds);
        }
        return Median(times);
    }

    /// <summary>Small numbers everywhere, so that nothing overflows; they need not be good ones.</summary>
    static void Fill(Module module)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(1);
        var pattern = (generator.Normal([1 << 20]) * 0.02).To(DType.BFloat16);
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

    static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
