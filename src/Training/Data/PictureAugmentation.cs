using System.Runtime.InteropServices;
using EmojiGen.Torch;

namespace EmojiGen.Training.Data;

/// <summary>Pictures as they might as well have been: mirrored, and moved by a few pixels.</summary>
/// <remarks>For autoencoders, which must give back whatever they see. A diffusion model would learn to write letters backwards.</remarks>
public static class PictureAugmentation
{
    /// <summary>A picture moves by up to its side over this.</summary>
    const int ShareOfSide = 16;

    /// <param name="rgba">B x side x side x 4 bytes; changed in place, what moves out is lost, what moves in is transparent</param>
    /// <param name="side">pixels</param>
    /// <param name="random">Draws three numbers a picture.</param>
    public static void Apply(Span<byte> rgba, int side, Generator random)
    {
        var (bytes, reach) = (side * side * 4, side / ShareOfSide);
        var count = rgba.Length / bytes;
        using var scope = new TensorScope();
        var mirrored = random.Integers(0, 2, [count]).ToArray<long>();
        var moves = random.Integers(-reach, reach + 1, [2 * count]).ToArray<long>();
        for (var i = 0; i < count; i++)
        {
            var picture = MemoryMarshal.Cast<byte, uint>(rgba.Slice(i * bytes, bytes));
            if (mirrored[i] == 1)
            {
                for (var y = 0; y < side; y++) picture.Slice(y * side, side).Reverse();
            }
            Move(picture, side, (int)moves[2 * i], (int)moves[(2 * i) + 1]);
        }
    }

    static void Move(Span<uint> picture, int side, int right, int down)
    {
        if (right == 0 && down == 0) return;
        var before = picture.ToArray();
        picture.Clear();
        var (from, width) = (Math.Max(0, -right), side - Math.Abs(right));
        for (var y = Math.Max(0, down); y < Math.Min(side, side + down); y++)
            before.AsSpan(((y - down) * side) + from, width).CopyTo(picture[((y * side) + from + right)..]);
    }
}
