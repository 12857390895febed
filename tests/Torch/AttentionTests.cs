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
        Tensor q = generator.Normal([2, 3, 17, 8], DType.Float64), k = generator.Normal([2, 3, 17, 8], DType.Float64),
            v = generator.Normal([2, 3, 17, 8], DType.Float64);
        var scores = Tensor.Einsum("bhid,bhjd->bhij", q, k) * (scale ?? 1 / Math.Sqrt(8));
        if (causal) scores += Tensor.Full([17, 17], double.NegativeInfinity, DType.Float64).Triu(1);
        var weights = scores.Exp() / scores.Exp().Sum(-1, keep: true);
        var expected = Tensor.Einsum("bhij,bhjd->bhid", weights, v);

        Attention.ScaledDotProduct(q, k, v, null, scale, causal).IsCloseTo(expected, 1e-10, 1e-12).ShouldBeTrue();
        Attention.Chunked(q, k, v, null, scale ?? 1 / Math.Sqrt(8), causal, budget: 5 * 2 * 3 * 17 * 8).IsCloseTo(expected, 1e-10, 1e-12)
            .ShouldBeTrue();
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
        Attention.Chunked(q, k, v, flags, 0.5, false, 1)
            .IsCloseTo(Attention.Chunked(q, k, v, numbers, 0.5, false, long.MaxValue), 1e-6, 1e-6).ShouldBeTrue();
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

    /// <summary>Batch, heads, queries, keys, width of keys, width of values, size of the queries.</summary>
    public static TheoryData<int, int, int, int, int, int, double> Shapes => new()
    {
        { 1, 1, 1, 1, 8, 8, 1 },
        { 2, 3, 17, 33, 40, 40, 1 },
        { 1, 2, 100, 77, 40, 40, 1 },
        { 1, 1, 130, 200, 64, 64, 1 },
        { 2, 2, 33, 65, 80, 80, 1 },
        { 1, 1, 50, 99, 160, 160, 1 },
        { 1, 1, 20, 33, 512, 512, 1 },
        { 1, 2, 31, 45, 37, 19, 1 },
        { 1, 3, 5, 3, 7, 9, 1 }, // with a causal mask, two queries see nothing
        { 1, 2, 1, 300, 64, 64, 1 },
        { 1, 2, 60, 250, 40, 40, 8 },
        { 1, 1, 60, 140, 24, 40, 40 },
    };

    /// <summary>Largest differences of outputs and gradients, relative to the largest number or one.</summary>
    /// <remarks>They are rounded to 24, 11 or 8 bits; in bfloat16 so are the weights where the products take pairs of them.</remarks>
    static readonly (DType DType, double Output, double Gradient)[] tolerances =
        [(DType.Float32, 3e-6, 6e-6), (DType.Float16, 1e-3, 1e-3), (DType.BFloat16, 0.016, 0.016)];

    [EachLevel]
    [MemberData(nameof(Shapes))]
    public void Every_kernel_and_its_gradient_give_what_the_formula_gives(
        KernelLevel level, int b, int h, int t, int s, int d, int e, double size)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using var generator = new Generator(6);
        // Heads lie split out of (B, T, heads * d), as a network has them.
        Tensor q = Heads(t, d) * size, k = Heads(s, d), v = Heads(s, e), given = Heads(t, e);
        var scale = 1 / Math.Sqrt(d);
        foreach (var (dtype, outputTolerance, gradientTolerance) in tolerances)
        {
            foreach (var (mask, causal) in Masks(generator, b, h, t, s))
            {
                using var one = new TensorScope();
                Tensor lowQ = q.To(dtype), lowK = k.To(dtype), lowV = v.To(dtype), lowGiven = given.To(dtype);
                var expected = new AttentionFormula(lowQ, lowK, lowV, mask, scale, causal, lowGiven);
                var what = $"{level} {dtype} causal {causal} mask {mask}";

                var output = Op.Call("emojigen::attention", lowQ, lowK, lowV, mask, scale, causal);
                output.Shape.ShouldBe([b, h, t, e]);
                output.DType.ShouldBe(dtype);
                output.Transpose(1, 2).IsContiguous.ShouldBeTrue("heads are joined without a copy");
                Near(output, expected.Output, outputTolerance * size, what);

                var trained = Op.CallTensors("emojigen::attention_for_training", lowQ, lowK, lowV, mask, scale, causal);
                Near(trained[0], expected.Output, outputTolerance * size, $"for training, {what}");
                var gradients = Op.CallTensors(
                    "emojigen::attention_backward", lowGiven, lowQ, lowK, lowV, mask, trained[0], trained[1], scale, causal);
                for (var i = 0; i < 3; i++) Near(gradients[i], expected.Gradients[i], gradientTolerance * size, $"gradient {i} of {what}");
            }
        }

        Tensor Heads(int tokens, int width) => generator.Normal([b, tokens, h * width]).Reshape(b, tokens, h, width).Transpose(1, 2);
    }

    static IEnumerable<(Tensor? Mask, bool Causal)> Masks(Generator generator, int b, int h, int t, int s)
    {
        yield return (null, false);
        yield return (null, true);
        yield return (generator.Uniform([b, 1, 1, s]).Gt(0.4), false);
        yield return (generator.Uniform([t, s]).Gt(0.4), false); // of a few keys, some queries see none
        yield return (generator.Normal([b, h, t, s]), t <= s);
    }

    [EachLevel]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    public void A_network_gets_what_the_formula_gives_at_every_level(KernelLevel level, DType dtype)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using var generator = new Generator(7);
        foreach (var (mask, causal) in Masks(generator, 2, 2, 90, 130))
        {
            using var one = new TensorScope();
            Tensor[] inputs = [.. new[] { 90, 130, 130 }.Select(tokens => generator.Normal([2, 2, tokens, 40]).To(dtype).WithGrad())];
            var given = generator.Normal([2, 2, 90, 40]).To(dtype);
            var output = Attention.ScaledDotProduct(inputs[0], inputs[1], inputs[2], mask, causal: causal);
            (output * given).Sum().Backward();
            var expected = new AttentionFormula(inputs[0], inputs[1], inputs[2], mask, 1 / Math.Sqrt(40), causal, given);
            var tolerance = dtype == DType.Float32 ? 6e-6 : 0.016;
            Near(output.Detach(), expected.Output, tolerance, $"mask {mask}");
            for (var i = 0; i < 3; i++) Near(inputs[i].Grad!, expected.Gradients[i], tolerance, $"gradient {i}, mask {mask}");
        }
    }

    [Fact]
    public void Chunks_hold_scores_in_float32()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(10);
        Tensor[] inputs = [.. new[] { 40, 70, 70 }.Select(tokens => generator.Normal([1, 2, tokens, 40]))];
        inputs[0].Mul_(30);
        var low = Array.ConvertAll(inputs, it => it.To(DType.BFloat16).WithGrad());
        var given = generator.Normal([1, 2, 40, 40]).To(DType.BFloat16);
        var expected = new AttentionFormula(low[0], low[1], low[2], null, 1, false, given);
        foreach (var budget in new[] { long.MaxValue, 7 * 2 * 70 * 4 })
        {
            foreach (var tensor in low) tensor.Grad = null;
            // Scores of some 200, of which bf16 knows every other.
            var output = Attention.Chunked(low[0], low[1], low[2], null, 1, false, budget);
            (output * given).Sum().Backward();
            Near(output.Detach(), expected.Output, 0.01, $"{budget}");
            for (var i = 0; i < 3; i++) Near(low[i].Grad!, expected.Gradients[i], 0.01, $"gradient {i}, {budget}");
        }
    }

    [EachLevel]
    public void Scores_beyond_every_exponent_are_attended_to(KernelLevel level)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using var generator = new Generator(8);
        Tensor q = generator.Normal([1, 2, 40, 40]) * 300, k = generator.Normal([1, 2, 70, 40]), v = generator.Normal([1, 2, 70, 40]);
        foreach (var dtype in new[] { DType.Float32, DType.BFloat16 })
        {
            // So large that the nearest key alone counts.
            Tensor lowQ = q.To(dtype), lowK = k.To(dtype), lowV = v.To(dtype);
            var expected = new AttentionFormula(lowQ, lowK, lowV, null, 1, false, lowV.Slice(2, 0, 40));
            var tolerance = dtype == DType.Float32 ? 0.003 : 0.01;
            Near(Attention.ScaledDotProduct(lowQ, lowK, lowV, scale: 1), expected.Output, tolerance, $"{dtype}");
        }
    }

    /// <summary>Queries that are large, and that turn from all keys alike, as networks come to that were trained at a high rate.</summary>
    [EachLevel]
    [InlineData(30, 0, 16)]
    [InlineData(3000, 0, 77)]
    [InlineData(300, -2, 16)]
    [InlineData(300, -2, 77)]
    public void Scores_beyond_every_exponent_have_gradients(KernelLevel level, double size, double turned, int keys)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using var generator = new Generator(9);
        var all = generator.Normal([2, 2, 1, 64]); // what is common to all queries and, turned round, to all keys
        Tensor[] exact =
        [
            (generator.Normal([2, 2, 70, 64]) + all) * size,
            generator.Normal([2, 2, keys, 64]) + (all * turned),
            generator.Normal([2, 2, keys, 64]),
        ];
        // In bfloat16 the gradient takes the output as it was rounded, which queries of thousands make much of.
        foreach (var (dtype, tolerance) in new[] { (DType.BFloat16, 0.03), (DType.Float32, 0.005) })
        {
            Tensor[] low = Array.ConvertAll(exact, it => it.To(dtype).Clone().WithGrad());
            var given = generator.Normal([2, 2, 70, 64]).To(dtype);
            (Attention.ScaledDotProduct(low[0], low[1], low[2]) * given).Sum().Backward();
            var expected = new AttentionFormula(low[0], low[1], low[2], null, 1 / Math.Sqrt(64), false, given);
            for (var i = 0; i < 3; i++) Near(low[i].Grad!, expected.Gradients[i], tolerance, $"gradient {i} {dtype}");
        }
    }

    [EachLevel]
    public void Not_a_number_is_passed_on(KernelLevel level)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        foreach (var dtype in new[] { DType.Float32, DType.BFloat16 })
        {
            for (var which = 0; which < 3; which++)
            {
                Tensor[] inputs = [.. Enumerable.Range(0, 3).Select(_ => Tensor.Ones([1, 1, 40, 8], dtype))];
                inputs[which].Select(2, 3).Fill_(double.NaN);
                Array.ForEach(inputs, it => it.RequiresGrad = true);
                using (Autograd.NoGrad())
                    IsNaN(Attention.ScaledDotProduct(inputs[0], inputs[1], inputs[2])).ShouldBeTrue($"{dtype}, input {which}");
                var output = Attention.ScaledDotProduct(inputs[0], inputs[1], inputs[2]);
                IsNaN(output.Detach()).ShouldBeTrue($"{dtype}, input {which}, in training");
                output.Sum().Backward();
                IsNaN(inputs[0].Grad!).ShouldBeTrue($"{dtype}, input {which}, gradient");
            }
        }

        static bool IsNaN(Tensor tensor) => double.IsNaN(tensor.To(DType.Float32).Sum().ToDouble());
    }

    [Fact]
    public void Other_ranks_are_refused()
    {
        using var scope = new TensorScope();
        var three = Tensor.Zeros([2, 3, 4]);
        Should.Throw<ArgumentException>(() => Attention.ScaledDotProduct(three, three, three)).Message.ShouldContain("float32[2, 3, 4]");
    }

    /// <param name="tolerance">Relative to the largest number expected, or to one.</param>
    static void Near(Tensor got, double[] expected, double tolerance, string what)
    {
        var numbers = got.ToArray<double>();
        numbers.Length.ShouldBe(expected.Length, what);
        double error = 0, largest = 1;
        for (var i = 0; i < numbers.Length; i++)
        {
            error = Math.Max(error, Math.Abs(numbers[i] - expected[i])); // NaN stays
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }
        error.ShouldBeLessThan(tolerance * largest, what);
    }
}
