using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Pipelines;

public class OverflowGuardTests
{
    [Fact]
    public void What_overflows_in_16_bits_is_computed_again_in_float32()
    {
        using var scope = new TensorScope();
        var guard = new OverflowGuard();
        var type = DType.Float16;

        // 60,000 + 60,000 is beyond float16's 65,504.
        var sum = guard.Finite(() => Tensor.From<float>([6e4f, 1], 2).To(type) is var x ? (x + x).To(DType.Float32) : x, Widen,
            "The test computes");

        sum.ToArray<float>().ShouldBe([1.2e5f, 2]);
        guard.Widened.ShouldBeTrue();

        bool Widen()
        {
            type = DType.Float32;
            return true;
        }
    }

    [Fact]
    public void What_is_finite_is_left_alone()
    {
        using var scope = new TensorScope();
        var guard = new OverflowGuard();

        guard.Finite(() => Tensor.From<float>([1], 1), () => throw new InvalidOperationException(), "The test computes").ToArray<float>()
            .ShouldBe([1f]);
        guard.Widened.ShouldBeFalse();
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_no_number_in_float32_either_is_an_error_and_no_black_picture(float number)
    {
        using var scope = new TensorScope();
        var error = Should.Throw<InvalidDataException>(() => new OverflowGuard()
            .Finite(() => Tensor.From<float>([0, number, 0], 3), () => false, "Model 'x' decodes"));
        error.Message.ShouldStartWith("Model 'x' decodes infinities or no numbers");
    }
}
