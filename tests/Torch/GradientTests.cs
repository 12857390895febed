using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Gradients against central differences in float64, for every operator that training uses.</summary>
public class GradientTests
{
    const double Step = 1e-5;

    /// <summary>An error of the differences themselves, about Step² of a third derivative, and rounding over Step.</summary>
    const double Tolerance = 2e-6;

    static readonly Dictionary<string, Case> cases = new Case[]
    {
        new("add", [[2, 3], [3]], x => x[0] + x[1]),
        new("add scaled", [[2, 3], [2, 3]], x => x[0].Add(x[1], 0.3)),
        new("subtract", [[2, 3], [2, 1]], x => x[0] - x[1]),
        new("subtract from a number", [[2, 3]], x => 1.5 - x[0]),
        new("multiply", [[2, 3], [3]], x => x[0] * x[1]),
        new("divide", [[2, 3], [2, 3]], x => x[0] / (x[1].Abs() + 0.5)),
        new("divide a number", [[2, 3]], x => 2.0 / (x[0].Abs() + 0.5)),
        new("negate", [[3]], x => -x[0]),
        new("pow of a number", [[2, 3]], x => x[0].Abs().Pow(1.7)),
        new("pow of tensors", [[2, 3], [2, 3]], x => (x[0].Abs() + 0.1).Pow(x[1])),
        new("square", [[3]], x => x[0].Square()),
        new("sqrt", [[3]], x => (x[0].Abs() + 0.1).Sqrt()),
        new("rsqrt", [[3]], x => (x[0].Abs() + 0.2).Rsqrt()),
        new("reciprocal", [[3]], x => (x[0].Abs() + 0.5).Reciprocal()),
        new("exp", [[3]], x => x[0].Exp()),
        new("expm1", [[3]], x => x[0].Expm1()),
        new("log", [[3]], x => (x[0].Abs() + 0.2).Log()),
        new("log1p", [[3]], x => x[0].Abs().Log1p()),
        new("sin", [[3]], x => x[0].Sin()),
        new("cos", [[3]], x => x[0].Cos()),
        new("tanh", [[3]], x => x[0].Tanh()),
        new("erf", [[3]], x => x[0].Erf()),
        new("clamp", [[10]], x => x[0].Clamp(-0.5, 0.5)),
        new("minimum", [[10], [10]], x => x[0].Minimum(x[1])),
        new("maximum", [[10], [10]], x => x[0].Maximum(x[1])),
        new("lerp by a number", [[3], [3]], x => x[0].Lerp(x[1], 0.3)),
        new("lerp by a tensor", [[3], [3], [3]], x => x[0].Lerp(x[1], x[2])),
        new("where", [[10], [10]], x => Tensor.Where(x[0].Gt(0), x[0] * 2, x[1])),
        new("masked fill", [[10]], x => x[0].MaskedFill(x[0].Gt(0), 3)),
        new("masked select", [[10]], x => x[0].MaskedSelect(Tensor.Arange(0, 10).Lt(4))),

        new("matmul", [[2, 3, 4], [4, 2]], x => x[0].Matmul(x[1])),
        new("bmm", [[2, 3, 4], [2, 4, 2]], x => x[0].Bmm(x[1])),
        new("addmm", [[2, 2], [2, 3], [3, 2]], x => x[0].AddMM(x[1], x[2], 0.5, 2)),
        new("baddbmm", [[2, 2, 2], [2, 2, 3], [2, 3, 2]], x => x[0].BAddBmm(x[1], x[2], 0.5, 2)),
        new("einsum", [[2, 3, 4], [2, 5, 4]], x => Tensor.Einsum("bid,bjd->bij", x[0], x[1])),
        new("linear", [[2, 3, 4], [5, 4], [5]], x => x[0].Linear(x[1], x[2])),
        new("conv2d", [[2, 3, 5, 5], [4, 3, 3, 3], [4]], x => x[0].Conv2d(x[1], x[2], padding: 1)),
        new("conv2d, stride 2", [[1, 2, 6, 6], [3, 2, 3, 3]], x => x[0].Conv2d(x[1], null, stride: 2, padding: 1)),
        new("conv2d, groups and dilation", [[1, 4, 6, 6], [4, 2, 3, 3], [4]], x => x[0].Conv2d(x[1], x[2], dilation: 2, groups: 2)),
        new("conv2d, channels last", [[2, 3, 5, 5], [4, 3, 3, 3], [4]],
            x => x[0].ChannelsLast().Conv2d(x[1].ChannelsLast(), x[2], padding: 1)),
        new("conv2d, 1 x 1", [[2, 3, 4, 4], [5, 3, 1, 1], [5]], x => x[0].Conv2d(x[1], x[2])),
        new("conv transpose 2d", [[1, 3, 3, 3], [3, 2, 4, 4], [2]], x => x[0].ConvTranspose2d(x[1], x[2], stride: 2, padding: 1)),

        new("layer norm", [[2, 3, 6], [6], [6]], x => x[0].LayerNorm([6], x[1], x[2])),
        new("layer norm, plain", [[2, 6]], x => x[0].LayerNorm([6])),
        new("group norm", [[2, 6, 3, 2], [6], [6]], x => x[0].GroupNorm(3, x[1], x[2])),
        new("group norm, channels last", [[2, 6, 3, 2], [6], [6]], x => x[0].ChannelsLast().GroupNorm(2, x[1], x[2])),
        new("rms norm", [[2, 6], [6]], x => x[0].RmsNorm(x[1])),
        new("softmax", [[2, 5]], x => x[0].Softmax()),
        new("log softmax", [[2, 5]], x => x[0].LogSoftmax(0)),
        new("silu", [[5]], x => x[0].Silu()),
        new("sigmoid", [[5]], x => x[0].Sigmoid()),
        new("softplus", [[5]], x => x[0].Softplus()),
        new("relu", [[10]], x => x[0].Relu()),
        new("leaky relu", [[10]], x => x[0].LeakyRelu(0.2)),
        new("gelu", [[5]], x => x[0].Gelu()),
        new("gelu by tanh", [[5]], x => x[0].GeluTanh()),
        new("quick gelu", [[5]], x => x[0].QuickGelu()),
        new("embedding", [[5, 3]], x => Tensor.From<long>([4, 0, 4, 2], 2, 2).Embedding(x[0])),
        new("average pool", [[1, 2, 4, 4]], x => x[0].AvgPool2d(2)),
        new("max pool", [[1, 2, 4, 4]], x => x[0].MaxPool2d(2)),
        new("adaptive average pool", [[1, 2, 5, 5]], x => x[0].AdaptiveAvgPool2d(2)),
        new("nearest", [[1, 2, 3, 3]], x => x[0].Interpolate(6, 6)),
        new("bilinear", [[1, 2, 3, 3]], x => x[0].Interpolate(5, 4, Interpolation.Bilinear)),
        new("bilinear, antialiased", [[1, 2, 6, 6]], x => x[0].Interpolate(3, 2, Interpolation.Bilinear, antialias: true)),
        new("bicubic", [[1, 2, 4, 4]], x => x[0].Interpolate(6, 5, Interpolation.Bicubic)),
        new("bicubic, antialiased", [[1, 2, 8, 8]], x => x[0].Interpolate(3, 3, Interpolation.Bicubic, antialias: true)),

        new("mse loss", [[2, 3], [2, 3]], x => x[0].MseLoss(x[1])),
        new("l1 loss", [[2, 3], [2, 3]], x => x[0].L1Loss(x[1])),
        new("cross entropy", [[4, 3]], x => x[0].CrossEntropy(Tensor.From<long>([0, 2, -100, 1]), labelSmoothing: 0.1)),
        new("binary cross entropy", [[2, 3]], x => x[0].BinaryCrossEntropyWithLogits(Tensor.From<double>([0, 1, 0.5, 1, 0, 0], 2, 3))),
        new("cosine similarity", [[2, 3], [2, 3]], x => x[0].CosineSimilarity(x[1])),

        new("reshape", [[2, 6]], x => x[0].Reshape(3, -1)),
        new("permute", [[2, 3, 4]], x => x[0].Permute(2, 0, 1)),
        new("transpose", [[2, 3]], x => x[0].Transpose(0, 1)),
        new("flatten", [[2, 3, 4]], x => x[0].Flatten(1)),
        new("squeeze and unsqueeze", [[2, 1, 3]], x => x[0].Squeeze(1).Unsqueeze(-1)),
        new("expand", [[2, 1]], x => x[0].Expand(2, 3)),
        new("repeat", [[2, 2]], x => x[0].Repeat(2, 3)),
        new("repeat interleave", [[2, 2]], x => x[0].RepeatInterleave(3, 1)),
        new("cat", [[2, 3], [2, 2]], x => Tensor.Cat([x[0], x[1]], 1)),
        new("stack", [[2, 3], [2, 3]], x => Tensor.Stack([x[0], x[1]], 1)),
        new("chunk", [[2, 6]], x => x[0].Chunk(2, 1) is [var a, var b] ? a * b.Sigmoid() : throw new InvalidOperationException()),
        new("split", [[5]], x => x[0].Split([2, 3])[1]),
        new("select", [[3, 4]], x => x[0].Select(1, 2)),
        new("narrow", [[3, 4]], x => x[0].Narrow(1, 1, 2)),
        new("slice", [[3, 8]], x => x[0].Slice(1, 1, -1, 2)),
        new("index", [[3, 4]], x => x[0].Index(Tensor.From<long>([0, 2, 0]), Tensor.From<long>([1, 1, 1]))),
        new("index select", [[3, 4]], x => x[0].IndexSelect(0, Tensor.From<long>([2, 0, 2]))),
        new("gather", [[2, 3]], x => x[0].Gather(1, Tensor.From<long>([2, 0, 1, 1], 2, 2))),
        new("scatter", [[2, 3], [2, 1]], x => x[0].Scatter(1, Tensor.From<long>([2, 0], 2, 1), x[1])),
        new("scatter add", [[2, 3], [2, 2]], x => x[0].ScatterAdd(1, Tensor.From<long>([2, 2, 0, 1], 2, 2), x[1])),
        new("tril", [[3, 3]], x => x[0].Tril()),
        new("triu", [[3, 3]], x => x[0].Triu(1)),
        new("flip", [[2, 3]], x => x[0].Flip(1)),
        new("roll", [[2, 3]], x => x[0].Roll(1, 1)),
        new("pad", [[2, 3]], x => x[0].Pad([1, 2, 0, 1], 0.5)),
        new("pixel shuffle", [[1, 8, 2, 2]], x => x[0].PixelShuffle(2)),
        new("pixel unshuffle", [[1, 2, 4, 4]], x => x[0].PixelUnshuffle(2)),
        new("clone", [[3]], x => x[0].Clone()),
        new("contiguous", [[2, 3]], x => x[0].Transpose(0, 1).Contiguous()),
        new("channels last", [[2, 3, 2, 2]], x => x[0].ChannelsLast()),

        new("sum", [[2, 3]], x => x[0].Sum()),
        new("sum of a dimension", [[2, 3]], x => x[0].Sum(1, keep: true)),
        new("mean", [[2, 3]], x => x[0].Mean()),
        new("mean of dimensions", [[2, 3, 4]], x => x[0].Mean([0, 2])),
        new("variance", [[2, 5]], x => x[0].Var([1])),
        new("standard deviation", [[2, 5]], x => x[0].Std([1], correction: 0)),
        new("max", [[7]], x => x[0].Max()),
        new("amax", [[2, 7]], x => x[0].Amax(1)),
        new("amin", [[2, 7]], x => x[0].Amin(0)),
        new("norm", [[2, 3]], x => x[0].Norm()),
        new("norm of a dimension", [[2, 3]], x => x[0].Norm(1)),
        new("normalize", [[2, 3]], x => x[0].Normalize()),
        new("cumulative sum", [[2, 3]], x => x[0].CumSum(1)),
        new("cumulative product", [[2, 3]], x => x[0].CumProd(1)),
        new("log sum exp", [[2, 3]], x => x[0].LogSumExp(1)),
        new("top k", [[2, 6]], x => x[0].TopK(3).Values),
        new("sort", [[6]], x => x[0].Sort().Values),

        new("attention at once", [[2, 2, 5, 3], [2, 2, 4, 3], [2, 2, 4, 2]],
            x => Attention.Chunked(x[0], x[1], x[2], null, 0.6, false, long.MaxValue)),
        new("attention in chunks", [[2, 2, 5, 3], [2, 2, 4, 3], [2, 2, 4, 2]],
            x => Attention.Chunked(x[0], x[1], x[2], null, 0.6, false, Rows(2, x))),
        new("attention in chunks, causal", [[1, 2, 5, 3], [1, 2, 7, 3], [1, 2, 7, 2]],
            x => Attention.Chunked(x[0], x[1], x[2], null, 0.6, true, Rows(2, x))),
        new("attention in chunks, flags", [[2, 1, 5, 3], [2, 1, 4, 3], [2, 1, 4, 2]],
            x => Attention.Chunked(x[0], x[1], x[2], Seen(), 0.6, false, Rows(3, x))),
        new("attention in chunks, added numbers", [[1, 2, 5, 3], [1, 2, 4, 3], [1, 2, 4, 2]],
            x => Attention.Chunked(x[0], x[1], x[2], Bias(), 0.6, false, Rows(1, x))),
        new("attention with a bias that learns", [[1, 2, 3, 3], [1, 2, 4, 3], [1, 2, 4, 2], [2, 3, 4]],
            x => Attention.Chunked(x[0], x[1], x[2], x[3], 0.6, false, Rows(1, x))),
        new("attention as called", [[1, 2, 3, 4], [1, 2, 5, 4], [1, 2, 5, 4]], x => Attention.ScaledDotProduct(x[0], x[1], x[2])),
    }.ToDictionary(it => it.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_what_differences_say(string name)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(1);
        var (_, shapes, function) = cases[name];
        var inputs = Array.ConvertAll(shapes, it => Distinct(generator, it));
        foreach (var input in inputs) input.RequiresGrad = true;
        var output = function(inputs);
        var weights = generator.Normal(output.Shape, DType.Float64);

        (output * weights).Sum().Backward();

        using var noGrad = Autograd.NoGrad();
        foreach (var input in inputs)
        {
            var gradient = input.Grad.ShouldNotBeNull().Contiguous().AsSpan<double>().ToArray();
            for (var i = 0; i < gradient.Length; i++)
            {
                double up = Moved(input, i, Step), down = Moved(input, i, -Step);
                var expected = (up - down) / (2 * Step);
                Math.Abs(gradient[i] - expected).ShouldBeLessThanOrEqualTo(Tolerance * Math.Max(1, Math.Abs(expected)),
                    $"element {i} of {input}: {gradient[i]} by backward, {expected} by differences");
            }
        }

        double Moved(Tensor input, int index, double by)
        {
            using var step = new TensorScope();
            var at = input.Detach().AsSpan<double>();
            var before = at[index];
            at[index] = before + by;
            var value = (function(inputs) * weights).Sum().ToDouble();
            at[index] = before;
            return value;
        }
    }

    /// <summary>Normal numbers, none so near to zero or to another that a step crosses a corner of abs, max or sort.</summary>
    static Tensor Distinct(Generator generator, long[] shape)
    {
        var count = (int)shape.Aggregate(1L, (a, b) => a * b);
        var places = generator.Permutation(count).ToArray<long>();
        double[] numbers = [.. places.Select(it => ((it + 0.5) / count * 3) - 1.5 + 0.0123)];
        return Tensor.From(numbers, shape);
    }

    /// <summary>The budget that lets so many queries into a chunk.</summary>
    static long Rows(long rows, Tensor[] x) => rows * x[0].Size(0) * x[0].Size(1) * x[1].Size(2) * sizeof(double);

    static Tensor Seen() => Tensor.From<bool>([true, true, false, true, true, false, true, true], 2, 1, 1, 4);

    static Tensor Bias()
    {
        using var generator = new Generator(5);
        return generator.Normal([5, 4], DType.Float64);
    }

    sealed record Case(string Name, long[][] Shapes, Func<Tensor[], Tensor> Function);
}
