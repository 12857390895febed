namespace EmojiGen.Torch;

// What networks are made of.
public sealed partial class Tensor
{
    public Tensor Matmul(Tensor other) =>
        Accumulation.Matrices(this, other, null, static (a, b, _) => Op.Call("aten::matmul", a, b), Accumulation.Count(this, other));

    /// <summary>(B, n, k) times (B, k, m).</summary>
    public Tensor Bmm(Tensor other) =>
        Accumulation.Matrices(this, other, null, static (a, b, _) => Op.Call("aten::bmm", a, b), Accumulation.Count(this, other));

    /// <summary>beta * this + alpha * a b, of matrices.</summary>
    public Tensor AddMM(Tensor a, Tensor b, double beta = 1, double alpha = 1) =>
        Accumulation.Matrices(a, b, this, (a, b, added) => Op.Call("aten::addmm", added, a, b, beta, alpha), Accumulation.Count(a, b));

    /// <summary>beta * this + alpha * a b, of batches of matrices.</summary>
    public Tensor BAddBmm(Tensor a, Tensor b, double beta = 1, double alpha = 1) =>
        Accumulation.Matrices(a, b, this, (a, b, added) => Op.Call("aten::baddbmm", added, a, b, beta, alpha), Accumulation.Count(a, b));

    /// <summary>A product in Einstein's notation: <c>Einsum("bhid,bhjd->bhij", q, k)</c>.</summary>
    public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> operands) =>
        Op.Call("aten::einsum", equation, operands.ToArray());

    /// <summary>x Wᵀ + b.</summary>
    /// <param name="weight">(out, in)</param>
    /// <param name="bias">(out)</param>
    public Tensor Linear(Tensor weight, Tensor? bias = null) =>
        Accumulation.Matrices(this, weight, bias, static (x, weight, bias) => Op.Call("aten::linear", x, weight, bias),
            ElementCount * weight.Size(0));

    /// <summary>Convolution of (B, in, H, W) with (out, in / groups, h, w).</summary>
    public Tensor Conv2d(Tensor weight, Tensor? bias = null, long stride = 1, long padding = 0, long dilation = 1, long groups = 1) =>
        Accumulation.Convolution(this, weight, bias,
            (x, weight, bias) => Op.Call("aten::conv2d", x, weight, bias, stride, padding, dilation, groups));

    /// <param name="weight">(in, out / groups, h, w)</param>
    public Tensor ConvTranspose2d(Tensor weight, Tensor? bias = null, long stride = 1, long padding = 0, long outputPadding = 0) =>
        Accumulation.Convolution(this, weight, bias,
            (x, weight, bias) => Op.Call("aten::conv_transpose2d.input", x, weight, bias, stride, padding, outputPadding));

    /// <summary>Normalised over the last dimensions, as many as <paramref name="shape"/> has.</summary>
    public Tensor LayerNorm(ReadOnlySpan<long> shape, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5) =>
        (shape.Length == 1 && Rank > 0 && shape[0] == Size(-1) ? FusedLayers.Norm(this, weight, bias, epsilon, centred: true) : null)
        ?? Op.Call("aten::layer_norm", this, shape.ToArray(), weight, bias, epsilon);

    /// <summary>Normalised over each group of channels of (B, C, ...).</summary>
    public Tensor GroupNorm(long groups, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5) =>
        (Rank > 1 ? FusedLayers.GroupNorm(this, groups, weight, bias, epsilon, silu: false) : null)
            ?? Op.Call("aten::group_norm", this, groups, weight, bias, epsilon);

    /// <summary>silu of <see cref="GroupNorm"/>: what stands before each convolution of a diffusion network.</summary>
    public Tensor GroupNormSilu(long groups, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5) =>
        (Rank > 1 ? FusedLayers.GroupNorm(this, groups, weight, bias, epsilon, silu: true) : null)
            ?? GroupNorm(groups, weight, bias, epsilon).Silu();

    /// <summary>a gelu(b), where the last dimension is a and b one after the other (Shazeer 2020).</summary>
    /// <returns>(..., n) of (..., 2n)</returns>
    public Tensor Geglu() =>
        FusedLayers.Geglu(this) ?? (Chunk(2, -1) is [var value, var gate] ? value * gate.Gelu()
        : throw new ArgumentException($"GEGLU wants an even last dimension, got {this}."));

    /// <summary>Divided by the root of the mean square of the last dimension, then scaled (Zhang and Sennrich 2019). 16-bit types are
    /// normalised in float32.</summary>
    public Tensor RmsNorm(Tensor? weight = null, double epsilon = 1e-6)
    {
        if (FusedLayers.Norm(this, weight, null, epsilon, centred: false) is { } done) return done;
        var x = DType.Size() == 2 ? To(DType.Float32) : this;
        var normal = (x * (x.Square().Mean(-1, keep: true) + epsilon).Rsqrt()).To(DType);
        return weight is null ? normal : normal * weight;
    }

    public Tensor Softmax(long dimension = -1) => Op.Call("aten::softmax.int", this, dimension);
    public Tensor LogSoftmax(long dimension = -1) => Op.Call("aten::log_softmax.int", this, dimension);
    public Tensor Relu() => Op.Call("aten::relu", this);
    public Tensor Silu() => Op.Call("aten::silu", this);
    public Tensor Sigmoid() => Op.Call("aten::sigmoid", this);
    public Tensor Softplus() => Op.Call("aten::softplus", this);
    public Tensor LeakyRelu(double slope = 0.01) => Op.Call("aten::leaky_relu", this, slope);

    /// <summary>x Φ(x), by the error function.</summary>
    public Tensor Gelu() => InFloat32WithoutBFloat16(static it => Op.Call("aten::gelu", it));

    /// <summary>x Φ(x), approximated by tanh.</summary>
    public Tensor GeluTanh() => InFloat32WithoutBFloat16(static it => Op.Call("aten::gelu", it, "tanh"));

    /// <summary>libtorch asks the processor whether oneDNN has such a function in bfloat16; held to fewer instructions than the processor has,
    /// oneDNN has none. In float32 it is what libtorch itself computes there.</summary>
    Tensor InFloat32WithoutBFloat16(Func<Tensor, Tensor> compute) => DType == DType.BFloat16 && !TorchLibrary.HasBFloat16 && Device.IsCpu
        ? compute(To(DType.Float32)).To(DType.BFloat16)
        : compute(this);

    /// <summary>x sigmoid(1.702 x), as CLIP has it.</summary>
    public Tensor QuickGelu() => this * (this * 1.702).Sigmoid();

    /// <summary>Rows of a table (n, d) at the indices of this tensor.</summary>
    public Tensor Embedding(Tensor table) => Op.Call("aten::embedding", table, this);

    /// <summary>Zero with a probability, the rest scaled up; draws from <see cref="Generator.OfLayers"/>, or from libtorch's own
    /// generator.</summary>
    public Tensor Dropout(double probability, bool training)
    {
        if (!training || probability <= 0) return Share();
        if (Generator.OfLayers is not { } generator) return Op.Call("aten::dropout", this, probability, true);
        return TensorScope.Run(() => this * DropoutMask.Draw(this, probability, generator));
    }

    public Tensor AvgPool2d(long size, long? stride = null, long padding = 0) =>
        Op.Call("aten::avg_pool2d", this, size, stride ?? size, padding);
    public Tensor MaxPool2d(long size, long? stride = null, long padding = 0) =>
        Op.Call("aten::max_pool2d", this, size, stride ?? size, padding);
    public Tensor AdaptiveAvgPool2d(long size) => Op.Call("aten::adaptive_avg_pool2d", this, size);

    /// <summary>(B, C, H, W) resized to <paramref name="height"/> by <paramref name="width"/>.</summary>
    /// <param name="antialias">Takes all of the source into account when shrinking; bilinear and bicubic only.</param>
    public Tensor Interpolate(long height, long width, Interpolation mode = Interpolation.Nearest, bool alignCorners = false,
        bool antialias = false)
    {
        long[] size = [height, width];
        return (mode, antialias) switch
        {
            (Interpolation.Nearest, _) => Op.Call("aten::upsample_nearest2d", this, size),
            (Interpolation.Bilinear, false) => Op.Call("aten::upsample_bilinear2d", this, size, alignCorners),
            (Interpolation.Bilinear, true) => Op.Call("aten::_upsample_bilinear2d_aa", this, size, alignCorners),
            (Interpolation.Bicubic, false) => Op.Call("aten::upsample_bicubic2d", this, size, alignCorners),
            (Interpolation.Bicubic, true) => Op.Call("aten::_upsample_bicubic2d_aa", this, size, alignCorners),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Expected nearest, bilinear or bicubic."),
        };
    }

    /// <summary>Mean squared difference, over all elements.</summary>
    public Tensor MseLoss(Tensor target) => Op.Call("aten::mse_loss", this, target);

    /// <summary>Mean absolute difference, over all elements.</summary>
    public Tensor L1Loss(Tensor target) => Op.Call("aten::l1_loss", this, target);

    /// <summary>Mean negative log likelihood of <paramref name="target"/> (class numbers) under these logits (N, classes, ...).</summary>
    /// <param name="ignore">Targets of this number do not count.</param>
    public Tensor CrossEntropy(Tensor target, long ignore = -100, double labelSmoothing = 0) =>
        Op.Call("aten::cross_entropy_loss", this, target, Value.None, 1, ignore, labelSmoothing);

    public Tensor BinaryCrossEntropyWithLogits(Tensor target) => Op.Call("aten::binary_cross_entropy_with_logits", this, target);

    /// <summary>Cosine of the angle along a dimension.</summary>
    public Tensor CosineSimilarity(Tensor other, long dimension = -1) => Op.Call("aten::cosine_similarity", this, other, dimension);
}

/// <summary>How <see cref="Tensor.Interpolate"/> finds a value between pixels.</summary>
public enum Interpolation
{
    Nearest,
    Bilinear,
    Bicubic,
}
