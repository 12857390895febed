using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Convolutions in training, against float64 on the same numbers.</summary>
[Collection(nameof(LimitedKernels))]
public class TrainedConvolutionTests
{
    /// <summary>What rounding operands and results to 8 bits costs, relative to the largest number; in float32 it is the sums, of 9,000
    /// products one after the other,
    /// whose rounding deviates by about √9,000 · 2⁻²⁴ = 5.7e-6.</summary>
    static double Tolerance(DType type) => type == DType.BFloat16 ? 8e-3 : 1e-5;

    [EachLevel]
    [InlineData(32, 32, 32, 8, 8, 3, 1, 1)]
    [InlineData(33, 48, 80, 5, 7, 3, 1, 1)] // neither pictures nor channels nor pixels fill their tiles
    [InlineData(16, 40, 24, 9, 20, 3, 2, 1)]
    [InlineData(64, 20, 50, 8, 8, 1, 1, 0)]
    [InlineData(40, 16, 16, 17, 17, 3, 1, 0)]
    [InlineData(16, 384, 352, 4, 4, 3, 1, 1)] // so large that weights are packed
    public void It_gives_what_float64_gives(KernelLevel level, int batch, int inputs, int outputs, int height, int width, int kernel,
        int stride, int padding)
    {
        using var limited = new LimitedKernels(level);
        foreach (var type in new[] { DType.BFloat16, DType.Float32 })
        {
            using var scope = new TensorScope();
            using var generator = new Generator(1);
            using var layer = new Conv2d(inputs, outputs, kernel, stride, padding);
            layer.Initialise(generator);
            layer.To(type);
            layer.ToChannelsLast();
            Tensor x = generator.Normal([batch, inputs, height, width]).To(type).ChannelsLast(),
                weight = layer.Weight.Tensor.To(DType.Float64).WithGrad(), bias = layer.Bias!.Tensor.To(DType.Float64).WithGrad();
            var wide = x.To(DType.Float64).WithGrad();
            var expected = wide.Conv2d(weight, bias, stride, padding);
            var ask = generator.Normal([.. expected.Shape]).To(type);
            (expected * ask.To(DType.Float64)).Sum().Backward();

            x = x.WithGrad();
            layer.Weight.Tensor.RequiresGrad = layer.Bias.Tensor.RequiresGrad = true;
            var result = layer.Forward(x);
            (result * ask).Sum().Backward();

            Near(result, expected);
            Near(x.Grad!, wide.Grad!);
            Near(layer.Weight.Tensor.Grad!, weight.Grad!);
            Near(layer.Bias.Tensor.Grad!, bias.Grad!);
        }
    }

    static void Near(Tensor got, Tensor expected)
    {
        got.Shape.ShouldBe(expected.Shape);
        ((got.Detach().To(DType.Float64) - expected.Detach()).Abs().Max().ToDouble() / expected.Detach().Abs().Max().ToDouble())
            .ShouldBeLessThan(Tolerance(got.DType));
    }
}
