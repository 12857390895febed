using EmojiGen.Composition.Grammar;

namespace EmojiGen.Composition;

/// <summary>Sets whole figures against one another: on, in, under, behind, beside.</summary>
static class Placement
{
    /// <summary>Size of a single figure before others join it.</summary>
    const double Full = 120;

    public static double Factor(SizeWord size) => size switch
    {
        SizeWord.Tiny => 0.4,
        SizeWord.Small => 0.62,
        SizeWord.Large => 1.25,
        SizeWord.Giant => 1.6,
        _ => 1,
    };

    /// <summary>Feet to the deck at its middle: lowered until something touches, then a little further, so that nothing floats.</summary>
    public static Figure On(Figure rider, Figure deck, double riderSize = 0.72, double at = 0.5, bool straddled = false)
    {
        deck = deck.ToSize(Full);
        rider = rider.ToSize(Full * riderSize);
        var x = deck.Bounds.Left + at * deck.Bounds.Width;
        rider = rider.StandAt(x, deck.Bounds.Top);
        var drop = double.PositiveInfinity;
        var reach = 0.3 * Math.Min(rider.Bounds.Width, deck.Bounds.Width);
        for (var dx = -reach; dx <= reach; dx += 2)
        {
            if (rider.BottomAt(x + dx) is not { } sole || deck.TopAt(x + dx) is not { } top) continue;
            drop = Math.Min(drop, top - sole);
        }

        if (double.IsInfinity(drop)) drop = 0.3 * deck.Bounds.Height;
        var sink = 0.07 * rider.Bounds.Height + (straddled ? 0.22 : 0.06) * deck.Bounds.Height;
        return deck.With(rider.Move(0, drop + sink)) with { Anchors = rider.Move(0, drop + sink).Anchors };
    }

    /// <summary>Looking out of something: drawn behind its front, the upper part above its edge.</summary>
    public static Figure In(Figure figure, Figure container, double size = 0.66, double hidden = 0.34)
    {
        container = container.ToSize(Full);
        figure = figure.ToSize(Full * size);
        if (figure.Bounds.Width > 0.84 * container.Bounds.Width) figure = figure.Scale(0.84 * container.Bounds.Width / figure.Bounds.Width);
        var x = container.Bounds.Center.X;
        var edge = container.TopAt(x) ?? container.Bounds.Top;
        var placed = figure.StandAt(x, edge + hidden * figure.Bounds.Height);
        return container.Before(placed) with { Anchors = placed.Anchors };
    }

    /// <summary>Standing in a place: before it, at its foot.</summary>
    public static Figure Within(Figure figure, Figure place)
    {
        place = place.ToSize(Full);
        var placed = figure.ToSize(Full * 0.56).StandAt(place.Bounds.Center.X, place.Bounds.Bottom - 0.03 * place.Bounds.Height);
        return place.With(placed) with { Anchors = placed.Anchors };
    }

    public static Figure Under(Figure figure, Figure roof, bool shelter)
    {
        roof = roof.ToSize(Full * (shelter ? 0.95 : 0.72));
        figure = figure.ToSize(Full * (shelter ? 0.6 : 0.66));
        var bottom = shelter ? roof.Bounds.Bottom + 0.16 * figure.Bounds.Height : roof.Bounds.Bottom + 0.86 * figure.Bounds.Height;
        var placed = figure.StandAt(roof.Bounds.Center.X, bottom);
        return shelter ? placed.Before(roof) : placed.With(roof);
    }

    public static Figure Behind(Figure figure, Figure front, bool toTheRight)
    {
        front = front.ToSize(Full * 0.8);
        figure = figure.ToSize(Full * 0.8);
        var x = front.Bounds.Center.X + (toTheRight ? 0.24 : -0.24) * front.Bounds.Width;
        return front.Before(figure.StandAt(x, front.Bounds.Top + 0.5 * figure.Bounds.Height));
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

    /// <summary>Several of one kind: a pair, a triangle, then staggered rows, those behind higher and drawn first.</summary>
    public static Figure Crowd(Figure one, int count)
    {
        one = one.ToSize(Full);
        var (w, h) = (one.Bounds.Width, one.Bounds.Height);
        int[] rows = count switch
        {
            1 => [1],
            2 => [2],
            3 => [1, 2],
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
                var stagger = rows.Length > 1 && rows[row] == rows[Math.Max(0, row - 1)] && row > 0 ? (row % 2 == 1 ? 0.22 : -0.0) * w : 0;
                var x = (i - (rows[row] - 1) / 2.0) * (count == 2 ? 0.92 : 0.84) * w + stagger;
                var placed = one.StandAt(x, row * 0.62 * h);
                if (i % 2 == 1 && count == 2) placed = placed.Mirror();
                crowd = crowd is null ? placed : crowd.With(placed);
            }
        }

        return crowd!;
    }

    /// <summary>Close together, leaning in.</summary>
    public static Figure Embrace(Figure a, Figure b)
    {
        a = a.ToSize(Full).Looking(1).Tilt(7);
        b = b.ToSize(Full).Looking(-1).Tilt(-7);
        a = a.StandAt(0, 0);
        b = b.StandAt(a.Bounds.Right + 0.5 * b.Bounds.Width - 0.22 * Math.Min(a.Bounds.Width, b.Bounds.Width), 0);
        return a.With(b);
    }

    /// <summary>Giver, gift between, receiver.</summary>
    public static Figure Give(Figure giver, Figure gift, Figure receiver)
    {
        var pair = Row([giver, receiver], overlap: -0.16);
        gift = gift.ToSize(0.4 * Full);
        var middle = giver.ToSize(Full).Bounds.Width * 1.08;
        return pair.With(gift.StandAt(pair.Bounds.Left + middle, -0.12 * Full));
    }

    /// <summary>One new thing of two: the first large, the second on its lower corner.</summary>
    public static Figure Mix(Figure first, Figure second, bool toTheRight)
    {
        first = first.ToSize(Full);
        second = second.ToSize(0.56 * Full);
        var x = toTheRight ? first.Bounds.Right - 0.3 * second.Bounds.Width : first.Bounds.Left + 0.3 * second.Bounds.Width;
        return first.With(second.StandAt(x, first.Bounds.Bottom + 0.06 * Full));
    }
}
