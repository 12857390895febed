using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

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

    [Fact]
    public void Other_ranks_are_refused()
    {
        using var scope = new TensorScope();
        var three = Tensor.Zeros([2, 3, 4]);
        Should.Throw<ArgumentException>(() => Attention.ScaledDotProduct(three, three, three)).Message.ShouldContain("float32[2, 3, 4]");
    }
}
