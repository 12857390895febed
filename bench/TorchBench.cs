using System.Diagnostics;
using System.Globalization;
using EmojiGen.Torch;

namespace EmojiGen.Bench;

/// <summary>The tensor engine: how long it takes to load, what a call costs, and how near its operators come to the hardware.</summary>
/// <remarks>Shapes are those of SD 1.5 at batch 1. ATEN_CPU_CAPABILITY and OPENBLAS_CORETYPE in the environment go before the engine's own
/// choice.</remarks>
public static class TorchBench
{
    /// <param name="args">Threads (at most, and at first, those of the machine) and rounds (20), where given in this order; the best round
    /// counts.</param>
    public static int Run(string[] args)
    {
        Load();
        using var threads = TorchThreads.Limit(args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : TorchThreads.Count);
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
        Console.WriteLine($"{Engine.Describe()}, best of {rounds}");
        using var noGrad = Autograd.NoGrad();
        Calls(rounds);
        Products(rounds);
        Layers(rounds);
        return 0;
    }

    static void Load()
    {
        var before = Status("VmRSS");
        var clock = Stopwatch.StartNew();
        TorchLibrary.EnsureLoaded();
        var loaded = clock.Elapsed.TotalMilliseconds;
        using var scope = new TensorScope();
        var x = Tensor.Ones([256, 256]);
        x.Matmul(x).Sum().ToDouble();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"load {loaded:f0} ms, with a first product {clock.Elapsed.TotalMilliseconds:f0} ms; memory {before:f0} MB before, {Status("VmRSS"):f0} MB after"));
    }

    static void Calls(int rounds)
    {
        using var scope = new TensorScope();
        var one = Tensor.Ones([1]);
        var calls = 10_000;
        var best = Best(rounds, () =>
        {
            for (var i = 0; i < calls; i++) one.Relu().Dispose();
        });
        var add = Best(rounds, () =>
        {
            for (var i = 0; i < calls; i++) one.Add_(one);
        });
        Line("relu of one number, and freed", $"{best / calls * 1e9:f0} ns");
        Line("in-place addition of one number", $"{add / calls * 1e9:f0} ns");
    }

    static void Products(int rounds)
    {
        foreach (var (dtype, size) in new[] { (DType.Float32, 1024), (DType.BFloat16, 1024), (DType.BFloat16, 2048) })
        {
            using var scope = new TensorScope();
            var x = Tensor.Ones([size, size], dtype);
            var time = Best(rounds, () => x.Matmul(x).Dispose());
            Line($"product {size} x {size} {dtype}", $"{2.0 * size * size * size / time / 1e9:f0} GFLOP/s");
        }
    }

    static void Layers(int rounds)
    {
        using var generator = new Generator(0);
        using var scope = new TensorScope();
        foreach (var dtype in new[] { DType.Float32, DType.BFloat16 })
        {
            var tokens = generator.Normal([4096, 320]).To(dtype);
            var picture = generator.Normal([1, 320, 64, 64]).To(dtype);
            var last = picture.ChannelsLast();
            var kernel = generator.Normal([320, 320, 3, 3]).To(dtype).ChannelsLast();
            var up = generator.Normal([2560, 320]).To(dtype);
            Tensor ones = Tensor.Ones([320], dtype), zeros = Tensor.Zeros([320], dtype);
            Time("conv 3x3, 320 channels, 64x64, channels-last", () => last.Conv2d(kernel, null, padding: 1));
            Time("linear 4096x320 to 2560", () => tokens.Linear(up));
            Time("layer_norm 4096x320", () => tokens.LayerNorm([320], ones, zeros));
            Time("group_norm 320x64x64", () => picture.GroupNorm(32, ones, zeros));
            Time("group_norm 320x64x64, channels-last", () => last.GroupNorm(32, ones, zeros));
            Time("softmax 4096x320", () => tokens.Softmax());
            Time("gelu 4096x320", () => tokens.Gelu());
            Time("silu 4096x320", () => tokens.Silu());
            Time("add 4096x320", () => tokens + tokens);
            Time("sum 4096x320 over rows", () => tokens.Sum(1));
            Time("exp 4096x320", () => tokens.Exp());

            void Time(string what, Func<Tensor> compute) =>
                Line($"{what} {dtype}", $"{Best(rounds, () => compute().Dispose()) * 1e3:f2} ms");
        }
    }

    static double Best(int rounds, Action run)
    {
        var best = double.MaxValue;
        for (var i = 0; i <= rounds; i++) // the first one warms up
        {
            using var scope = new TensorScope();
            var clock = Stopwatch.StartNew();
            run();
            if (i > 0) best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    static void Line(string what, FormattableString figure) => Console.WriteLine($"{what,-62} {FormattableString.Invariant(figure),14}");

    static double Status(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(it => it.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
