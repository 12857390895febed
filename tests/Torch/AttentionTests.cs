using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

[Collection(nameof(LimitedKernels))]
public class AttentionTests
{
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, 0.25)]
    public void Chunks_give_what_the_formula_gives(bool causal, double? scale)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(2);
        Tensor q = generator.Normal([2, 3, 17, 8], DType.Float64), k = generator.Normal([2, 3, 17, 8], DType.Float64), v = generator.Normal([2, 3, 17, 8], DType.Float64);
        var scores = Tensor.Einsum("bhid,bhjd->bhij", q, k) * (scale ?? 1 / Math.Sqrt(8));
        if (causal) scores += Tensor.Full([17, 17], double.NegativeInfinity, DType.Float64).Triu(1);
        var weights = scores.Exp() / scores.Exp().Sum(-1, keep: true);
        var expected = Tensor.Einsum("bhij,bhjd->bhid", weights, v);

        Attention.ScaledDotProduct(q, k, v, null, scale, causal).IsCloseTo(expected, 1e-10, 1e-12).ShouldBeTrue();
        Attention.Chunked(q, k, v, null, scale ?? 1 / Math.Sqrt(8), causal, budget: 5 * 2 * 3 * 17 * 8).IsCloseTo(expected, 1e-10, 1e-12).ShouldBeTrue();
    }

    [Fact]
    public void A_mask_of_flags_is_one_of_minus_infinities()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(3);
        Tensor q = generator.Normal([2, 2, 6, 4]), k = generator.Normal([2, 2, 5, 4]), v = generator.Normal([2, 2, 5, 4]);
        var flags = generator.Uniform([2, 1, 6, 5]).Gt(0.3).Or(Tensor.Arange(0, 5).Eq(0)); // every query sees something
        var numbers = Tensor.Zeros([2, 1, 6, 5]).MaskedFill(flags.Not(), double.NegativeInfinity);
        Attention.ScaledDotProduct(q, k, v, flags).IsCloseTo(Attention.ScaledDotProduct(q, k, v, numbers), 1e-6, 1e-6).ShouldBeTrue();
        Attention.Chunked(q, k, v, flags, 0.5, false, 1).IsCloseTo(Attention.Chunked(q, k, v, numbers, 0.5, false, long.MaxValue), 1e-6, 1e-6).ShouldBeTrue();
    }

    [Fact]
    public void Bf16_stays_near_float32()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(4);
        Tensor q = generator.Normal([1, 2, 64, 16]), k = generator.Normal([1, 2, 64, 16]), v = generator.Normal([1, 2, 64, 16]);
        var expected = Attention.ScaledDotProduct(q, k, v);
        var got = Attention.Chunked(q.To(DType.BFloat16), k.To(DType.BFloat16), v.To(DType.BFloat16), null, 0.25, false, 16 * 2 * 64 * 2);
        got.DType.ShouldBe(DType.BFloat16);
        (got.To(DType.Float32) - expected).Abs().Max().ToDouble().ShouldBeLessThan(0.03); // 8 bits of mantissa on values of about 1
    }

    public static TheoryData<DType, double> Kernels => new()
    {
        // Largest difference from the formula in float64 on the same numbers; outputs are of about 1, and rounded to 24, 11 or 8 bits.
        { DType.Float32, 3e-6 },
        { DType.Float16, 1e-3 },
        { DType.BFloat16, 0.016 },
    };

    /// <summary>Batch, heads, queries, keys, width of keys, width of values, size of the scores.</summary>
    static readonly (int B, int H, int T, int S, int D, int E, double Size)[] shapes =
    [
        (1, 1, 1, 1, 8, 8, 1), (2, 3, 17, 77, 8, 8, 1), (1, 2, 100, 77, 40, 40, 1), (2, 1, 130, 200, 64, 64, 1), (1, 2, 33, 65, 80, 80, 1),
        (1, 1, 50, 257, 160, 160, 1), (1, 1, 40, 70, 512, 512, 1), (1, 2, 31, 45, 37, 19, 1), (1, 2, 60, 600, 40, 40, 8), (1, 1, 60, 140, 24, 40, 40),
    ];

    [EachLevel]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_gives_what_the_formula_gives(KernelLevel level, DType dtype, double tolerance)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using var generator = new Generator(6);
        foreach (var (b, h, t, s, d, e, size) in shapes)
        {
            // Heads lie split out of (B, T, heads * d), as a network has them.
            Tensor q = Heads(b, t, h, d) * size, k = Heads(b, s, h, d), v = Heads(b, s, h, e);
            foreach (var causal in new[] { false, true })
            {
                foreach (var mask in new[] { null, generator.Uniform([b, 1, 1, s]).Gt(0.4), generator.Uniform([t, s]).Gt(0.4), generator.Normal([b, h, t, s]) })
                {
                    using var one = new TensorScope();
                    if (causal && (mask is not null || t > s)) continue;
                    Tensor lowQ = q.To(dtype), lowK = k.To(dtype), lowV = v.To(dtype);
                    var scale = 1 / Math.Sqrt(d);
                    var got = Op.Call("emojigen::attention", lowQ, lowK, lowV, mask, scale, causal);
                    // A query that may see nothing gives the mean of the values here, not a number by the formula.
                    var numbers = mask is { DType: DType.Bool } ? Tensor.Zeros(mask.Shape, DType.Float64).MaskedFill(mask.Not(), -1e30) : mask?.To(DType.Float64);
                    var expected = Attention.Chunked(lowQ.To(DType.Float64), lowK.To(DType.Float64), lowV.To(DType.Float64), numbers, scale, causal, long.MaxValue);
                    got.Shape.ShouldBe([b, h, t, e]);
                    got.DType.ShouldBe(dtype);
                    got.Transpose(1, 2).IsContiguous.ShouldBeTrue("heads are joined without a copy");
                    (got.To(DType.Float64) - expected).Abs().Max().ToDouble().ShouldBeLessThan(tolerance * Math.Max(1, size), $"{level} {dtype} {(b, h, t, s, d, e)} causal {causal} mask {mask}");
                }
            }
        }

        Tensor Heads(int batch, int tokens, int heads, int width) => generator.Normal([batch, tokens, heads * width]).Reshape(batch, tokens, heads, width).Transpose(1, 2);
    }

    [Theory]
    [InlineData(2, 2, 100, 77, 40, 40, false)]
    [InlineData(1, 1, 33, 33, 8, 24, true)]
    [InlineData(1, 2, 130, 257, 64, 64, true)]
    [InlineData(1, 1, 300, 70, 160, 80, false)]
    public void Gradients_in_bf16_stay_near_those_in_float64(int b, int h, int t, int s, int d, int e, bool causal)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(7);
        Tensor[] exact = [generator.Normal([b, h, t, d]), generator.Normal([b, h, s, d]), generator.Normal([b, h, s, e])];
        Tensor[] low = Array.ConvertAll(exact, it => it.To(DType.BFloat16)), high = Array.ConvertAll(low, it => it.To(DType.Float64));
        var given = generator.Normal([b, h, t, e]).To(DType.BFloat16);
        foreach (var tensor in low.Concat(high)) tensor.RequiresGrad = true;
        (Attention.ScaledDotProduct(low[0], low[1], low[2], causal: causal) * given).Sum().Backward();
        (Attention.ScaledDotProduct(high[0], high[1], high[2], causal: causal) * given.To(DType.Float64)).Sum().Backward();
        using var noGrad = Autograd.NoGrad();
        foreach (var (got, expected) in low.Zip(high))
        {
            var (error, largest) = ((got.Grad!.To(DType.Float64) - expected.Grad!).Abs().Max().ToDouble(), expected.Grad!.Abs().Max().ToDouble());
            error.ShouldBeLessThan(0.02 * largest); // 8 bits of mantissa in the weights and in what is read and written
        }
    }

    [Fact]
    public void Scores_beyond_every_exponent_are_attended_to()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(8);
        Tensor q = generator.Normal([1, 2, 40, 40]) * 300, k = generator.Normal([1, 2, 70, 40]), v = generator.Normal([1, 2, 70, 40]);
        foreach (var dtype in new[] { DType.Float32, DType.BFloat16 })
        {
            // So large that the nearest key alone counts.
            var scores = q.To(dtype).To(DType.Float64).Matmul(k.To(dtype).To(DType.Float64).Transpose(-1, -2));
            var nearest = scores.Softmax().Matmul(v.To(dtype).To(DType.Float64));
            (Attention.ScaledDotProduct(q.To(dtype), k.To(dtype), v.To(dtype), scale: 1).To(DType.Float64) - nearest).Abs().Max().ToDouble().ShouldBeLessThan(dtype == DType.Float32 ? 0.01 : 0.03);
        }
    }

    /// <summary>Queries that are large, and that turn from all keys alike, as networks come to that were trained at a high rate.</summary>
    [Theory]
    [InlineData(30, 0, 16)]
    [InlineData(3000, 0, 77)]
    [InlineData(300, -2, 16)]
    [InlineData(300, -2, 77)]
    public void Scores_beyond_every_exponent_have_gradients(double size, double turned, int keys)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(9);
        var all = generator.Normal([2, 2, 1, 64]); // what is common to all queries and, turned round, to all keys
        Tensor[] exact = [(generator.Normal([2, 2, 70, 64]) + all) * size, generator.Normal([2, 2, keys, 64]) + (all * turned), generator.Normal([2, 2, keys, 64])];
        Tensor[] low = Array.ConvertAll(exact, it => it.To(DType.BFloat16)), high = Array.ConvertAll(low, it => it.To(DType.Float64));
        var given = generator.Normal([2, 2, 70, 64]).To(DType.BFloat16);
        foreach (var tensor in low.Concat(high)) tensor.RequiresGrad = true;
        (Attention.ScaledDotProduct(low[0], low[1], low[2]) * given).Sum().Backward();
        (Attention.ScaledDotProduct(high[0], high[1], high[2]) * given.To(DType.Float64)).Sum().Backward();
        using var noGrad = Autograd.NoGrad();
        foreach (var (got, expected) in low.Zip(high))
        {
            var (error, largest) = ((got.Grad!.To(DType.Float64) - expected.Grad!).Abs().Max().ToDouble(), expected.Grad!.Abs().Max().ToDouble());
            error.ShouldBeLessThan(0.03 * Math.Max(largest, 1));
        }
    }

    [Fact]
    public void Not_a_number_is_passed_on()
    {
        using var scope = new TensorScope();
        foreach (var dtype in new[] { DType.Float32, DType.BFloat16 })
        {
            var ones = Tensor.Ones([1, 1, 40, 8], dtype);
            var broken = ones.Clone();
            broken.Select(2, 3).Fill_(double.NaN);
            Attention.ScaledDotProduct(ones, broken, ones).To(DType.Float32).Sum().ToDouble().ShouldBe(double.NaN);
            Attention.ScaledDotProduct(ones, ones, broken).To(DType.Float32).Sum().ToDouble().ShouldBe(double.NaN);
            Attention.ScaledDotProduct(broken, ones, ones).To(DType.Float32).Sum().ToDouble().ShouldBe(double.NaN);
        }
    }

    [Fact]
    public void Other_ranks_are_refused()
    {
        using var scope = new TensorScope();
        var three = Tensor.Zeros([2, 3, 4]);
        Should.Throw<ArgumentException>(() => Attention.ScaledDotProduct(three, three, three)).Message.ShouldContain("float32[2, 3, 4]");
    }
}
