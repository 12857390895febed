using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>
/// The tensor of a <see cref="Parameter"/>, plain or packed for the matrix kernels. Several parameters may hold one, as those of
/// networks that share their weights do.
/// </summary>
/// <remarks>Freed when the last holder lets go. What is held by several never changes.</remarks>
public sealed class ParameterValue : IDisposable
{
    Tensor? plain, packed;
    bool gated;
    int holders = 1;

    /// <param name="plain">Becomes the value's.</param>
    internal ParameterValue(Tensor plain) => (this.plain, DType, Device) = (plain.Unscoped(), plain.DType, plain.Device);

    /// <summary>Null while it is packed.</summary>
    internal Tensor? Plain => plain;

    internal DType DType { get; }

    internal Device Device { get; }

    internal bool IsShared => Volatile.Read(ref holders) > 1;

    /// <summary>Lets go of it.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref holders) > 0) return;
        plain?.Dispose();
        packed?.Dispose();
    }

    /// <summary>Another hold, to be disposed of too.</summary>
    internal ParameterValue Hold()
    {
        Interlocked.Increment(ref holders);
        return this;
    }

    /// <returns>Null where it is not packed in this way.</returns>
    internal Tensor? PackedAs(bool gated) => this.gated == gated ? packed : null;

    /// <summary>Lays the plain tensor out for the matrix kernels and lets go of it: memory stays what it was.</summary>
    /// <param name="gated">Whether the outputs are values and their gates.</param>
    internal Tensor Pack(bool gated)
    {
        var before = plain!;
        packed = Op.Call("emojigen::pack_weight", before, gated).Unscoped();
        this.gated = gated;
        if (before is { IsOfFile: true, IsContiguous: true })
            FileMemory.Forget(before.DataPointer, before.ElementCount * before.DType.Size());
        before.Dispose();
        plain = null;
        return packed;
    }

    /// <summary>Replaces the packed tensor by the plain one, bit for bit the one that was packed.</summary>
    internal Tensor Unpack(long[] shape)
    {
        plain = Unpacked(shape).Unscoped();
        packed!.Dispose();
        packed = null;
        return plain;
    }

    /// <summary>The plain tensor of a packed one, of the current scope.</summary>
    internal Tensor Unpacked(long[] shape) => Op.Call("emojigen::unpack_weight", packed!, shape, gated, DType);
}
