namespace EmojiGen.Torch;

/// <summary>x Wᵀ + b on the last dimension.</summary>
public sealed class Linear : Module, IAdaptable
{
    public Linear(long inputs, long outputs, bool bias = true)
    {
        Weight = AddParameter("weight", [outputs, inputs], Initialisers.KaimingUniform(inputs));
        if (bias) Bias = AddParameter("bias", [outputs], Initialisers.UniformOfFanIn(inputs));
    }

    /// <summary>(outputs, inputs)</summary>
    public Parameter Weight { get; }

    /// <summary>(outputs), or null</summary>
    public Parameter? Bias { get; }

    /// <summary>Whether the outputs are values and then their gates, for <see cref="ForwardGeglu"/>.</summary>
    public bool IsGated { get; init; }

    public IList<LowRankAdapter> Adapters { get; } = [];

    protected internal override IEnumerable<Module> Attached => Adapters;

    public LowRankAdapter NewAdapter(long rank, double? alpha = null, double dropout = 0) =>
        new(Weight.Shape[1], Weight.Shape[0], 1, isConvolution: false, rank, alpha ?? rank, dropout, (x, a) => x.Linear(a));

    /// <param name="x">(..., inputs)</param>
    /// <param name="residual">(..., outputs) added to the result</param>
    /// <returns>(..., outputs)</returns>
    public Tensor Forward(Tensor x, Tensor? residual = null)
    {
        var y = Adapters.Count == 0 ? Products.Linear(x, Weight, Bias, residual, After.Nothing) : null;
        if (y is not null) return y;
        y = Plain(x);
        return residual is null ? y : y + residual;
    }

    /// <summary>a gelu(b), where the outputs are a and b one after the other; in one pass where there is a kernel for it.</summary>
    /// <param name="x">(..., inputs)</param>
    /// <returns>(..., outputs / 2)</returns>
    public Tensor ForwardGeglu(Tensor x) =>
        (Adapters.Count == 0 && IsGated ? Products.Linear(x, Weight, Bias, null, After.Geglu) : null) ?? Plain(x).Geglu();

    Tensor Plain(Tensor x)
    {
        // Linears are fastest on matrices.
        var matrix = x.Rank > 2 ? x.Reshape(-1, x.Size(-1)) : x;
        var y = Products.Linear(matrix, Weight, Bias, null, After.Nothing) ?? matrix.Linear(Weight, Bias?.Tensor);
        if (x.Rank > 2) y = y.Reshape([.. x.Shape[..^1], y.Size(-1)]);
        foreach (var adapter in Adapters) y = adapter.AddTo(y, x, Weight);
        return y;
    }

    protected internal override void AttachLike(Module other)
    {
        foreach (var adapter in ((Linear)other).Adapters) Adapters.Add(adapter);
    }

    private protected override void Pack() => Weight.Pack(Products.CanPack(Weight.Shape), gated: IsGated && Weight.Shape[0] % 2 == 0);
}

/// <summary>Convolution of pictures with square kernels.</summary>
public sealed class Conv2d : Module, IAdaptable
{
    readonly long stride, padding, groups;

    public Conv2d(long inputs, long outputs, long kernel, long stride = 1, long padding = 0, long groups = 1, bool bias = true)
    {
        (this.stride, this.padding, this.groups) = (stride, padding, groups);
        var fanIn = inputs / groups * kernel * kernel;
        Weight = AddParameter("weight", [outputs, inputs / groups, kernel, kernel], Initialisers.KaimingUniform(fanIn));
        if (bias) Bias = AddParameter("bias", [outputs], Initialisers.UniformOfFanIn(fanIn));
    }

    /// <summary>(outputs, inputs / groups, kernel, kernel)</summary>
    public Parameter Weight { get; }

    /// <summary>(outputs), or null</summary>
    public Parameter? Bias { get; }

    public IList<LowRankAdapter> Adapters { get; } = [];

    protected internal override IEnumerable<Module> Attached => Adapters;

    public LowRankAdapter NewAdapter(long rank, double? alpha = null, double dropout = 0) =>
        groups != 1 ? throw new NotSupportedException("A convolution in groups takes no low-rank adapter.")
        : new(Weight.Shape[1], Weight.Shape[0], Weight.Shape[2], isConvolution: true, rank, alpha ?? rank, dropout,
            (x, a) => x.Conv2d(a, null, stride, padding));

    /// <param name="x">(B, inputs, H, W)</param>
    /// <param name="shift">(B, outputs) added to every pixel of the result</param>
    /// <param name="residual">(B, outputs, H', W') added to the result</param>
    /// <returns>(B, outputs, H', W')</returns>
    public Tensor Forward(Tensor x, Tensor? shift = null, Tensor? residual = null)
    {
        var simple = Adapters.Count == 0;
        var y = Products.Convolution(x, Weight, Bias, stride, padding, simple ? shift : null, simple ? residual : null);
        if (y is not null && simple) return y;
        y ??= (groups == 1 ? TrainedConvolution.Forward(x, Weight, Bias, stride, padding) : null)
            ?? x.Conv2d(Weight, Bias?.Tensor, stride, padding, 1, groups);
        foreach (var adapter in Adapters) y = adapter.AddTo(y, x, Weight);
        if (shift is not null) y += shift.Unsqueeze(-1).Unsqueeze(-1);
        return residual is null ? y : y + residual;
    }

    protected internal override void AttachLike(Module other)
    {
        foreach (var adapter in ((Conv2d)other).Adapters) Adapters.Add(adapter);
    }

    private protected override void Pack() => Weight.Pack(groups == 1 && Products.CanPack(Weight.Shape), gated: false);
}

/// <summary>Ba, Kiros and Hinton 2016, over the last dimension.</summary>
public sealed class LayerNorm : Module
{
    readonly double epsilon;
    readonly long width;

    public LayerNorm(long width, double epsilon = 1e-5, bool affine = true, bool bias = true)
    {
        (this.width, this.epsilon) = (width, epsilon);
        if (affine) Weight = AddParameter("weight", [width], Initialisers.Ones);
        if (affine && bias) Bias = AddParameter("bias", [width], Initialisers.Zeros);
    }

    /// <summary>(width), or null</summary>
    public Parameter? Weight { get; }

    /// <summary>(width), or null</summary>
    public Parameter? Bias { get; }

    /// <param name="x">(..., width)</param>
    public Tensor Forward(Tensor x) => x.LayerNorm([width], Weight?.Tensor, Bias?.Tensor, epsilon);
}

/// <summary>Wu and He 2018.</summary>
public sealed class GroupNorm : Module
{
    readonly double epsilon;
    readonly long groups;

    public GroupNorm(long groups, long channels, double epsilon = 1e-5)
    {
        if (channels % groups != 0)
            throw new ArgumentException($"GroupNorm wants channels in whole groups: {channels} channels, {groups} groups.", nameof(groups));
        (this.groups, this.epsilon) = (groups, epsilon);
        Weight = AddParameter("weight", [channels], Initialisers.Ones);
        Bias = AddParameter("bias", [channels], Initialisers.Zeros);
    }

    /// <summary>(channels)</summary>
    public Parameter Weight { get; }

    /// <summary>(channels)</summary>
    public Parameter Bias { get; }

    /// <param name="x">(B, channels, ...)</param>
    public Tensor Forward(Tensor x) => x.GroupNorm(groups, Weight, Bias, epsilon);

    /// <summary>silu of <see cref="Forward"/>, in one pass where there is a kernel for it.</summary>
    /// <param name="x">(B, channels, ...)</param>
    public Tensor ForwardSilu(Tensor x) => x.GroupNormSilu(groups, Weight, Bias, epsilon);
}

/// <summary>Zhang and Sennrich 2019, over the last dimension.</summary>
public sealed class RmsNorm : Module
{
    readonly double epsilon;

    public RmsNorm(long width, double epsilon = 1e-6)
    {
        this.epsilon = epsilon;
        Weight = AddParameter("weight", [width], Initialisers.Ones);
    }

    /// <summary>(width)</summary>
    public Parameter Weight { get; }

    /// <param name="x">(..., width)</param>
    public Tensor Forward(Tensor x) => x.RmsNorm(Weight, epsilon);
}

/// <summary>A table of vectors.</summary>
public sealed class Embedding : Module
{
    public Embedding(long count, long width) => Weight = AddParameter("weight", [count, width], Initialisers.Normal(0, 1));

    /// <summary>(count, width)</summary>
    public Parameter Weight { get; }

    /// <param name="indices">(...), whole numbers below count</param>
    /// <returns>(..., width)</returns>
    public Tensor Forward(Tensor indices) => indices.Embedding(Weight);
}

/// <summary>Zeroes elements in training, with a probability, and scales the rest up.</summary>
public sealed class Dropout(double probability) : Module
{
    public Tensor Forward(Tensor x) => IsTraining ? x.Dropout(probability, training: true) : x;
}

/// <summary>Parts under the names <c>0</c>, <c>1</c>, ...</summary>
public sealed class ModuleList<T> : Module, IReadOnlyList<T> where T : Module
{
    readonly List<T> parts = [];

    public ModuleList(IEnumerable<T> parts)
    {
        foreach (var part in parts) Add(part);
    }

    public int Count => parts.Count;

    public T this[int index] => parts[index];

    public void Add(T part) => parts.Add(Child(parts.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), part));

    public IEnumerator<T> GetEnumerator() => parts.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
