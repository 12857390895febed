namespace EmojiGen.Torch;

/// <summary>
/// A named place for a tensor in a <see cref="Module"/>: empty until it is loaded or initialised, so that making a network costs
/// nothing.
/// </summary>
public sealed class Parameter : IDisposable
{
    ParameterValue? value;

    internal Parameter(string name, long[] shape, Action<Tensor, Generator>? initialise, bool isBuffer) =>
        (Name, Shape, Initialise, IsBuffer) = (name, shape, initialise, isBuffer);

    /// <summary>The name within its module: <c>weight</c>.</summary>
    public string Name { get; }

    /// <summary>Sizes of the dimensions.</summary>
    public long[] Shape { get; }

    /// <summary>Whether it is saved but not trained, as running statistics are.</summary>
    public bool IsBuffer { get; }

    internal Action<Tensor, Generator>? Initialise { get; }

    public bool HasValue => value is not null;

    /// <summary>The value's element type, without unpacking it.</summary>
    /// <inheritdoc cref="Tensor"/>
    public DType DType => Value.DType;

    /// <summary>Where the value lies, without unpacking it.</summary>
    /// <inheritdoc cref="Tensor"/>
    public Device Device => Value.Device;

    /// <summary>Whether gradients are computed for it.</summary>
    public bool RequiresGrad => value?.Plain is { RequiresGrad: true };

    /// <summary>Whether <see cref="PackedFor"/> may replace the plain value, as inference wants it.</summary>
    internal bool MayPack { get; set; }

    /// <summary>Whether <see cref="PackedFor"/> will do so at the level at hand, or has done so.</summary>
    internal bool WillPack => MayPack && value is { Device.IsCpu: true } it && (it.Plain is null || Products.Multiplies(it.DType));

    /// <summary>
    /// The value. Belongs to the parameter: lives until it is replaced, packed for the next inference, or the module is disposed.
    /// </summary>
    /// <remarks>Of a packed value that others hold too, this parameter gets a plain copy of its own.</remarks>
    /// <exception cref="InvalidOperationException">Neither loaded nor initialised.</exception>
    public Tensor Tensor
    {
        get => Value.Plain ?? Unpacked();
        set
        {
            if (!value.Shape.AsSpan().SequenceEqual(Shape))
                throw new ArgumentException($"Parameter '{Name}' is of shape [{string.Join(", ", Shape)}], got {value}.", nameof(value));
            if (ReferenceEquals(this.value?.Plain, value)) return;
            Replace(new ParameterValue(value));
        }
    }

    ParameterValue Value => value ?? throw new InvalidOperationException(
        $"Parameter '{Name}' [{string.Join(", ", Shape)}] has no value yet: load weights into its module, or initialise it.");

    /// <summary>Holds the value as it is, plain or packed, whatever becomes of the parameter.</summary>
    /// <inheritdoc cref="Tensor"/>
    public ParameterValue Hold() => Value.Hold();

    /// <summary>Takes over a value that was held, of a parameter of the same shape.</summary>
    public void Restore(ParameterValue held) => Replace(held);

    /// <summary>Holds the value of another parameter: there is one in memory until either is given another.</summary>
    internal void Share(Parameter other)
    {
        if (!other.Shape.AsSpan().SequenceEqual(Shape))
        {
            var shapes = $"of shape [{string.Join(", ", Shape)}], the one to share [{string.Join(", ", other.Shape)}]";
            throw new ArgumentException($"Parameter '{Name}' is {shapes}.", nameof(other));
        }
        MayPack = other.MayPack;
        Replace(other.value?.Hold());
    }

    /// <summary>
    /// The value as the matrix kernels want it, in place of the plain one, of which no copy is kept; null where plain is all there is.
    /// </summary>
    /// <param name="type">What it is multiplied with; null of another type than the value.</param>
    /// <param name="gated">Whether the outputs are values and their gates.</param>
    internal Tensor? PackedFor(DType type, bool gated)
    {
        if (value is null || value.DType != type || !Products.Multiplies(type)) return null;
        if (value.PackedAs(gated) is { } packed) return packed;
        if (!MayPack || !Device.IsCpu || RequiresGrad) return null;
        var plain = Tensor;
        // What others hold stays as they compute with it.
        if (value.IsShared) Replace(new ParameterValue(plain.Share()));
        return value.Pack(gated);
    }

    /// <summary>Packs the value now, and later ones when they are first computed with; nothing where it is not what kernels take.</summary>
    internal void Pack(bool may, bool gated)
    {
        MayPack = may;
        if (value is not null) PackedFor(value.DType, gated);
    }

    /// <summary>The plain value, in place of the packed one.</summary>
    Tensor Unpacked()
    {
        var packed = Value;
        if (!packed.IsShared) return packed.Unpack(Shape);
        Replace(new ParameterValue(packed.Unpacked(Shape)));
        return value!.Plain!;
    }

    void Replace(ParameterValue? with)
    {
        value?.Dispose();
        value = with;
    }

    public static implicit operator Tensor(Parameter parameter) => parameter.Tensor;

    public void Dispose() => Replace(null);
}
