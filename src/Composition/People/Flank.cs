using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.People;

/// <summary>Where an animal's places are that is seen from the side: found on its outline, its head at one end.</summary>
static class Flank
{
    /// <summary>-1 where the head is at the left, 1 where it is at the right.</summary>
    public static int Facing(Anatomy anatomy) => anatomy.Eyes.X < anatomy.Bounds.Center.X ? -1 : 1;

    /// <summary>The tip of the muzzle: the outline's furthest point before the eyes, from their height down to the chin; null where nothing
    /// is before them.</summary>
    public static Point? Snout(Anatomy anatomy)
    {
        if (anatomy.EyeDistance > 0) return null;
        var facing = Facing(anatomy);
        Point? tip = null;
        for (var y = anatomy.Eyes.Y; y <= anatomy.Head.Bottom; y += CoverMask.Cell)
        {
            var x = anatomy.Eyes.X;
            while (anatomy.Silhouette.Covers(new Point(x + facing * CoverMask.Cell, y))) x += facing * CoverMask.Cell;
            if (tip is null || facing * (x - tip.Value.X) > 0) tip = new Point(x, y);
        }

        return tip;
    }
}
