using EmojiGen.Imaging;
using EmojiGen.Models;
using EmojiGen.Torch;

namespace EmojiGen.Training.Data;

/// <summary>Pictures in rows, as originals above what became of them.</summary>
static class PictureRows
{
    /// <param name="most">Pictures of a row.</param>
    /// <param name="rows">(B, 3 or 4, S, S) each, in [-1, 1]</param>
    public static Raster Of(int side, int most, params ReadOnlySpan<Tensor> rows)
    {
        var count = (int)Math.Min(most, rows[0].Size(0));
        var grid = new Raster(count * side, rows.Length * side);
        for (var row = 0; row < rows.Length; row++)
        {
            using var scope = new TensorScope();
            var rgba = RgbaPictures.ToRgba(rows[row].Slice(0, 0, count));
            for (var i = 0; i < count; i++)
                for (var y = 0; y < side; y++)
                    rgba.AsSpan(4 * side * ((i * side) + y), 4 * side).CopyTo(grid.Row((row * side) + y)[(4 * side * i)..]);
        }
        return grid;
    }
}
