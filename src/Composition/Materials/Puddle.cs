using EmojiGen.Composition.Drawn;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Materials;

/// <summary>What something melts into: a pool at its foot.</summary>
static class Puddle
{
    // Shares of the thing's width and height.
    const double Wide = 1.16, High = 0.2;

    public static Figure Under(Figure figure, Color color, Manner manner)
    {
        var box = figure.Bounds;
        var (cx, y) = (box.Center.X, box.Bottom - 0.35 * High * box.Height);
        var pool = manner.Fill(Svg.Path.Ellipse(new(cx, y), Wide * box.Width / 2, High * box.Height / 2), color);
        var blob = manner.Fill(Svg.Path.Ellipse(new(cx + 0.42 * Wide * box.Width, y + 0.05 * box.Height), 0.16 * box.Width, 0.07 * box.Height), color);
        var other = manner.Fill(Svg.Path.Ellipse(new(cx - 0.36 * Wide * box.Width, y + 0.03 * box.Height), 0.2 * box.Width, 0.08 * box.Height), color);
        return figure.Between(new Group([blob, other, pool]), null);
    }
}
