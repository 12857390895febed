using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmojiGen.Imaging.Png;

/// <summary>Filters each row by the one of PNG's five filters whose output has the least sum of absolute values.</summary>
/// <remarks>PNG specification, third edition, sections 9 and 12.7. Sixteen bytes at a time: byte by byte it took longer than
/// deflating.</remarks>
sealed class PngRowFilter
{
    const int Pixel = 4, Lanes = 16, Filters = 5;

    readonly int rowLength, padded;

    // A row lies behind one pixel of zeros, its left neighbours, and before zeros up to a whole vector.
    byte[] _row, above;

    // Each filter's output stands behind 16 bytes, of which the last is its number: what is written starts there.
    readonly byte[][] outputs = new byte[Filters][];

    internal PngRowFilter(int stride)
    {
        rowLength = stride;
        padded = (stride + Lanes - 1) / Lanes * Lanes;
        (_row, above) = (new byte[Pixel + padded], new byte[Pixel + padded]);
        for (var filter = 0; filter < Filters; filter++)
        {
            outputs[filter] = new byte[Lanes + padded];
            outputs[filter][Lanes - 1] = (byte)filter;
        }
    }

    /// <summary>The next row's filter number and filtered bytes, valid until the next call.</summary>
    // most programs write one picture, and would write it in code that is not optimised yet
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal ReadOnlySpan<byte> Next(ReadOnlySpan<byte> row)
    {
        (_row, above) = (above, _row);
        row.CopyTo(_row.AsSpan(Pixel));

        Span<uint> sums = stackalloc uint[Filters];
        for (var i = 0; i < padded; i += Lanes)
        {
            var (x, left) = (Load(_row, i + Pixel), Load(_row, i));
            var (up, corner) = (Load(above, i + Pixel), Load(above, i));
            sums[0] += Keep(0, i, x);
            sums[1] += Keep(1, i, x - left);
            sums[2] += Keep(2, i, x - up);
            sums[3] += Keep(3, i, x - Average(left, up));
            sums[4] += Keep(4, i, x - Paeth(left, up, corner));
        }

        var best = sums.IndexOf(Least(sums));
        return outputs[best].AsSpan(Lanes - 1, 1 + rowLength);
    }

    uint Keep(int filter, int at, Vector128<byte> difference)
    {
        difference.CopyTo(outputs[filter], Lanes + at);
        var (low, high) = Vector128.Widen(Vector128.Min(difference, Vector128<byte>.Zero - difference)); // |difference| as a signed byte
        return Vector128.Sum(low + high);
    }

    static uint Least(ReadOnlySpan<uint> sums)
    {
        var least = sums[0];
        foreach (var sum in sums) least = Math.Min(least, sum);
        return least;
    }

    static Vector128<byte> Load(byte[] from, int at) => Vector128.Create(from, at);

    // floor((a + b) / 2) without a ninth bit
    static Vector128<byte> Average(Vector128<byte> a, Vector128<byte> b) => (a & b) + Vector128.ShiftRightLogical(a ^ b, 1);

    static Vector128<byte> Paeth(Vector128<byte> left, Vector128<byte> up, Vector128<byte> corner)
    {
        var (a0, a1) = Vector128.Widen(left);
        var (b0, b1) = Vector128.Widen(up);
        var (c0, c1) = Vector128.Widen(corner);
        return Vector128.Narrow(Paeth(a0.AsInt16(), b0.AsInt16(), c0.AsInt16()), Paeth(a1.AsInt16(), b1.AsInt16(), c1.AsInt16()));
    }

    static Vector128<ushort> Paeth(Vector128<short> a, Vector128<short> b, Vector128<short> c)
    {
        var (pa, pb, pc) = (Vector128.Abs(b - c), Vector128.Abs(a - c), Vector128.Abs(a + b - c - c));
        var upOrCorner = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(pb, pc), b, c);
        return Vector128.ConditionalSelect(Vector128.LessThanOrEqual(pa, pb) & Vector128.LessThanOrEqual(pa, pc), a, upOrCorner).AsUInt16();
    }
}
