using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Each fused layer against libtorch's own operators in float64 on the same numbers.</summary>
[Collection(nameof(LimitedKernels))]
public class FusedLayerTests
{
    static readonly Dictionary<string, Case> cases = new Case[]
    {
        new("layer norm", [[3, 5, 320], [320], [320]], x => x[0].LayerNorm([320], x[1], x[2])),
        new("layer norm of odd width", [[7, 37], [37], [37]], x => x[0].LayerNorm([37], x[1], x[2])),
        new("layer norm, plain", [[4, 64]], x => x[0].LayerNorm([64])),
        new("layer norm far from zero", [[4, 96], [96], [96]], x => (x[0] + 100).LayerNorm([96], x[1], x[2]), Blind: true),
        new("rms norm", [[3, 5, 64], [64]], x => x[0].RmsNorm(x[1], 1e-6)),
        new("rms norm, plain", [[6, 19]], x => x[0].RmsNorm(null, 1e-6)),
        new("group norm", [[2, 12, 5, 7], [12], [12]], x => x[0].GroupNorm(3, x[1], x[2])),
        new("group norm of signals", [[2, 12, 33], [12], [12]], x => x[0].GroupNorm(4, x[1], x[2])),
        new("group norm then silu", [[2, 12, 5, 7], [12], [12]], x => x[0].GroupNormSilu(3, x[1], x[2])),
        new("group norm, channels last", [[2, 12, 5, 7], [12], [12]], x => x[0].ChannelsLast().GroupNorm(3, x[1], x[2])),
        new("group norm then silu, channels last", [[2, 64, 9, 8], [64], [64]], x => x[0].ChannelsLast().GroupNormSilu(32, x[1], x[2])),
        new("group norm of many pixels, channels last", [[1, 32, 70, 65], [32], [32]],
            x => x[0].ChannelsLast().GroupNormSilu(8, x[1], x[2])),
        new("group norm far from zero, channels last", [[1, 32, 20, 20], [32], [32]],
            x => (x[0] + 100).ChannelsLast().GroupNorm(8, x[1], x[2]), Blind: true),
        new("geglu", [[2, 3, 48]], x => x[0].Geglu()),
        new("geglu of odd width", [[5, 2 * 13]], x => x[0].Geglu()),
    }.ToDictionary(it => it.Name, StringComparer.Ordinal);

    /// <summary>Rounding of the outputs, relative to the largest.</summary>
    static readonly Dictionary<DType,
        double> tolerances = new() { [DType.Float32] = 1e-6, [DType.Float16] = 1e-3, [DType.BFloat16] = 8e-3 };

    public static TheoryData<string> Cases => [.. cases.Keys];

    [EachLevel(From = KernelLevel.Avx2)] // below it libtorch's operators run
    [MemberData(nameof(Cases))]
    public void Every_kernel_and_its_gradient_give_what_the_operators_give(KernelLevel level, string name)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using var generator = new Generator(1);
        var (_, shapes, function, blind) = cases[name];
        foreach (var (dtype, tolerance) in tolerances)
        {
            if (blind && dtype != DType.Float32) continue; // 100 plus a little is 100
            Tensor[] low = Array.ConvertAll(shapes, it => generator.Normal(it).To(dtype)),
                high = Array.ConvertAll(low, it => it.To(DType.Float64));
            Tensor got = function(low), expected = function(high), given = generator.Normal(got.Shape).To(dtype);
            got.DType.ShouldBe(dtype);
            Near(got, expected, blind ? 1e-5 : tolerance, $"{name} {dtype}");

            // nor has libtorch a gradient of it
            if (dtype == DType.Float16 && name.StartsWith("group", StringComparison.Ordinal)
            && !name.EndsWith("last", StringComparison.Ordinal)) continue;
            foreach (var tensor in low.Concat(high)) tensor.RequiresGrad = true;
            (function(low) * given).Sum().Backward();
            (function(high) * given.To(DType.Float64)).Sum().Backward();
            for (var i = 0; i < low.Length; i++)
                Near(low[i].Grad!, high[i].Grad!, blind ? 1e-4 : 4 * tolerance, $"gradient {i} of {name} {dtype}");
        }
    }

    [Fact]
    public void Results_lie_as_inputs_do()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(2);
        var x = generator.Normal([2, 8, 4, 4]);
        x.GroupNormSilu(2).IsContiguous.ShouldBeTrue();
        x.ChannelsLast().GroupNormSilu(2).IsChannelsLast.ShouldBeTrue();
    }

    [Fact]
    public void Not_a_number_is_passed_on()
    {
        using var scope = new TensorScope();
        var x = Tensor.Ones([1, 32, 4, 4]);
        x.Select(1, 3).Fill_(double.NaN);
        x.ChannelsLast().GroupNormSilu(8).Sum().ToDouble().ShouldBe(double.NaN);
        x.GroupNormSilu(8).Sum().ToDouble().ShouldBe(double.NaN);
        x.LayerNorm([4]).Sum().ToDouble().ShouldBe(double.NaN);
        x.Geglu().Sum().ToDouble().ShouldBe(double.NaN);
    }

    static void Near(Tensor got, Tensor expected, double tolerance, string what)
    {
        using var noGrad = Autograd.NoGrad();
        var error = (got.To(DType.Float64) - expected).Abs().Max().ToDouble();
        error.ShouldBeLessThanOrEqualTo(tolerance * Math.Max(1, expected.Abs().Max().ToDouble()), what);
    }

    /// <param name="Blind">Of numbers whose deviation is small beside their mean.</param>
    sealed record Case(string Name, long[][] Shapes, Func<Tensor[], Tensor> Function, bool Blind = false);
}
