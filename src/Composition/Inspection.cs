using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Looks at a figure on the canvas as a person would: is everything that it claims to show on the canvas, large enough and not
/// covered?</summary>
static class Inspection
{
    /// <summary>Narrower, no face is read, and no thing known, at the 128 pixels at which emoji are looked at; canvas units.</summary>
    const double LeastWidth = 10;

    // Shares of a part's own area. Of a thing a quarter tells what it is: a rider covers most of what it sits on. A hat or a
    // sign must show two fifths. Of an expression eyes or mouth may be under glasses or behind food, not both.
    const double LeastOfBody = 0.25, LeastOfThing = 0.4, LeastOfMark = 0.5;

    // An expression belongs on something: it may overhang it as a tear does.
    const double LeastCarried = 0.6;

    // Masks have cells of two units; what reaches over the edge by less is not cut.
    const double Overhang = 1, LeastInside = 0.98;

    static readonly Box room = Canvas.Box.Inflate(Overhang);

    /// <param name="figure">Fitted to the canvas.</param>
    /// <returns>The parts to be placed otherwise; none where all is well.</returns>
    public static IReadOnlyList<Part> Faults(Figure figure)
    {
        var faults = new HashSet<Part>(ReferenceEqualityComparer.Instance);
        for (var at = 0; at < figure.Solids.Length; at++) if (!figure.Solids[at].IsTrim && FaultOf(figure, at) is { } part) faults.Add(part);
        return [.. faults];
    }

    static Part? FaultOf(Figure figure, int at)
    {
        var solid = figure.Solids[at];
        var scale = Math.Sqrt(Math.Abs(solid.ToScene.Determinant));
        var width = scale * (solid.IsMark ? solid.Extent.Width : Math.Max(solid.Extent.Width, solid.Extent.Height));
        if (width < LeastWidth) return solid.Part;

        var (all, inside, carried, seen) = (0, 0, 0, 0);
        var covering = new Dictionary<Part, int>(ReferenceEqualityComparer.Instance);
        foreach (var cell in Cells(solid))
        {
            all++;
            if (room.Contains(cell)) inside++;
            if (solid.IsMark && figure.Solids[at - 1].Covers(cell)) carried++;
            if (CoverOf(figure, at, cell) is { } cover) covering[cover] = covering.GetValueOrDefault(cover) + 1;
            else seen++;
        }

        if (all == 0 || inside < LeastInside * all || (solid.IsMark && carried < LeastCarried * all)) return solid.Part;
        if (seen >= LeastSeen(solid) * all) return null;
        // What hides the subject itself is what was put wrong.
        return solid.Part.Role == "subject" ? covering.MaxBy(static it => it.Value).Key : solid.Part;
    }

    static double LeastSeen(Solid solid) => solid switch
    {
        { IsMark: true } => LeastOfMark,
        { Part.Role: "hat" or "expression" } => LeastOfThing,
        _ => LeastOfBody,
    };

    /// <summary>The uppermost of what lies over a point; others of the same crowd do not count.</summary>
    static Part? CoverOf(Figure figure, int at, Point point)
    {
        for (var above = figure.Solids.Length - 1; above > at; above--)
        {
            var solid = figure.Solids[above];
            if (!solid.IsMark && !solid.IsTrim && solid.Part != figure.Solids[at].Part && solid.Covers(point)) return solid.Part;
        }

        return null;
    }

    static IEnumerable<Point> Cells(Solid solid)
    {
        for (var y = 0; y < CoverMask.Size; y++)
            for (var x = 0; x < CoverMask.Size; x++)
                if (solid.Mask[x, y]) yield return solid.ToScene.Apply(new Point((x + 0.5) * CoverMask.Cell, (y + 0.5) * CoverMask.Cell));
    }
}
