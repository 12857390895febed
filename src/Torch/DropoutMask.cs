using System.Runtime.InteropServices;

namespace EmojiGen.Torch;

/// <summary>What dropout multiplies by: 0, or what makes up for it.</summary>
/// <remarks>
/// libtorch draws 53 bits of chance for an element, one after the other, which costs more than the layer before. Here one number is drawn
/// and made into a stream of
/// its own, SplitMix64 (Steele, Lea and Flood 2014), of which each element takes 16 bits: the probability is the nearest of 65,536, and
/// what is kept is scaled by just that.
/// </remarks>
static class DropoutMask
{
    const int Levels = 1 << 16;

    /// <param name="like">Of its shape, element type and device.</param>
    /// <param name="probability">Of 0, in (0, 1).</param>
    public static Tensor Draw(Tensor like, double probability, Generator generator)
    {
        var dropped = (int)Math.Clamp(Math.Round(probability * Levels), 1, Levels - 1);
        var scale = (double)Levels / (Levels - dropped);
        Span<uint> drawn = stackalloc uint[2];
        generator.Draw(drawn);
        var seed = ((ulong)drawn[0] << 32) | drawn[1];
        using var scope = new TensorScope();
        var mask = Tensor.Empty(like.Shape, like.DType);
        var first = (generator.Share?.Index ?? 0) * mask.ElementCount; // of what all processes draw together
        if (like.DType is DType.BFloat16 or DType.Float16)
            Fill(MemoryMarshal.Cast<byte, ushort>(mask.AsBytes()), Bits(scale, like.DType), dropped, seed, first);
        else if (like.DType is DType.Float32) Fill(mask.AsSpan<float>(), (float)scale, dropped, seed, first);
        else mask = Op.CallInPlace("aten::bernoulli_.float", mask, 1 - probability, generator).Div_(1 - probability);
        return scope.MoveOut(mask.To(like.Device));
    }

    static void Fill<T>(Span<T> mask, T kept, int dropped, ulong seed, long first) where T : unmanaged
    {
        const ulong step = 0x9E3779B97F4A7C15;
        seed += step * (ulong)(first / 4);
        for (var i = -(int)(first % 4); i < mask.Length; i += 4)
        {
            var chance = seed += step;
            chance = (chance ^ (chance >> 30)) * 0xBF58476D1CE4E5B9;
            chance = (chance ^ (chance >> 27)) * 0x94D049BB133111EB;
            chance ^= chance >> 31;
            chance >>= 16 * Math.Max(-i, 0);
            for (var place = Math.Max(i, 0); place < Math.Min(i + 4, mask.Length); place++, chance >>= 16)
                mask[place] = (ushort)chance < dropped ? default : kept;
        }
    }

    static ushort Bits(double value, DType type)
    {
        using var scope = new TensorScope();
        return MemoryMarshal.Read<ushort>(Tensor.Full([1], value, type).AsBytes());
    }
}
