using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>In bf16 256 and one more are 256, so sums of more ones tell in what they were added up.</summary>
[Collection(nameof(LimitedKernels))]
public class AccumulationTests
{
    const int Ones = 1024;

    [EachLevel]
    [InlineData(1, 1)]
    [InlineData(2, 2)] // 4,096 multiplications, the most that oneDNN is not asked for
    [InlineData(1, 5)]
    [InlineData(40, 40)]
    public void Products_of_bf16_add_up_in_float32(KernelLevel level, int rows, int columns)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        Tensor a = Tensor.Ones([rows, Ones], DType.BFloat16).WithGrad(), b = Tensor.Ones([Ones, columns], DType.BFloat16),
            weight = Tensor.Ones([columns, Ones], DType.BFloat16);
        AllAre(a.Matmul(b), Ones);
        AllAre(a.Linear(weight), Ones);
        AllAre(a.Unsqueeze(0).Bmm(b.Unsqueeze(0)), Ones);
        AllAre(Tensor.Ones([rows, columns], DType.BFloat16).AddMM(a, b, beta: 0), Ones);
        AllAre(b.Transpose(0, 1).Matmul(b.Select(1, 0)), Ones);

        // The gradient of a product is a product too, with sums over the columns.
        var few = Tensor.Ones([rows, 1], DType.BFloat16).WithGrad();
        few.Linear(Tensor.Ones([Ones, 1], DType.BFloat16)).Sum().Backward();
        AllAre(few.Grad!, Ones);
    }

    [EachLevel]
    public void Convolutions_of_bf16_add_up_in_float32(KernelLevel level)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        var x = Tensor.Ones([1, Ones, 2, 2], DType.BFloat16).WithGrad();
        var weight = Tensor.Ones([Ones, Ones, 1, 1], DType.BFloat16).WithGrad();
        var y = x.Conv2d(weight);
        AllAre(y, Ones);
        y.Backward(Tensor.Ones([1, Ones, 2, 2], DType.BFloat16));
        AllAre(x.Grad!, Ones);
        AllAre(weight.Grad!, 4);
    }

    static void AllAre(Tensor tensor, double value)
    {
        tensor.DType.ShouldBe(DType.BFloat16);
        using var noGrad = Autograd.NoGrad();
        tensor.Detach().To(DType.Float64).ToArray<double>().ShouldAllBe(it => it == value);
    }
}
