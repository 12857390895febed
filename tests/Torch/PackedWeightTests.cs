using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Layers prepared for inference against the same layers as they were, in float64 on the same numbers.</summary>
[Collection(nameof(LimitedKernels))]
public class PackedWeightTests
{
    static readonly DType[] types = [DType.BFloat16, DType.Float32];

    /// <summary>What rounding the result to 8 or 24 bits costs, and sums of thousands in float32, relative to its largest number.</summary>
    static double Tolerance(DType type) => type == DType.BFloat16 ? 5e-3 : 5e-6;

    [EachLevel]
    [InlineData(32, 32, 1)]
    [InlineData(320, 320, 77)]
    [InlineData(64, 33, 16)]
    [InlineData(1280, 80, 33)]
    [InlineData(96, 2560, 130)]
    public void A_packed_linear_gives_what_the_plain_one_gives(KernelLevel level, int inputs, int outputs, int rows)
    {
        using var limited = new LimitedKernels(level);
        foreach (var type in types)
        {
            using var scope = new TensorScope();
            using var generator = new Generator(1);
            using var linear = new Linear(inputs, outputs);
            linear.Initialise(generator);
            linear.To(type);
            Tensor x = generator.Normal([2, rows, inputs]).To(type), residual = generator.Normal([2, rows, outputs]).To(type);
            var expected = x.To(DType.Float64).Linear(linear.Weight.Tensor.To(DType.Float64), linear.Bias!.Tensor.To(DType.Float64));
            linear.PrepareForInference();
            Near(linear.Forward(x), expected);
            Near(linear.Forward(x, residual), expected + residual.To(DType.Float64));
        }
    }

    [EachLevel]
    public void A_packed_gate_gives_what_the_plain_one_gives(KernelLevel level)
    {
        using var limited = new LimitedKernels(level);
        foreach (var type in types)
        {
            using var scope = new TensorScope();
            using var generator = new Generator(2);
            foreach (var (width, rows) in new[] { (64, 5), (40, 77), (17, 16) })
            {
                using var linear = new Linear(64, 2 * width) { IsGated = true };
                linear.Initialise(generator);
                linear.To(type);
                var x = generator.Normal([rows, 64]).To(type);
                var expected = x.To(DType.Float64).Linear(linear.Weight.Tensor.To(DType.Float64), linear.Bias!.Tensor.To(DType.Float64))
                    .Geglu();
                linear.PrepareForInference();
                // without kernels of our own the product is rounded, the gate, and what they give
                Near(linear.ForwardGeglu(x), expected, 2);
            }
        }
    }

    [EachLevel]
    [InlineData(32, 32, 3, 1, 1, 16, 16, 1)]
    [InlineData(64, 64, 3, 1, 1, 8, 8, 2)]
    [InlineData(96, 48, 3, 1, 1, 5, 7, 1)]
    [InlineData(320, 40, 3, 1, 1, 9, 32, 2)]
    [InlineData(64, 64, 3, 2, 1, 16, 16, 1)]
    [InlineData(64, 64, 3, 2, 1, 32, 32, 2)]
    [InlineData(64, 64, 3, 2, 0, 17, 17, 1)]
    [InlineData(64, 64, 3, 2, 0, 33, 65, 1)]
    [InlineData(64, 96, 1, 1, 0, 8, 8, 2)]
    [InlineData(64, 96, 1, 1, 0, 5, 7, 1)]
    [InlineData(128, 32, 3, 1, 1, 1, 1, 1)]
    public void A_packed_convolution_gives_what_the_plain_one_gives(KernelLevel level, int inputs, int outputs, int kernel, int stride,
        int padding, int height, int width, int batch)
    {
        using var limited = new LimitedKernels(level);
        foreach (var type in types)
        {
            using var scope = new TensorScope();
            using var generator = new Generator(3);
            using var convolution = new Conv2d(inputs, outputs, kernel, stride, padding);
            convolution.Initialise(generator);
            convolution.To(type);
            Tensor x = generator.Normal([batch, inputs, height, width]).To(type).ChannelsLast(),
                shift = generator.Normal([batch, outputs]).To(type);
            var expected = x.To(DType.Float64)
                .Conv2d(convolution.Weight.Tensor.To(DType.Float64), convolution.Bias!.Tensor.To(DType.Float64), stride, padding);
            var residual = generator.Normal(expected.Shape).To(type);
            convolution.PrepareForInference();
            Near(convolution.Forward(x), expected);
            Near(convolution.Forward(x.Contiguous(), shift, residual),
                expected + shift.To(DType.Float64).Unsqueeze(-1).Unsqueeze(-1) + residual.To(DType.Float64));
            if (Products.Multiplies(type) && height > 1) convolution.Forward(x).IsChannelsLast.ShouldBeTrue();
        }
    }

    [EachLevel]
    [InlineData(96, 64)]
    [InlineData(33, 32)]
    [InlineData(320, 128, 3, 3)]
    [InlineData(40, 96, 3, 3)]
    [InlineData(64, 64, 1, 1)]
    public void Reading_a_packed_weight_gives_it_back_bit_for_bit(KernelLevel level, params int[] shape)
    {
        using var limited = new LimitedKernels(level);
        foreach (var type in types)
        {
            using var scope = new TensorScope();
            using var generator = new Generator(4);
            using Module layer = shape.Length == 2 ? new Linear(shape[1], shape[0]) : new Conv2d(shape[1], shape[0], shape[2]);
            layer.Initialise(generator);
            layer.To(type);
            var weight = layer.NamedParameters().First().Parameter;
            var before = weight.Tensor.To(DType.Float32).ToArray<float>();
            layer.PrepareForInference();
            var x = generator.Normal(shape.Length == 2 ? [2, shape[1]] : [1, shape[1], 4, 4]).To(type);
            for (var i = 0; i < 2; i++)
            {
                if (layer is Linear linear) linear.Forward(x);
                else ((Conv2d)layer).Forward(x);
                weight.Tensor.To(DType.Float32).ToArray<float>().ShouldBe(before);
            }
        }
    }

    [EachLevel]
    public void A_changed_weight_counts_at_once(KernelLevel level)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using var linear = new Linear(64, 64, bias: false);
        linear.Weight.Tensor = Tensor.Zeros([64, 64], DType.BFloat16);
        linear.PrepareForInference();
        var ones = Tensor.Ones([1, 64], DType.BFloat16);
        linear.Forward(ones).Sum().ToDouble().ShouldBe(0);
        linear.Weight.Tensor = Tensor.Ones([64, 64], DType.BFloat16);
        linear.Forward(ones).Sum().ToDouble().ShouldBe(64 * 64);
    }

    [EachLevel]
    public void Gradients_go_through_prepared_layers(KernelLevel level)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using var linear = new Linear(64, 64, bias: false);
        linear.Weight.Tensor = Tensor.Ones([64, 64], DType.BFloat16);
        linear.PrepareForInference();
        var x = Tensor.Ones([1, 64], DType.BFloat16);
        x.RequiresGrad = true;
        linear.Forward(x).Sum().Backward();
        x.Grad!.Sum().ToDouble().ShouldBe(64 * 64);
    }

    [EachLevel]
    [InlineData(32, 32, 1)]
    [InlineData(320, 96, 77)]
    [InlineData(64, 33, 16)] // outputs in no whole tiles: by the plain weight
    [InlineData(96, 2560, 130)]
    public void A_frozen_linears_input_and_residual_get_their_gradients(KernelLevel level, int inputs, int outputs, int rows)
    {
        using var limited = new LimitedKernels(level);
        foreach (var type in types)
        {
            using var scope = new TensorScope();
            using var generator = new Generator(1);
            using var linear = new Linear(inputs, outputs) { IsGated = true };
            linear.Initialise(generator);
            linear.To(type);
            Tensor x = generator.Normal([2, rows, inputs]).To(type).WithGrad(),
                residual = generator.Normal([2, rows, outputs]).To(type).WithGrad();
            var given = generator.Normal([2, rows, outputs]).To(type);
            var expected = given.To(DType.Float64).Matmul(linear.Weight.Tensor.To(DType.Float64));
            linear.PrepareForInference();
            if (outputs % 2 == 0) using (Autograd.NoGrad()) linear.ForwardGeglu(x); // packed otherwise
            linear.Forward(x, residual).Backward(given);
            Near(x.Grad!, expected);
            Near(residual.Grad!, given.To(DType.Float64));
            linear.Weight.RequiresGrad.ShouldBeFalse();
        }
    }

    [EachLevel]
    [InlineData(32, 32, 3, 1, 1, 16, 16, 1)]
    [InlineData(96, 64, 3, 1, 1, 5, 7, 2)]
    [InlineData(1120, 96, 3, 1, 1, 4, 4, 1)]
    [InlineData(64, 1280, 3, 1, 1, 8, 16, 2)]
    [InlineData(96, 64, 3, 2, 1, 16, 16, 2)]
    [InlineData(64, 64, 3, 2, 1, 15, 9, 1)]
    [InlineData(64, 64, 3, 2, 0, 17, 33, 1)]
    [InlineData(64, 96, 1, 1, 0, 5, 7, 2)]
    [InlineData(64, 40, 3, 1, 1, 8, 8, 1)] // outputs in no whole tiles: by the plain weight
    public void A_frozen_convolutions_inputs_get_their_gradients(KernelLevel level, int inputs, int outputs, int kernel, int stride,
        int padding, int height, int width, int batch)
    {
        using var limited = new LimitedKernels(level);
        foreach (var type in types)
        {
            using var scope = new TensorScope();
            using var generator = new Generator(3);
            using var convolution = new Conv2d(inputs, outputs, kernel, stride, padding);
            convolution.Initialise(generator);
            convolution.To(type);
            Tensor x = generator.Normal([batch, inputs, height, width]).To(type).ChannelsLast().WithGrad(),
                shift = generator.Normal([batch, outputs]).To(type).WithGrad();
            var exact = x.Detach().To(DType.Float64).WithGrad();
            var plain = exact.Conv2d(convolution.Weight.Tensor.To(DType.Float64), null, stride, padding);
            Tensor given = generator.Normal(plain.Shape).To(type),
                residual = generator.Normal(plain.Shape).To(type).ChannelsLast().WithGrad();
            plain.Backward(given.To(DType.Float64));
            convolution.PrepareForInference();
            convolution.Forward(x, shift, residual).Backward(given);
            Near(x.Grad!, exact.Grad!);
            Near(residual.Grad!, given.To(DType.Float64));
            Near(shift.Grad!, given.To(DType.Float64).Sum([2, 3]));
        }
    }

    static void Near(Tensor got, Tensor expected, double times = 1)
    {
        got.Shape.ShouldBe(expected.Shape);
        (got.To(DType.Float64) - expected).Abs().Max().ToDouble()
            .ShouldBeLessThan(times * Tolerance(got.DType) * Math.Max(1, expected.Abs().Max().ToDouble()));
    }
}
