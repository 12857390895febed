using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>How a four-dimensional tensor lies in memory, under libtorch's numbers (<c>c10::MemoryFormat</c>).</summary>
public enum MemoryFormat
{
    Contiguous = 0,
    Preserve = 1,
    ChannelsLast = 2,
}

/// <summary>An argument of an operator. Made by conversion: <c>Op.Call("aten::add.Tensor", a, b, 0.5)</c>.</summary>
/// <remarks>A null tensor, number or list is the schema's <c>None</c>; <see cref="Default"/> is what the schema says.</remarks>
public readonly struct Value
{
    Value(ValueKind kind, long bits = 0, object? reference = null) => (Kind, Bits, Reference) = (kind, bits, reference);

    internal ValueKind Kind { get; }

    /// <summary>The number itself, a double by its bits.</summary>
    internal long Bits { get; }

    internal object? Reference { get; }

    public static Value Default => default;

    public static Value None => new(ValueKind.None);

    public static implicit operator Value(Tensor? tensor) => tensor is null ? None : new(ValueKind.Tensor, 0, tensor);

    public static implicit operator Value(Parameter? parameter) => parameter?.Tensor;

    public static implicit operator Value(long number) => new(ValueKind.Int, number);

    public static implicit operator Value(long? number) => number is { } it ? it : None;

    public static implicit operator Value(int number) => new(ValueKind.Int, number);

    public static implicit operator Value(double number) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(number));

    public static implicit operator Value(double? number) => number is { } it ? it : None;

    public static implicit operator Value(bool flag) => new(ValueKind.Bool, flag ? 1 : 0);

    public static implicit operator Value(string? text) => text is null ? None : new(ValueKind.String, 0, text);

    public static implicit operator Value(long[]? numbers) => numbers is null ? None : new(ValueKind.IntList, 0, numbers);

    public static implicit operator Value(double[]? numbers) => numbers is null ? None : new(ValueKind.DoubleList, 0, numbers);

    public static implicit operator Value(bool[]? flags) => flags is null ? None : new(ValueKind.BoolList, 0, flags);

    public static implicit operator Value(Tensor?[] tensors) => new(ValueKind.TensorList, 0, tensors);

    public static implicit operator Value(DType dtype) => new(ValueKind.Int, (long)dtype);

    public static implicit operator Value(DType? dtype) => dtype is { } it ? it : None;

    public static implicit operator Value(MemoryFormat format) => new(ValueKind.Int, (long)format);

    public static implicit operator Value(Device device) =>
        new(ValueKind.Device, ((long)device.Index << 32) | (uint)device.Type);

    public static implicit operator Value(Device? device) => device is { } it ? it : None;

    public static implicit operator Value(Generator? generator) =>
        generator is null ? None : new(ValueKind.Generator, 0, generator);

    public override string ToString() => Kind switch
    {
        ValueKind.Default => "default",
        ValueKind.None => "none",
        ValueKind.Int => Bits.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ValueKind.Double => BitConverter.Int64BitsToDouble(Bits).ToString(System.Globalization.CultureInfo.InvariantCulture),
        ValueKind.Bool => Bits != 0 ? "true" : "false",
        ValueKind.String => $"'{Reference}'",
        ValueKind.IntList => $"[{string.Join(", ", (long[])Reference!)}]",
        ValueKind.DoubleList => $"[{string.Join(", ", (double[])Reference!)}]",
        ValueKind.BoolList => $"[{string.Join(", ", (bool[])Reference!)}]",
        ValueKind.TensorList => $"({string.Join(", ", ((Tensor?[])Reference!).Select(it => it?.ToString() ?? "none"))})",
        ValueKind.Device => new Device((DeviceType)(Bits & 0xff), (int)(Bits >> 32)).ToString(),
        _ => Reference?.ToString() ?? "",
    };
}
