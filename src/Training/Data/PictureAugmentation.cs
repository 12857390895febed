using System.Runtime.InteropServices;
using EmojiGen.Torch;

namespace EmojiGen.Training.Data;

/// <summary>Pictures as they might as well have been: mirrored, and moved by a few pixels.</summary>
/// <remarks>For autoencoders, which must give back whatever they see. A diffusion model would learn to write letters backwards.</remarks>
public static class PictureAugmentation
{
    /// <summary>A picture moves by up to its side over this.</summary>
    const int ShareOfSide = 16;

    static readonly (int R, int G, int B)[] orders = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)];

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

    /// <summary>Exchanges red, green and blue of some pictures, so that shapes must tell what colours do not.</summary>
    /// <param name="rgba">B x side x side x 4 bytes; changed in place</param>
    /// <param name="side">pixels</param>
    /// <param name="random">Draws two numbers a picture.</param>
    /// <param name="share">Of the pictures, 0 to 1.</param>
    public static void Recolor(Span<byte> rgba, int side, Generator random, double share)
    {
        var bytes = side * side * 4;
        var count = rgba.Length / bytes;
        using var scope = new TensorScope();
        var chance = random.Uniform([count]).ToArray<float>();
        var order = random.Integers(1, orders.Length, [count]).ToArray<long>(); // the first changes nothing
        for (var i = 0; i < count; i++)
        {
            if (chance[i] >= share) continue;
            var (r, g, b) = orders[order[i]];
            for (var pixel = rgba.Slice(i * bytes, bytes); pixel.Length > 0; pixel = pixel[4..])
                (pixel[0], pixel[1], pixel[2]) = (pixel[r], pixel[g], pixel[b]);
        }
    }

    /// <summary>Numbers that <see cref="Turn"/> wants of each picture.</summary>
    public const int TurnNumbers = 5;

    /// <summary>Pictures turned by up to 20 degrees, larger or smaller by up to a quarter, moved by up to a tenth, half of them
    /// mirrored.</summary>
    /// <param name="pictures">(B, C, 2S, 2S): twice as large as what comes out, so that edges stay sharp</param>
    /// <param name="numbers">(B, 5) in [0, 1)</param>
    /// <param name="ground">What lies around a picture.</param>
    /// <returns>(B, C, S, S)</returns>
    public static Tensor Turn(Tensor pictures, Tensor numbers, double ground) => TensorScope.Run(() =>
    {
        const double angle = 20 * Math.PI / 180, larger = 0.25, far = 0.2;
        long count = pictures.Size(0), side = pictures.Size(2) / 2;
        var drawn = numbers.ToArray<float>();
        var maps = new float[6 * count]; // from places in the result to places in the picture, both -1 to 1
        for (var i = 0; i < count; i++)
        {
            var it = drawn.AsSpan(TurnNumbers * i, TurnNumbers);
            var (sine, cosine) = Math.SinCos(angle * ((2 * it[0]) - 1));
            var scale = Math.Exp(larger * ((2 * it[1]) - 1));
            var mirror = it[2] < 0.5 ? -1 : 1;
            float[] map = [(float)(scale * cosine * mirror), (float)(-scale * sine), (float)(far * (it[3] - 0.5)),
                (float)(scale * sine * mirror), (float)(scale * cosine), (float)(far * (it[4] - 0.5))];
            map.CopyTo(maps, 6 * i);
        }
        var grid = Op.Call("aten::affine_grid_generator", Tensor.From<float>(maps, count, 2, 3),
            (long[])[count, pictures.Size(1), side, side], false);
        return Op.Call("aten::grid_sampler_2d", pictures - ground, grid, 0, 0, false) + ground; // bilinear, zeros around
    });

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
