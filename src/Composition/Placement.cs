using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Sets whole figures against one another: on, in, under, behind, beside.</summary>
static class Placement
{
    /// <summary>Size of a single figure before others join it.</summary>
    const double Full = 120;

    // All that follow are shares: of Full where sizes are told, else of the side, width or height of what they are named after.

    // A rider: as far as its soles reach, the outline of what it rides is looked at; then it is lowered until both meet, and a little
    // further, so that nothing floats.
    // Who straddles sinks between the parts. Where the outlines never meet, the deck's upper third is taken for its surface.
    const double RiderSize = 0.72, Soles = 0.3, RiderSink = 0.07, DeckSink = 0.06, StraddledSink = 0.22, UnmetDrop = 0.3, SticksUp = 0.4;

    // Who looks out of something: smaller than its opening, a third hidden behind its front.
    const double InsideSize = 0.66, Hidden = 0.34, Opening = 0.84;

    // Who is in a place is about half as large as it, with the feet just above its ground.
    const double VisitorSize = 0.56, GroundHeight = 0.03;

    // A roof is wide and low, so that it is drawn large and its guest stands partly under its eaves; anything else is lifted clear over the
    // head.
    const double RoofSize = 0.95, ShelteredSize = 0.6, Eaves = 0.16, LiftedSize = 0.72, UnderLiftedSize = 0.66, HeadRoom = 0.86,
        GroupUnderSize = 0.95;

    // Who stands between others is a little smaller than the two are wide, and a little before them.
    const double BetweenWidth = 1.5, BetweenSize = 0.7, BetweenSink = 0.12;

    // Who stands behind is as large as what is before it, and seen beside and above it.
    const double BehindSize = 0.8, BehindAside = 0.24, BehindAbove = 0.5;

    // Around something: its ring is wider than what it is about, and those in it are a third as large.
    const double RingedSize = 0.62, RingSize = 0.36, RingRadius = 0.52;

    /// <summary>So many make a ring.</summary>
    public const int LeastRing = 3;

    // What is behind a main figure is somewhat larger than it where it stands, and as large where it shines, off its middle.
    const double BackSize = 1.15, BackAside = 0.3, SkyBehindSize = 0.85, SkyBehindAside = 0.2, SkyBehindBelow = 0.3;

    // Things in the sky: two fifths as large, behind the figure's shoulders, the first at the left.
    const double SkySize = 0.42, SkyInset = 0.15, SkyRise = 0.12;

    // Companions at the feet of a main figure: half as large, two fifths of each before it, a little nearer to us.
    const double AtFeetSize = 0.5, AtFeetOverlap = 0.4, AtFeetDrop = 0.03;

    // A crowd: a pair nearly touches, more overlap; rows rise by most of a body, every second one of equal length is shifted.
    const double PairStep = 0.92, CrowdStep = 0.84, RowRise = 0.62, RowShift = 0.22;

    // An embrace: a good fifth of the narrower one in common, both leaning in.
    const double EmbraceOverlap = 0.22, EmbraceTilt = 7;

    // A gift hovers in the gap between giver and receiver, a little above the ground.
    const double GiftSize = 0.52, GiftGap = 0.2, GiftRise = 0.2;

    // Of two that become one, the second lies on the first's lower corner and reaches a little below it.
    const double MixedSize = 0.56, MixedOverlap = 0.3, MixedDrop = 0.06;

    // A companion hovers at an upper corner, a third as large as what it accompanies. It begins where it would reach over the side by half
    // of itself, and goes outwards until it hides next to nothing.
    const double CompanionSize = 0.32, CompanionRise = 0.3, CompanionStep = 0.04, CompanionHides = 0.05;

    /// <summary>A small thing at an upper corner.</summary>
    public static Figure Beside(Figure figure, Figure companion, bool atLeft)
    {
        var body = figure.Bounds;
        companion = companion.ToSize(CompanionSize * Math.Max(body.Width, body.Height));
        var x = atLeft ? body.Left : body.Right;
        var y = body.Top + CompanionRise * companion.Bounds.Height;
        companion = companion.Move(x - companion.Bounds.Center.X, y - companion.Bounds.Center.Y);
        var step = (atLeft ? -1 : 1) * CompanionStep * body.Width;
        while (!companion.Bounds.Intersect(body).IsEmpty && ShareOver(figure, companion) > CompanionHides)
            companion = companion.Move(step, 0);
        return figure.With(companion);
    }

    /// <summary>The share of a figure's own area that lies over another.</summary>
    static double ShareOver(Figure below, Figure above)
    {
        const double Step = 2;
        var (all, over) = (0, 0);
        for (var y = above.Bounds.Top; y <= above.Bounds.Bottom; y += Step)
        {
            for (var x = above.Bounds.Left; x <= above.Bounds.Right; x += Step)
            {
                if (!above.Covers(new(x, y))) continue;
                all++;
                if (below.Covers(new(x, y))) over++;
            }
        }
        return all == 0 ? 0 : (double)over / all;
    }

    public static double Factor(SizeWord size) => size switch
    {
        SizeWord.Tiny => 0.4,
        SizeWord.Small => 0.62,
        SizeWord.Large => 1.25,
        SizeWord.Giant => 1.6,
        _ => 1,
    };

    /// <summary>Feet to the deck at its middle: lowered until something touches, then a little further, so that nothing floats.</summary>
    public static Figure On(Figure rider, Figure deck, double riderSize = RiderSize, double at = 0.5, bool straddled = false)
    {
        deck = deck.ToSize(Full);
        rider = rider.ToSize(Full * riderSize);
        var x = deck.Bounds.Left + at * deck.Bounds.Width;
        rider = rider.StandAt(x, deck.Bounds.Top);
        var drops = new List<double>();
        var reach = Soles * Math.Min(rider.Bounds.Width, deck.Bounds.Width);
        for (var dx = -reach; dx <= reach; dx += 2)
        {
            if (rider.BottomAt(x + dx) is { } sole && deck.TopAt(x + dx) is { } top) drops.Add(top - sole);
        }
        drops.Sort();
        // What sticks up from the deck, as the lamp at a couch, is not stood on.
        var drop = drops.Count == 0 ? double.PositiveInfinity
            : drops.First(it => it > drops[drops.Count / 2] - SticksUp * deck.Bounds.Height);
        if (double.IsInfinity(drop)) drop = UnmetDrop * deck.Bounds.Height;
        var sink = RiderSink * rider.Bounds.Height + (straddled ? StraddledSink : DeckSink) * deck.Bounds.Height;
        return deck.With(rider.Move(0, drop + sink)) with { Anchors = rider.Move(0, drop + sink).Anchors };
    }

    /// <summary>Looking out of something: drawn behind its front, the upper part above its edge.</summary>
    public static Figure In(Figure figure, Figure container, double size = InsideSize, double hidden = Hidden)
    {
        container = container.ToSize(Full);
        figure = figure.ToSize(Full * size);
        var opening = Opening * container.Bounds.Width;
        if (figure.Bounds.Width > opening) figure = figure.Scale(opening / figure.Bounds.Width);
        var x = container.Bounds.Center.X;
        var edge = container.TopAt(x) ?? container.Bounds.Top;
        var placed = figure.StandAt(x, edge + hidden * figure.Bounds.Height);
        return container.Before(placed) with { Anchors = placed.Anchors };
    }

    /// <summary>Standing in a place: before it, at its foot.</summary>
    public static Figure Within(Figure figure, Figure place)
    {
        place = place.ToSize(Full);
        var placed = figure.ToSize(Full * VisitorSize)
            .StandAt(place.Bounds.Center.X, place.Bounds.Bottom - GroundHeight * place.Bounds.Height);
        return place.With(placed) with { Anchors = placed.Anchors };
    }

    // What is seen through glass: in the middle of what is in it, a little below.
    const double AmidSize = 0.56, AmidDrop = 0.08;

    /// <summary>In a vessel of glass.</summary>
    public static Figure Amid(Figure figure, Figure glass)
    {
        glass = glass.ToSize(Full);
        var placed = figure.ToSize(AmidSize * Full);
        placed = placed.Move(glass.Bounds.Center.X - placed.Bounds.Center.X, glass.Bounds.Center.Y + AmidDrop * Full - placed.Bounds.Center.Y);
        return glass.With(placed) with { Anchors = placed.Anchors };
    }

    /// <param name="isGroup">Whether several stand side by side under it, who are as wide as it.</param>
    public static Figure Under(Figure figure, Figure roof, bool shelter, bool isGroup = false)
    {
        roof = roof.ToSize(Full * (shelter ? RoofSize : LiftedSize));
        figure = figure.ToSize(Full * (isGroup ? GroupUnderSize : shelter ? ShelteredSize : UnderLiftedSize));
        var bottom = roof.Bounds.Bottom + (shelter ? Eaves : HeadRoom) * figure.Bounds.Height;
        var placed = figure.StandAt(roof.Bounds.Center.X, bottom);
        return shelter ? placed.Before(roof) : placed.With(roof);
    }

    /// <summary>In front of several, in their middle.</summary>
    public static Figure Between(Figure figure, Figure several)
    {
        several = several.ToSize(Full * BetweenWidth);
        var placed = figure.ToSize(BetweenSize * Full).StandAt(several.Bounds.Center.X, several.Bounds.Bottom + BetweenSink * several.Bounds.Height);
        return several.With(placed) with { Anchors = placed.Anchors };
    }

    public static Figure Behind(Figure figure, Figure front, bool toTheRight)
    {
        front = front.ToSize(Full * BehindSize);
        figure = figure.ToSize(Full * BehindSize);
        var x = front.Bounds.Center.X + (toTheRight ? BehindAside : -BehindAside) * front.Bounds.Width;
        return front.Before(figure.StandAt(x, front.Bounds.Top + BehindAbove * figure.Bounds.Height));
    }

    /// <summary>Side by side on one ground, sizes evened out, turned to each other.</summary>
    /// <param name="overlap">Share of the narrower neighbour's width that the two have in common.</param>
    public static Figure Row(IReadOnlyList<Figure> figures, double overlap = 0.06, bool facing = true, IReadOnlyList<double>? sizes = null)
    {
        if (figures.Count == 1 && sizes is null) return figures[0];
        Figure? row = null;
        for (var i = 0; i < figures.Count; i++)
        {
            var figure = figures[i].ToSize(Full * (sizes?[i] ?? 1));
            if (facing && figures.Count == 2) figure = figure.Looking(i == 0 ? 1 : -1);
            if (row is null)
            {
                row = figure.StandAt(0, 0);
                continue;
            }

            var gap = overlap * Math.Min(row.Bounds.Width, figure.Bounds.Width);
            row = row.With(figure.StandAt(row.Bounds.Right - gap + figure.Bounds.Width / 2, 0));
        }

        return row!;
    }

    /// <summary>Two rows, the one behind drawn first and smaller by no more than the ground recedes.</summary>
    public static Figure Rows(IReadOnlyList<Figure> figures)
    {
        var half = figures.Count / 2;
        var back = Row([.. figures.Take(half)], facing: false);
        var front = Row([.. figures.Skip(half)], facing: false);
        back = back.StandAt(0, 0);
        return back.With(front.StandAt(0, RowRise * Full));
    }

    /// <summary>A main figure, and companions at its feet: the first at its right, the second at its left, a third behind the first.</summary>
    public static Figure Around(Figure main, IReadOnlyList<Figure> companions)
    {
        main = main.ToSize(Full).StandAt(0, 0);
        var all = main;
        var (left, right) = (main.Bounds.Left, main.Bounds.Right);
        for (var i = 0; i < companions.Count; i++)
        {
            var companion = companions[i].ToSize(AtFeetSize * Full);
            var (isRight, inset) = (i % 2 == 0, (0.5 - AtFeetOverlap) * companion.Bounds.Width);
            all = all.With(companion.StandAt(isRight ? right + inset : left - inset, AtFeetDrop * Full));
            if (isRight) right += companion.Bounds.Width - AtFeetOverlap * companion.Bounds.Width;
            else left -= companion.Bounds.Width - AtFeetOverlap * companion.Bounds.Width;
        }
        return all;
    }

    /// <summary>Before something larger: a tree stands beside and behind the figure, the moon behind its head.</summary>
    public static Figure Backed(Figure figure, Figure back, bool isInSky)
    {
        var body = figure.Bounds;
        back = back.ToSize((isInSky ? SkyBehindSize : BackSize) * Math.Max(body.Width, body.Height));
        return figure.Before(isInSky ? back.Move(body.Center.X + SkyBehindAside * body.Width - back.Bounds.Center.X, body.Top + SkyBehindBelow * body.Height - back.Bounds.Center.Y)
            : back.StandAt(body.Center.X + BackAside * body.Width, body.Bottom));
    }

    /// <summary>What is in the sky behind a figure: at its upper corners, left and right in turn.</summary>
    public static Figure Overhead(Figure figure, IReadOnlyList<Figure> things)
    {
        var body = figure.Bounds;
        var (left, right) = (body.Left, body.Right);
        for (var i = 0; i < things.Count; i++)
        {
            var thing = things[i].ToSize(SkySize * Math.Max(body.Width, body.Height));
            var inset = (0.5 - SkyInset) * thing.Bounds.Width;
            var y = body.Top + (1 - SkyRise) * thing.Bounds.Height;
            figure = figure.Before(thing.StandAt(i % 2 == 0 ? left - inset : right + inset, y));
            if (i % 2 == 0) left -= thing.Bounds.Width;
            else right += thing.Bounds.Width;
        }
        return figure;
    }

    /// <summary>Several round about something, beginning above it.</summary>
    public static Figure Ring(Figure middle, Figure one, int count)
    {
        middle = middle.ToSize(RingedSize * Full);
        one = one.ToSize(RingSize * Full);
        var ring = middle;
        for (var i = 0; i < count; i++)
        {
            var angle = 2 * Math.PI * i / count;
            var at = new Point(middle.Bounds.Center.X + RingRadius * Full * Math.Sin(angle), middle.Bounds.Center.Y - RingRadius * Full * Math.Cos(angle));
            ring = ring.With((at.X > middle.Bounds.Center.X ? one.Looking(-1) : one.Looking(1)).Move(at.X - one.Bounds.Center.X, at.Y - one.Bounds.Center.Y));
        }
        return ring;
    }

    /// <summary>Several of one kind: a pair, a triangle, then staggered rows, those behind higher and drawn first.</summary>
    public static Figure Crowd(Figure one, int count) => Arranged([.. Enumerable.Repeat(one.ToSize(Full), count)]);

    /// <summary>Several that differ in colour alone, set as a crowd.</summary>
    public static Figure Crowd(IEnumerable<Figure> all) => Arranged([.. all.Select(static it => it.ToSize(Full))]);

    /// <summary>So much higher than wide, three stand in one row: behind others only their heads would be seen.</summary>
    const double TallOnes = 1.5;

    static Figure Arranged(Figure[] all)
    {
        var (w, h, count, next) = (all[0].Bounds.Width, all[0].Bounds.Height, all.Length, 0);
        int[] rows = count switch
        {
            1 => [1],
            2 => [2],
            3 => h > TallOnes * w ? [3] : [1, 2],
            4 => [2, 2],
            5 => [2, 3],
            6 => [3, 3],
            7 => [3, 4],
            8 => [2, 3, 3],
            9 => [3, 3, 3],
            10 => [3, 3, 4],
            11 => [3, 4, 4],
            _ => [4, 4, 4],
        };
        Figure? crowd = null;
        for (var row = 0; row < rows.Length; row++)
        {
            for (var i = 0; i < rows[row]; i++)
            {
                var stagger = rows.Length > 1 && rows[row] == rows[Math.Max(0, row - 1)] && row > 0 ? (row % 2 == 1 ? RowShift : 0) * w : 0;
                var x = (i - (rows[row] - 1) / 2.0) * (count == 2 ? PairStep : CrowdStep) * w + stagger;
                var placed = all[next++].StandAt(x, row * RowRise * h);
                if (i % 2 == 1 && count == 2) placed = placed.Mirror();
                crowd = crowd is null ? placed : crowd.With(placed);
            }
        }

        return crowd!;
    }

    /// <summary>Close together, leaning in.</summary>
    public static Figure Embrace(Figure a, Figure b)
    {
        a = a.ToSize(Full).Looking(1).Tilt(EmbraceTilt);
        b = b.ToSize(Full).Looking(-1).Tilt(-EmbraceTilt);
        a = a.StandAt(0, 0);
        b = b.StandAt(a.Bounds.Right + 0.5 * b.Bounds.Width - EmbraceOverlap * Math.Min(a.Bounds.Width, b.Bounds.Width), 0);
        return a.With(b);
    }

    /// <summary>Giver, gift between, receiver.</summary>
    public static Figure Give(Figure giver, Figure gift, Figure receiver)
    {
        var pair = Row([giver, receiver], overlap: -GiftGap);
        gift = gift.ToSize(GiftSize * Full);
        var middle = giver.ToSize(Full).Bounds.Width * (1 + GiftGap / 2);
        return pair.With(gift.StandAt(pair.Bounds.Left + middle, -GiftRise * Full));
    }

    /// <summary>One new thing of two: the first large, the second on its lower corner.</summary>
    public static Figure Mix(Figure first, Figure second, bool toTheRight)
    {
        first = first.ToSize(Full);
        second = second.ToSize(MixedSize * Full);
        var x = toTheRight ? first.Bounds.Right - MixedOverlap * second.Bounds.Width
            : first.Bounds.Left + MixedOverlap * second.Bounds.Width;
        return first.With(second.StandAt(x, first.Bounds.Bottom + MixedDrop * Full));
    }
}
