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

    // Shares of the whole: a head wider than this was taken for all of it; how wide such heads are; how near the middle or the ground no eyes of
    // one seen from the side are; how much higher than a rump a neck at the right is; how thick what is a head is; and how much of an outline is
    // alike on both sides where it looks at us.
    const double MostOfSide = 0.6, HeadOfSide = 0.3, Middle = 0.14, Low = 0.5, Neck = 0.2, Thick = 0.07, Symmetric = 0.86;

    /// <summary>Eyes below the crown, as a share of the head.</summary>
    const double EyesInHead = 0.42;

    /// <summary>The places of one seen from the side. Where eyes were found on its trunk (spots look like them) or none at all, the head is the
    /// highest thick end.</summary>
    public static Anchors Righted(Figure figure)
    {
        var (anchors, bounds) = (figure.Anchors, figure.Bounds);
        // Of fish the fin is highest, not the head.
        if (figure.Solids[0].Part.Emoji is not { Subgroup: not "animal-marine" } who || !Affordances.IsSeenFromTheSide(who)) return anchors;
        var isOnTrunk = Math.Abs(anchors.Eyes.X - bounds.Center.X) < Middle * bounds.Width || anchors.Eyes.Y > bounds.Top + Low * bounds.Height
            || anchors.Head.Width > MostOfSide * bounds.Width;
        if (!isOnTrunk || LooksAtUs(figure) || HighEnd(figure) is not { } top) return anchors;
        var side = HeadOfSide * bounds.Width;
        var head = new Box(top.X - side / 2, top.Y, top.X + side / 2, top.Y + side);
        return anchors with { Head = head, Crown = top, Eyes = new Point(top.X, top.Y + EyesInHead * side), EyeDistance = 0 };
    }

    /// <summary>Some sets draw the face alone of what others draw from the side: it is alike on both sides.</summary>
    static bool LooksAtUs(Figure figure)
    {
        const double Step = 3;
        var bounds = figure.Bounds;
        var (all, alike) = (0, 0);
        for (var y = bounds.Top + Step / 2; y < bounds.Bottom; y += Step)
        {
            for (var x = bounds.Left + Step / 2; x < bounds.Right; x += Step)
            {
                if (!figure.Covers(new Point(x, y))) continue;
                all++;
                if (figure.Covers(new Point(bounds.Left + bounds.Right - x, y))) alike++;
            }
        }

        return alike > Symmetric * all;
    }

    static Point? HighEnd(Figure figure)
    {
        var bounds = figure.Bounds;
        var (left, right) = (Highest(figure, bounds.Left, bounds.Center.X), Highest(figure, bounds.Center.X, bounds.Right));
        if (left is null || right is null) return left ?? right;
        // Most look to the left; a tail may be as high as the ears, but a neck at the right is higher than a rump.
        return right.Value.Y < left.Value.Y - Neck * bounds.Height ? right : left;
    }

    static Point? Highest(Figure figure, double from, double to)
    {
        var bounds = figure.Bounds;
        Point? best = null;
        for (var x = from; x <= to; x++)
        {
            if (figure.TopAt(x) is not { } y || (best is { } known && y >= known.Y)) continue;
            if (figure.Covers(new Point(x, y + Thick * bounds.Height)) && figure.Covers(new Point(x + Thick * bounds.Width / 2, y + Thick * bounds.Height)))
                best = new Point(x, y);
        }

        return best;
    }
}
