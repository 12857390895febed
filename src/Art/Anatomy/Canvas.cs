using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>The space in which icons are measured and scenes are laid out: 128 x 128 units, whatever an icon's own view box.</summary>
public static class Canvas
{
    public const double Size = 128;

    public static readonly Box Box = new(0, 0, Size, Size);

    /// <summary>Maps an icon's view box onto the canvas, centred, proportions kept.</summary>
    public static Matrix From(Box viewBox)
    {
        var scale = Size / Math.Max(viewBox.Width, viewBox.Height);
        return Matrix.Translation(Size / 2 - viewBox.Center.X * scale, Size / 2 - viewBox.Center.Y * scale) * Matrix.Scaling(scale, scale);
    }
}
