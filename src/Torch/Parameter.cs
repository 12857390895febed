using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>A named place for a tensor in a <see cref="Module"/>: empty until it is loaded or initialised, so that making a network costs nothing.</summary>
public sealed class Parameter : IDisposable
{
    Tensor? tensor, packed;
    DType packedType;
    bool gated;

    internal Parameter(string name, long[] shape, Action<Tensor, Generator>? initialise, bool isBuffer) =>
        (Name, Shape, Initialise, IsBuffer) = (name, shape, initialise, isBuffer);

    /// <summary>The name within its module: <c>weight</c>.</summary>
    public string Name { get; }

    /// <summary>Sizes of the dimensions.</summary>
    public long[] Shape { get; }

    /// <summary>Whether it is saved but not trained, as running statistics are.</summary>
    public bool IsBuffer { get; }

    internal Action<Tensor, Generator>? Initialise { get; }

    public bool HasValue => tensor is not null || packed is not null;

    /// <summary>Whether gradients are computed for it.</summary>
    public bool RequiresGrad => tensor is { RequiresGrad: true };

    /// <summary>Whether <see cref="PackedFor"/> may replace the plain value, as inference wants it.</summary>
    internal bool MayPack { get; set; }

    /// <summary>Whether <see cref="PackedFor"/> will do so at the level at hand.</summary>
    internal bool WillPack => MayPack && (packed is not null || (tensor is { } value && Products.Multiplies(value.DType)));

    /// <summary>The value. Belongs to the parameter: lives until it is replaced, packed for the next inference, or the module is disposed.</summary>
    /// <exception cref="InvalidOperationException">Neither loaded nor initialised.</exception>
    public Tensor Tensor
    {
        get => tensor ?? Unpacked() ?? throw new InvalidOperationException(
            $"Parameter '{Name}' [{string.Join(", ", Shape)}] has no value yet: load weights into its module, or initialise it.");
        set
        {
            if (!value.Shape.AsSpan().SequenceEqual(Shape))
                throw new ArgumentException($"Parameter '{Name}' is of shape [{string.Join(", ", Shape)}], got {value}.", nameof(value));
            if (ReferenceEquals(tensor, value)) return;
            tensor?.Dispose();
            packed?.Dispose();
            packed = null;
            tensor = value.Unscoped();
        }
    }

    /// <summary>The value as the matrix kernels want it, in place of the plain one, of which no copy is kept; null where plain is all there is.</summary>
    /// <param name="type">What it is multiplied with; null of another type than the value.</param>
    /// <param name="gated">Whether the outputs are values and their gates.</param>
    internal Tensor? PackedFor(DType type, bool gated)
    {
        if ((tensor?.DType ?? packedType) != type) return null;
        if (packed is not null && this.gated == gated && Products.Multiplies(packedType)) return packed;
        Unpacked();
        if (!MayPack || tensor is null || !Products.Multiplies(tensor.DType) || !tensor.Device.IsCpu || tensor.RequiresGrad) return null;
        packed = Op.Call("emojigen::pack_weight", tensor, gated).Unscoped();
        packedType = tensor.DType;
        this.gated = gated;
        if (tensor is { IsOfFile: true, IsContiguous: true }) FileMemory.Forget(tensor.DataPointer, tensor.ElementCount * tensor.DType.Size());
        tensor.Dispose();
        tensor = null;
        return packed;
    }

    /// <summary>The plain value, in place of the packed one.</summary>
    Tensor? Unpacked()
    {
        if (packed is null) return null;
        tensor = Op.Call("emojigen::unpack_weight", packed, Shape, gated, packedType).Unscoped();
        packed.Dispose();
        packed = null;
        return tensor;
    }

    public static implicit operator Tensor(Parameter parameter) => parameter.Tensor;

    public void Dispose()
    {
        tensor?.Dispose();
        packed?.Dispose();
        tensor = packed = null;
    }
}
