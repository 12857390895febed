using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>A tensor of libtorch. Lives until its <see cref="TensorScope"/> closes or it is disposed, whichever comes first.</summary>
/// <remarks>Disposing twice is harmless; using it afterwards throws <see cref="ObjectDisposedException"/>. There is no finalizer.</remarks>
public sealed partial class Tensor : IDisposable
{
    static long liveCount;

    nint handle;

    Tensor(nint handle) => this.handle = handle;

    internal static long LiveCount => Interlocked.Read(ref liveCount);

    internal TensorScope? Scope { get; set; }

    internal Tensor? Previous { get; set; }

    internal Tensor? Next { get; set; }

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(handle == 0, this);
            return handle;
        }
    }

    /// <summary>Takes over a reference from the native side.</summary>
    internal static Tensor Own(nint handle)
    {
        ArgumentOutOfRangeException.ThrowIfZero(handle);
        var tensor = new Tensor(handle);
        Interlocked.Increment(ref liveCount);
        TensorScope.Current?.Add(tensor);
        return tensor;
    }

    /// <summary>Whether its memory is a file's, mapped and held by this very tensor: pages that are let go of come back.</summary>
    internal bool IsOfFile { get; set; }

    public bool IsDisposed => handle == 0;

    /// <summary>Sizes of the dimensions, outermost first.</summary>
    public long[] Shape => Describe().Shape.ToArray();

    /// <summary>Elements from one to the next along each dimension; empty for a layout without strides.</summary>
    public unsafe long[] Strides =>
        Describe() is { Strides: not null } it ? new ReadOnlySpan<long>(it.Strides, it.Dimensions).ToArray() : [];

    public int Rank => Describe().Dimensions;

    public long ElementCount => Describe().Elements;

    public DType DType => Describe().DType;

    public Device Device => Describe() is var it ? new(it.DeviceType, it.DeviceIndex) : default;

    /// <summary>Whether the elements lie in memory in the order of the dimensions.</summary>
    public bool IsContiguous => Describe().Flags.HasFlag(TensorFlags.Contiguous);

    /// <summary>Whether a (B, C, H, W) tensor lies in memory as (B, H, W, C).</summary>
    public bool IsChannelsLast => Describe().Flags.HasFlag(TensorFlags.ChannelsLast);

    /// <summary>Size of one dimension; negative ones count from the last.</summary>
    public long Size(int dimension)
    {
        var shape = Describe().Shape;
        var index = dimension < 0 ? dimension + shape.Length : dimension;
        if ((uint)index >= (uint)shape.Length)
            throw new ArgumentOutOfRangeException(nameof(dimension), $"Expected a dimension of {this}, got {dimension}.");
        return shape[index];
    }

    /// <summary>A second handle to the same tensor, with a lifetime of its own.</summary>
    public Tensor Share() => Own(Bridge.Share(Handle));

    /// <summary>Takes the tensor out of its scope: it lives until it is disposed.</summary>
    /// <returns>The same tensor.</returns>
    public Tensor Unscoped()
    {
        Scope?.Remove(this);
        return this;
    }

    public void Dispose()
    {
        var owned = Interlocked.Exchange(ref handle, 0);
        if (owned == 0) return;
        Scope?.Remove(this);
        Interlocked.Decrement(ref liveCount);
        Bridge.FreeTensor(owned);
    }

    /// <summary>Element type and shape: <c>float32[2, 3]</c>.</summary>
    public override string ToString()
    {
        if (IsDisposed) return "disposed tensor";
        var description = Describe();
#pragma warning disable CA1308 // PyTorch's own names are lower case
        return $"{description.DType.ToString().ToLowerInvariant()}[{string.Join(", ", description.Shape.ToArray())}]";
#pragma warning restore CA1308
    }

    internal unsafe NativeDescription Describe()
    {
        NativeDescription description;
        Bridge.Check(Bridge.Describe(Handle, &description));
        return description;
    }
}
