using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EmojiGen.ModelFiles;

/// <summary>fp16 to fp32 and back, wide. The framework's own conversion of <see cref="Half"/> goes one by one, which costs 100 ms of a
/// start where weights are fp16.</summary>
public static class HalfFloats
{
    /// <summary>Converts exactly, subnormals, infinities and NaN included.</summary>
    // Starts are short: the method runs once or twice, so that it must be compiled well at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToSingles(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        if (destination.Length != source.Length)
            throw new ArgumentException(
                $"As many singles as halves are expected: got room for {destination.Length} and {source.Length} halves.", nameof(destination));
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination);
        var i = 0;
        if (Avx512F.IsSupported)
        {
            for (; i <= source.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
                Widen(Avx512F.ConvertToVector512UInt32(Vector256.LoadUnsafe(ref from, (nuint)i))).StoreUnsafe(ref to, (nuint)i);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= source.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
            {
                var half = Vector128.LoadUnsafe(ref from, (nuint)i);
                Widen(Vector256.Create(Vector128.WidenLower(half), Vector128.WidenUpper(half))).StoreUnsafe(ref to, (nuint)i);
            }
        }
        for (; i < source.Length; i++) Unsafe.Add(ref to, i) = (float)BitConverter.UInt16BitsToHalf(Unsafe.Add(ref from, i));
    }

    /// <summary>Rounds to nearest, ties to even.</summary>
    public static void FromSingles(ReadOnlySpan<float> source, Span<Half> destination)
    {
        for (var i = 0; i < source.Length; i++) destination[i] = (Half)source[i];
    }

    /// <summary>Exponent and mantissa are moved to their place and the exponent's bias is mended by one multiplication, which also
    /// normalises subnormals (Giesen 2012).</summary>
    static Vector256<float> Widen(Vector256<uint> half)
    {
        var magnitude = half & Vector256.Create(0x7fffu);
        var scaled = (magnitude << 13).AsSingle() * Vector256.Create(BitConverter.UInt32BitsToSingle((254 - 15) << 23));
        // Infinity and NaN have come out as 2^16 and above: they get the full exponent back.
        var special = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(0x7c00u)) & Vector256.Create(0x7f80_0000u);
        return (scaled.AsUInt32() | special | ((half & Vector256.Create(0x8000u)) << 16)).AsSingle();
    }

    /// <inheritdoc cref="Widen(Vector256{uint})"/>
    static Vector512<float> Widen(Vector512<uint> half)
    {
        var magnitude = half & Vector512.Create(0x7fffu);
        var scaled = (magnitude << 13).AsSingle() * Vector512.Create(BitConverter.UInt32BitsToSingle((254 - 15) << 23));
        var special = Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x7c00u)) & Vector512.Create(0x7f80_0000u);
        return (scaled.AsUInt32() | special | ((half & Vector512.Create(0x8000u)) << 16)).AsSingle();
    }
}
