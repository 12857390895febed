using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

// Between managed memory and tensors.
public sealed unsafe partial class Tensor
{
    /// <summary>A copy of managed numbers.</summary>
    /// <param name="data">As many as <paramref name="shape"/> says, outermost dimension first.</param>
    /// <param name="shape">Sizes of the dimensions; none for a vector of all the numbers.</param>
    /// <exception cref="ArgumentException">Count and shape disagree.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> data, params ReadOnlySpan<long> shape) where T : unmanaged =>
        FromBytes(MemoryMarshal.AsBytes(data), DTypes.Of<T>(), shape.IsEmpty ? [data.Length] : shape);

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static Tensor From<T>(T[] data, params ReadOnlySpan<long> shape) where T : unmanaged =>
        From((ReadOnlySpan<T>)data, shape);

    /// <summary>A copy of elements by their bytes, in the machine's order.</summary>
    /// <exception cref="ArgumentException">Count and shape disagree.</exception>
    public static Tensor FromBytes(ReadOnlySpan<byte> data, DType dtype, params ReadOnlySpan<long> shape)
    {
        var expected = Elements(shape) * dtype.Size();
        if (expected != data.Length)
            throw new ArgumentException(
                $"A {dtype} tensor of shape [{string.Join(", ", shape.ToArray())}] has {expected} bytes, got {data.Length}.");
        var tensor = Empty(shape, dtype);
        data.CopyTo(new Span<byte>((void*)tensor.Describe().Data, data.Length));
        return tensor;
    }

    /// <summary>A tensor over memory of somebody else's, without a copy.</summary>
    /// <param name="pointer">The first element; may be read-only memory if nothing writes to the tensor.</param>
    /// <param name="sizes">Sizes of the dimensions; the elements lie in their order.</param>
    /// <param name="keepAlive">Disposed, on whatever thread, when neither the tensor nor a view of it is left.</param>
    public static Tensor FromMemory(nint pointer, ReadOnlySpan<long> sizes, DType dtype, IDisposable keepAlive)
    {
        TorchLibrary.EnsureLoaded();
        var keeper = GCHandle.ToIntPtr(GCHandle.Alloc(keepAlive));
        fixed (long* shape = sizes)
        {
            var tensor = Bridge.FromMemory(pointer, shape, sizes.Length, dtype, &ReleaseMemory, keeper);
            if (tensor == 0)
            {
                GCHandle.FromIntPtr(keeper).Free();
                throw new TorchException($"FromMemory: {Bridge.LastError()}");
            }
            return Own(tensor);
        }
    }

    /// <summary>The one number in the tensor.</summary>
    /// <exception cref="TorchException">It holds none or several.</exception>
    public double ToDouble() => Op.CallNumber("aten::item", this);

    /// <inheritdoc cref="ToDouble"/>
    public long ToInt64() => checked((long)Op.CallNumber("aten::item", this));

    /// <summary>A copy of all elements, outermost dimension first, converted to <typeparamref name="T"/> where they are of another
    /// type.</summary>
    public T[] ToArray<T>() where T : unmanaged
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var source = Detach().To(DTypes.Of<T>()).To(Device.Cpu).Contiguous();
        return source.AsSpan<T>().ToArray();
    }

    /// <summary>The tensor's own memory. Valid as long as the tensor lives; writes are not seen by autograd.</summary>
    /// <exception cref="InvalidOperationException">Not on the CPU, not contiguous, or of another element type.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        var description = Describe();
        if (description.DType != DTypes.Of<T>()) throw new InvalidOperationException($"Expected elements of {DTypes.Of<T>()}, got {this}.");
        return new Span<T>((void*)Memory(description), checked((int)description.Elements));
    }

    /// <summary>The tensor's own memory as bytes, whatever the element type.</summary>
    /// <inheritdoc cref="AsSpan{T}"/>
    public Span<byte> AsBytes()
    {
        var description = Describe();
        return new Span<byte>((void*)Memory(description), checked((int)(description.Elements * description.ItemSize)));
    }

    /// <summary>Address of the first element of a contiguous tensor on the CPU; for tensors over 2 GB, where a span ends.</summary>
    public nint DataPointer => Memory(Describe());

    static nint Memory(in NativeDescription description)
    {
        if (description.DeviceType != DeviceType.Cpu || !description.Flags.HasFlag(TensorFlags.Contiguous))
            throw new InvalidOperationException(
                "Only the memory of a contiguous tensor on the CPU can be read directly: call Contiguous() and To(Device.Cpu) first.");
        return description.Data;
    }

    internal static long Elements(ReadOnlySpan<long> shape)
    {
        var product = 1L;
        foreach (var size in shape) product = checked(product * size);
        return product;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void ReleaseMemory(nint context)
    {
        var keeper = GCHandle.FromIntPtr(context);
        var owner = (IDisposable)keeper.Target!;
        keeper.Free();
        owner.Dispose();
    }
}
