using System.Diagnostics;
using System.Globalization;
using EmojiGen.Torch;

namespace EmojiGen.Bench;

/// <summary>Attention and its gradient at the level of kernels that runs (<c>EMOJIGEN_KERNELS</c> picks one, for libtorch too), beside
/// libtorch's own operators and one product in float32, all in one run.</summary>
public static class AttentionBench
{
    /// <summary>Batch, heads, queries, keys, width of a head.</summary>
    static readonly Shape[] shapes =
    [
        new(1, 8, 4096, 4096, 40, "SD 1.5, 64x64"),
        new(1, 8, 4096, 77, 40, "the same, to the text"),
        new(1, 8, 4096, 4096, 64, "4,096 tokens"),
        new(1, 8, 1024, 1024, 40, "1,024 tokens"),
        new(1, 8, 1024, 1024, 80, "SD 1.5, 32x32"),
        new(1, 8, 256, 256, 160, "SD 1.5, 16x16"),
        new(64, 4, 256, 256, 64, "64 pictures, 16x16"),
    ];

    /// <param name="args">Rounds (3); the best one counts.</param>
    public static int Run(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        TorchLibrary.EnsureLoaded();
        Console.WriteLine(Engine.Describe());
        using var generator = new Generator(0);
        var unit = Product(generator, rounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"one product of 2048 x 2048 in float32 by libtorch: {unit * 1e3:f0} ms, {2 * Math.Pow(2048, 3) / unit / 1e9:f0} GFLOP/s\n"));
        Console.WriteLine(
            "| attention | type | level | ours, ms | GFLOP/s | libtorch's operators, ms | our gradient, ms | GFLOP/s | libtorch's, ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var dtype in new[] { DType.Float32, DType.BFloat16 })
        {
            foreach (var shape in shapes) Measure(shape, dtype, generator, rounds);
        }
        return 0;
    }

    static double Product(Generator generator, int rounds)
    {
        using var scope = new TensorScope();
        var x = generator.Normal([2048, 2048]);
        return Best(rounds + 2, () => Seconds(() => x.Matmul(x)));
    }

    static void Measure(Shape shape, DType dtype, Generator generator, int rounds)
    {
        var (batch, heads, queries, keys, width, what) = shape;
        using var scope = new TensorScope();
        Tensor q = Heads(queries), k = Heads(keys), v = Heads(keys), given = generator.Normal([batch, heads, queries, width]).To(dtype);
        double ours, theirs;
        using (Autograd.NoGrad())
        {
            ours = Best(rounds, () => Seconds(() => Attention.ScaledDotProduct(q, k, v)));
            theirs = Best(rounds, () => Seconds(() => InChunks(q, k, v)));
        }
        Tensor[] inputs = [q.WithGrad(), k.WithGrad(), v.WithGrad()];
        var gradient = Best(rounds, () => Gradient((a, b, c) => Attention.ScaledDotProduct(a, b, c), inputs, given));
        // It keeps all scores; where they take more than this, a network computes them in pieces and again.
        var kept = 4L * batch * heads * queries * keys <= 256 << 20;
        var theirGradient = kept ? Best(rounds, () => Gradient(AtOnce, inputs, given)) : double.NaN;
        // Two products forward, five in the gradient.
        var products = 4e-9 * batch * heads * queries * keys * width;
        string[] cells =
        [
            $"{what}: {batch * heads} heads of {width}, {queries} queries, {keys} keys", $"{dtype}", Kernels.NameOf(Kernels.Level),
            Milliseconds(ours), Rate(products / ours), Milliseconds(theirs),
            Milliseconds(gradient), Rate(2.5 * products / gradient), Milliseconds(theirGradient),
        ];
        Console.WriteLine($"| {string.Join(" | ", cells)} |");

        Tensor Heads(int tokens) =>
            generator.Normal([batch, tokens, heads * width]).To(dtype).Reshape(batch, tokens, heads, width).Transpose(1, 2);
        static string Milliseconds(double seconds) =>
            double.IsNaN(seconds) ? "-" : (seconds * 1e3).ToString("f1", CultureInfo.InvariantCulture);
        static string Rate(double value) => value.ToString("f0", CultureInfo.InvariantCulture);
    }

    /// <summary>Product, softmax, product, in pieces of queries whose scores stay in the cache: what libtorch 1.13 does best.</summary>
    static Tensor InChunks(Tensor q, Tensor k, Tensor v)
    {
        const long budget = 8 << 20;
        var rows = Math.Max(1, budget / (q.Size(0) * q.Size(1) * k.Size(2) * q.DType.Size()));
        if (rows >= q.Size(2)) return AtOnce(q, k, v);
        var output = Tensor.Empty([q.Size(0), q.Size(1), q.Size(2), v.Size(3)], q.DType);
        for (var start = 0L; start < q.Size(2); start += rows)
        {
            using var scope = new TensorScope();
            var end = Math.Min(q.Size(2), start + rows);
            output.Slice(2, start, end).Copy_(AtOnce(q.Slice(2, start, end), k, v));
        }
        return output;
    }

    static Tensor AtOnce(Tensor q, Tensor k, Tensor v) => (q * (1 / Math.Sqrt(q.Size(3)))).Matmul(k.Transpose(-1, -2)).Softmax().Matmul(v);

    /// <summary>Of the backward pass alone.</summary>
    static double Gradient(Func<Tensor, Tensor, Tensor, Tensor> attention, Tensor[] inputs, Tensor given)
    {
        foreach (var input in inputs) input.Grad = null;
        using var scope = new TensorScope();
        var output = attention(inputs[0], inputs[1], inputs[2]);
        var clock = Stopwatch.StartNew();
        output.Backward(given);
        return clock.Elapsed.TotalSeconds;
    }

    static double Seconds(Func<Tensor> compute)
    {
        using var scope = new TensorScope();
        var clock = Stopwatch.StartNew();
        compute();
        return clock.Elapsed.TotalSeconds;
    }

    static double Best(int rounds, Func<double> seconds)
    {
        seconds(); // warms up
        return Enumerable.Range(0, rounds).Min(_ => seconds());
    }

    sealed record Shape(int Batch, int Heads, int Queries, int Keys, int Width, string What);
}
