using System.Runtime.InteropServices;

namespace EmojiGen.Torch.Native;

/// <summary>What an argument or a result is: <c>eg_kind</c> of bridge.h.</summary>
enum ValueKind
{
    Default = 0,
    None = 1,
    Tensor = 2,
    Int = 3,
    Double = 4,
    Bool = 5,
    String = 6,
    IntList = 7,
    DoubleList = 8,
    BoolList = 9,
    TensorList = 10,
    Device = 11,
    Generator = 12,
}

/// <summary><c>eg_value</c> of bridge.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
struct NativeValue
{
    [FieldOffset(0)] public ValueKind Kind;
    [FieldOffset(4)] public int Count;
    [FieldOffset(8)] public nint Pointer;
    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Real;
}

[Flags]
enum TensorFlags
{
    RequiresGrad = 1,
    Leaf = 2,
    Contiguous = 4,
    ChannelsLast = 8,
    Strided = 16,
}

/// <summary><c>eg_description</c> of bridge.h.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct NativeDescription
{
    public nint Data;
    public long* Sizes;
    public long* Strides;
    public long Elements;
    public int Dimensions;
    public DType DType;
    public DeviceType DeviceType;
    public int DeviceIndex;
    public int ItemSize;
    public TensorFlags Flags;

    public readonly ReadOnlySpan<long> Shape => new(Sizes, Dimensions);
}
