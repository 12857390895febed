using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Materials;

/// <summary>Two colours, each on shapes of its own: a black and white butterfly.</summary>
static class TwoTone
{
    /// <summary>Share of the whole from which on shapes beside the main ones are enough to carry a colour.</summary>
    const double LeastShare = 0.09;

    /// <summary>Colours of one piece differ by less.</summary>
    const double Alike = 0.13;

    /// <summary><em>black and white</em>: where a drawing has two colours, each becomes one of them.</summary>
    /// <returns>Null where it has one alone.</returns>
    public static SvgDocument? BlackAndWhite(SvgDocument document, Anatomy anatomy, Recolour colour) =>
        colour.Words.Contains("black", StringComparison.OrdinalIgnoreCase)
            ? Apply(document, anatomy, new Recolour("white", RecolourKind.Light, new Color(0xf4, 0xf4, 0xf4)),
                new Recolour("black", RecolourKind.Dark, new Color(0x20, 0x20, 0x24))) : null;

    /// <returns>Null where all is of one colour, so that a pattern must carry the second.</returns>
    public static SvgDocument? Apply(SvgDocument document, Anatomy anatomy, Recolour first, Recolour second)
    {
        var dominant = Oklab.From(anatomy.Dominant);
        var covers = CoverMask.OfLeaves(document);
        var seen = new int[covers.Length];
        var above = new CoverMask();
        for (var i = covers.Length - 1; i >= 0; i--)
        {
            seen[i] = covers[i].Without(above).Count;
            above = above.Or(covers[i]);
        }
        var toCanvas = Canvas.From(document.ViewBox);
        var leaves = SvgTree.Leaves(document);
        var features = leaves.Where(leaf => anatomy.Features.Contains(leaf.Index) && !Recolouring.IsBody(leaf, anatomy, toCanvas))
            .Select(leaf => leaf.Index).ToHashSet();
        var colours = leaves.Select(static leaf => leaf.Node is Shape { Fill: { } fill } ? AveragePaint.Of(fill.Paint).Color : (Oklab?)null)
            .ToArray();
        var others = Enumerable.Range(0, covers.Length).Where(IsOther).ToHashSet();
        var weight = others.Sum(leaf => seen[leaf]);
        if (weight < LeastShare * above.Count) return null;

        var beside = new Oklab(Mean(it => it.L), Mean(it => it.A), Mean(it => it.B));
        // A dark colour belongs where it is dark already: then a black and white one keeps its markings.
        var isTurned = Oklab.From(Surface.Mark(first)).L < Oklab.From(Surface.Mark(second)).L != dominant.L < beside.L
            && first.Kind is RecolourKind.Dark or RecolourKind.Light or RecolourKind.Grey;
        var (main, rest) = isTurned ? (second, first) : (first, second);
        var (toMain, toRest) = (Recolouring.Shift(main, dominant), Recolouring.Shift(rest, beside));
        return LeafMap.Apply(document, leaf => features.Contains(leaf.Index) ? leaf.Node
            : SvgTree.MapColors(leaf.Node, others.Contains(leaf.Index) ? toRest : toMain));

        bool IsOther(int leaf) => colours[leaf] is { } colour && !features.Contains(leaf) && seen[leaf] > 0
            && Math.Sqrt(Square(colour.L - dominant.L) + Square(colour.A - dominant.A) + Square(colour.B - dominant.B)) > Alike;
        double Mean(Func<Oklab, double> value) => others.Sum(leaf => seen[leaf] * value(colours[leaf]!.Value)) / weight;
    }

    static double Square(double x) => x * x;
}
