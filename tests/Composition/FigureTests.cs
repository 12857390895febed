using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Composition;

public class FigureTests
{
    [Fact]
    public void The_middle_of_glasses_is_that_of_their_lenses_whatever_sticks_out_above_them()
    {
        var box = new Box(0, 0, 40, 24);
        // Two lenses of 16 x 6 at the bottom, a bridge, and arms of three times their height, as emojione's sunglasses have them.
        Figure(box, Box.At(0, 18, 16, 6), Box.At(24, 18, 16, 6), Box.At(16, 18, 8, 2), Box.At(2, 0, 2, 18), Box.At(36, 0, 2, 18))
            .BroadMiddle().ShouldBe(21, tolerance: 1.1); // to a cell of the mask
        Figure(box, box).BroadMiddle().ShouldBe(12);
        Figure(box).BroadMiddle().ShouldBe(12);
    }

    static Figure Figure(Box bounds, params Box[] parts)
    {
        var mask = new CoverMask();
        for (var y = 0; y < CoverMask.Size; y++)
            for (var x = 0; x < CoverMask.Size; x++)
                if (parts.Any(it => Contains(it, (x + 0.5) * CoverMask.Cell, (y + 0.5) * CoverMask.Cell)))
                    mask.Set(x, y);
        return new(new Group([]), bounds, [new Solid(mask, Matrix.Identity, null!, new Group([]))], new Anchors(bounds, default, default, 0, bounds));
    }

    static bool Contains(Box box, double x, double y) => x > box.Left && x < box.Right && y > box.Top && y < box.Bottom;
}
