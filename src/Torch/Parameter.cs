namespace EmojiGen.Torch;

/// <summary>A named place for a tensor in a <see cref="Module"/>: empty until it is loaded or initialised, so that making a network costs nothing.</summary>
public sealed class Parameter : IDisposable
{
    Tensor? tensor;

    internal Parameter(string name, long[] shape, Action<Tensor, Generator>? initialise, bool isBuffer) =>
        (Name, Shape, Initialise, IsBuffer) = (name, shape, initialise, isBuffer);

    /// <summary>The name within its module: <c>weight</c>.</summary>
    public string Name { get; }

    /// <summary>Sizes of the dimensions.</summary>
    public long[] Shape { get; }

    /// <summary>Whether it is saved but not trained, as running statistics are.</summary>
    public bool IsBuffer { get; }

    internal Action<Tensor, Generator>? Initialise { get; }

    public bool HasValue => tensor is not null;

    /// <summary>The value. Belongs to the parameter: lives until it is replaced or the module is disposed.</summary>
    /// <exception cref="InvalidOperationException">Neither loaded nor initialised.</exception>
    public Tensor Tensor
    {
        get => tensor ?? throw new InvalidOperationException(
            $"Parameter '{Name}' [{string.Join(", ", Shape)}] has no value yet: load weights into its module, or initialise it.");
        set
        {
            if (!value.Shape.AsSpan().SequenceEqual(Shape))
                throw new ArgumentException($"Parameter '{Name}' is of shape [{string.Join(", ", Shape)}], got {value}.", nameof(value));
            if (ReferenceEquals(tensor, value)) return;
            tensor?.Dispose();
            tensor = value.Unscoped();
        }
    }

    public static implicit operator Tensor(Parameter parameter) => parameter.Tensor;

    public void Dispose()
    {
        tensor?.Dispose();
        tensor = null;
    }
}
