namespace EmojiGen.Torch;

// Numbers drawn as PyTorch draws them on the CPU: the same seed gives the same numbers there.
public sealed unsafe partial class Generator
{
    /// <summary>From here on PyTorch (2.7 and newer) spends two numbers of the stream on each integer; older libtorch did so from
    /// 2³².</summary>
    const ulong WideRange = 1UL << 28;

    /// <summary><c>torch.randn</c>: the normal distribution of mean 0 and variance 1.</summary>
    /// <param name="shape">Sizes of the dimensions.</param>
    /// <param name="dtype">A floating-point type; each has a stream of its own.</param>
    /// <param name="device">Where the tensor shall be; the numbers are drawn on the CPU all the same.</param>
    public Tensor Normal(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device? device = null) =>
        Deliver(Mine(Op.CallInPlace("aten::normal_", Tensor.Empty(All(shape), dtype), 0.0, 1.0, this)), device);

    /// <summary><c>torch.rand</c>: at least 0, below 1, all alike.</summary>
    /// <inheritdoc cref="Normal"/>
    public Tensor Uniform(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device? device = null) =>
        Deliver(Mine(Op.CallInPlace("aten::uniform_", Tensor.Empty(All(shape), dtype), 0.0, 1.0, this)), device);

    /// <summary><c>torch.randint</c>: whole numbers from <paramref name="low"/> up to, without, <paramref name="high"/>.</summary>
    /// <exception cref="ArgumentException">There is no number between the two.</exception>
    public Tensor Integers(long low, long high, ReadOnlySpan<long> shape, DType dtype = DType.Int64, Device? device = null)
    {
        if (high <= low) throw new ArgumentException($"Expected numbers between {low} and a larger one, got {high}.", nameof(high));
        var range = (ulong)high - (ulong)low;
        var numbers = range < WideRange
            ? Op.Call("aten::randint.low_generator", low, high, All(shape), this, dtype)
            : WideIntegers(low, range, All(shape)).To(dtype);
        return Deliver(Mine(numbers), device);
    }

    /// <summary><c>torch.randperm</c>: 0 to <paramref name="count"/> - 1 in random order.</summary>
    public Tensor Permutation(long count, DType dtype = DType.Int64, Device? device = null) =>
        Deliver(Op.Call("aten::randperm.generator", count, this, dtype), device);

    /// <summary>The shape of all shares together.</summary>
    long[] All(ReadOnlySpan<long> shape) =>
        Share is { } share && shape.Length > 0 ? [share.Count * shape[0], .. shape[1..]] : shape.ToArray();

    Tensor Mine(Tensor drawn) => Share is { } share && drawn.Rank > 0
        ? drawn.Narrow(0, share.Index * (drawn.Size(0) / share.Count), drawn.Size(0) / share.Count) : drawn;

    Tensor WideIntegers(long low, ulong range, ReadOnlySpan<long> shape)
    {
        var raw = new uint[checked(2 * Tensor.Elements(shape))];
        Draw(raw);
        var numbers = new long[raw.Length / 2];
        for (var i = 0; i < numbers.Length; i++)
        {
            var wide = ((ulong)raw[2 * i] << 32) | raw[2 * i + 1];
            numbers[i] = unchecked((long)(wide % range) + low);
        }
        return Tensor.FromBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(numbers), DType.Int64, shape);
    }

    static Tensor Deliver(Tensor drawn, Device? device) => device is { IsCpu: false } there ? drawn.To(there) : drawn;
}
