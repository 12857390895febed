using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

public class TensorTests
{
    [Fact]
    public void A_matrix_product_is_the_sum_over_rows_and_columns()
    {
        using var scope = new TensorScope();
        var a = Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3);
        var b = Tensor.From<float>([1, 0, 0, 1, 1, 1], 3, 2);
        a.Matmul(b).ToArray<float>().ShouldBe([4f, 5f, 10f, 11f]);
    }

    [Fact]
    public void An_error_carries_the_operator_and_the_shapes()
    {
        using var scope = new TensorScope();
        var error = Should.Throw<TorchException>(() => Tensor.Zeros([2, 3]).Matmul(Tensor.Zeros([4, 5])));
        error.Operator.ShouldBe("aten::matmul");
        error.Message.ShouldContain("float32[2, 3]");
        error.Message.ShouldContain("float32[4, 5]");
    }
}
