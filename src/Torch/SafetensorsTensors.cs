using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

// Tensors from a file, and to one.
public sealed unsafe partial class SafetensorsFile : IWeights
{
    IReadOnlyCollection<string> IWeights.Names => byName.Keys;

    long[] IWeights.ShapeOf(string name) => this[name].Shape;

    string IWeights.Source => Path;

    DType? IWeights.TypeOf(string name) => this[name].DType switch
    {
        SafetensorsDType.F8_E4M3 or SafetensorsDType.F8_E5M2 or SafetensorsDType.F8_E8M0 => DType.Float32,
        SafetensorsDType.U16 => DType.Int32,
        SafetensorsDType.U32 or SafetensorsDType.U64 => DType.Int64,
        var stored => SafetensorsTensors.DTypeOf(stored),
    };

    void IWeights.Forget(string name) => FileMemory.Forget((nint)(data + this[name].Offset), this[name].ByteLength);

    /// <summary>The tensor over the file's own memory, without a copy, of the current scope. Writing to it changes this process's memory, never the file.</summary>
    /// <remarks>Copied: what is not aligned to its element size, and types that libtorch has not in all versions: FP8 comes as float32, unsigned numbers as the next wider signed ones.</remarks>
    public Tensor Read(string name)
    {
        var entry = this[name];
        ObjectDisposedException.ThrowIf(disposed, this);
        var shape = entry.Shape;
        switch (entry.DType)
        {
            case SafetensorsDType.F8_E4M3 or SafetensorsDType.F8_E5M2 or SafetensorsDType.F8_E8M0:
                return Tensor.From(ReadSingles(name), shape).Reshape(shape);
            case SafetensorsDType.U16 or SafetensorsDType.U32 or SafetensorsDType.U64:
                var integers = Tensor.From(ReadIntegers(name), shape).Reshape(shape);
                return entry.DType == SafetensorsDType.U16 ? integers.To(DType.Int32) : integers;
        }
        var pointer = data + entry.Offset;
        var dtype = SafetensorsTensors.DTypeOf(entry.DType);
        if ((nint)pointer % entry.DType.Size() == 0)
        {
            var mapped = Tensor.FromMemory((nint)pointer, shape, dtype, mapping.Hold());
            mapped.IsOfFile = true;
            return mapped;
        }
        var copy = Tensor.Empty(shape, dtype);
        Buffer.MemoryCopy(pointer, (void*)copy.DataPointer, entry.ByteLength, entry.ByteLength);
        return copy;
    }
}

public static class SafetensorsTensors
{
    /// <summary>A tensor to write, whatever its device and layout; it is brought to the CPU when its turn comes, and must live until then.</summary>
    public static SafetensorsSource ToSource(this Tensor tensor, string name) => new(name, TypeOf(tensor.DType), tensor.Shape, stream =>
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var plain = tensor.Detach().To(Device.Cpu).Contiguous();
        var (pointer, left) = (plain.DataPointer, plain.ElementCount * plain.DType.Size());
        const int most = 1 << 30; // a span counts in 32 bits
        unsafe
        {
            for (; left > 0; left -= most, pointer += most) stream.Write(new ReadOnlySpan<byte>((void*)pointer, (int)Math.Min(left, most)));
        }
    });

    internal static DType DTypeOf(SafetensorsDType dtype) => dtype switch
    {
        SafetensorsDType.BOOL => DType.Bool,
        SafetensorsDType.U8 => DType.UInt8,
        SafetensorsDType.I8 => DType.Int8,
        SafetensorsDType.I16 => DType.Int16,
        SafetensorsDType.I32 => DType.Int32,
        SafetensorsDType.I64 => DType.Int64,
        SafetensorsDType.F16 => DType.Float16,
        SafetensorsDType.BF16 => DType.BFloat16,
        SafetensorsDType.F32 => DType.Float32,
        SafetensorsDType.F64 => DType.Float64,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "No tensor has this element type."),
    };

    static SafetensorsDType TypeOf(DType dtype) => dtype switch
    {
        DType.Bool => SafetensorsDType.BOOL,
        DType.UInt8 => SafetensorsDType.U8,
        DType.Int8 => SafetensorsDType.I8,
        DType.Int16 => SafetensorsDType.I16,
        DType.Int32 => SafetensorsDType.I32,
        DType.Int64 => SafetensorsDType.I64,
        DType.Float16 => SafetensorsDType.F16,
        DType.BFloat16 => SafetensorsDType.BF16,
        DType.Float32 => SafetensorsDType.F32,
        DType.Float64 => SafetensorsDType.F64,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "The safetensors format has no such element type."),
    };
}
