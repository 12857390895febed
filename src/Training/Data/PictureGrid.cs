using EmojiGen.Imaging;

namespace EmojiGen.Training.Data;

/// <summary>Small square pictures side by side, for validations to show.</summary>
static class PictureGrid
{
    /// <param name="grid">At least as wide as the pictures together.</param>
    /// <param name="row">From the top.</param>
    /// <param name="column">Of the first picture, from the left.</param>
    /// <param name="rgba">Pictures of side x side x 4 bytes, one after the other.</param>
    /// <param name="side">Pixels.</param>
    public static void Place(Raster grid, int row, int column, ReadOnlySpan<byte> rgba, int side)
    {
        var line = 4 * side;
        for (var i = 0; i < rgba.Length / (line * side); i++)
            for (var y = 0; y < side; y++)
                rgba.Slice(line * ((i * side) + y), line).CopyTo(grid.Row((row * side) + y)[(line * (column + i))..]);
    }
}
