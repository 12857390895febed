using EmojiGen.ModelFiles;

namespace EmojiGen.Torch;

/// <summary>Tensors from a safetensors file, and to one.</summary>
public static class SafetensorsTensors
{
    /// <summary>The file as weights to load a <see cref="Module"/> from. It stays the caller's, and open until all is loaded.</summary>
    public static IWeights AsWeights(this SafetensorsFile file) => new SafetensorsWeights(file);

    /// <summary>The tensor over the file's own memory, without a copy, of the current scope. Writing to it changes this process's memory,
    /// never the file.</summary>
    /// <remarks>
    /// Copied: what is not aligned to its element size, and types that libtorch has not in all versions: FP8 comes as float32, unsigned
    /// numbers as the next wider
    /// signed ones.
    /// </remarks>
    public static unsafe Tensor Read(this SafetensorsFile file, string name)
    {
        var entry = file[name];
        var address = file.AddressOf(name);
        var shape = entry.Shape;
        switch (entry.DType)
        {
            case SafetensorsDType.F8_E4M3 or SafetensorsDType.F8_E5M2 or SafetensorsDType.F8_E8M0:
                return Tensor.From(file.ReadSingles(name), shape).Reshape(shape);
            case SafetensorsDType.U16 or SafetensorsDType.U32 or SafetensorsDType.U64:
                var integers = Tensor.From(file.ReadIntegers(name), shape).Reshape(shape);
                return entry.DType == SafetensorsDType.U16 ? integers.To(DType.Int32) : integers;
        }
        var dtype = DTypeOf(entry.DType);
        if (address % entry.DType.Size() == 0)
        {
            var mapped = Tensor.FromMemory(address, shape, dtype, file.Hold());
            mapped.IsOfFile = true;
            return mapped;
        }
        var copy = Tensor.Empty(shape, dtype);
        Buffer.MemoryCopy((void*)address, (void*)copy.DataPointer, entry.ByteLength, entry.ByteLength);
        GC.KeepAlive(file);
        return copy;
    }

    /// <summary>A tensor to write, whatever its device and layout; it is brought to the CPU when its turn comes, and must live until
    /// then.</summary>
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
