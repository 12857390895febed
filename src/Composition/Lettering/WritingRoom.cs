using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Lettering;

/// <summary>Where a drawing has room for letters: what of it is seen in one colour.</summary>
static class WritingRoom
{
    /// <summary>How far colours of one ground may lie apart, in Oklab: light and shade of one thing do.</summary>
    const double OneGround = 0.13;

    /// <summary>What is more translucent is light and shade on what lies below.</summary>
    const double Opaque = 0.6;

    /// <summary>The cells of the ground that has most room.</summary>
    /// <returns>Its largest piece, all cells of its colour (both on the canvas), and the colour.</returns>
    public static (CoverMask Cells, CoverMask All, Color Ground) Of(SvgDocument document)
    {
        var covers = CoverMask.OfLeaves(document);
        var leaves = SvgTree.Leaves(document).ToArray();
        var colours = leaves.Select(static it => it.Node switch
        {
            Shape { Fill: { } fill } => AveragePaint.Of(fill.Paint),
            Shape { Stroke: { } stroke } => AveragePaint.Of(stroke.Paint),
            _ => (default(Oklab), 0.0),
        }).ToArray();
        var seen = new Oklab?[CoverMask.Size, CoverMask.Size];
        for (var y = 0; y < CoverMask.Size; y++)
        {
            for (var x = 0; x < CoverMask.Size; x++)
            {
                for (var at = Math.Min(covers.Length, leaves.Length) - 1; at >= 0; at--)
                {
                    if (!covers[at][x, y] || leaves[at].Node is not Shape || colours[at].Item2 * leaves[at].Node.Opacity < Opaque) continue;
                    seen[x, y] = colours[at].Item1;
                    break;
                }
            }
        }

        CoverMask best = new(), all = new();
        var (ground, most) = (default(Oklab), 0.0);
        foreach (var candidate in colours.Where(static it => it.Item2 >= Opaque).Select(static it => it.Item1).Distinct())
        {
            var cells = new CoverMask();
            for (var y = 0; y < CoverMask.Size; y++)
                for (var x = 0; x < CoverMask.Size; x++)
                    if (seen[x, y] is { } colour && Distance(colour, candidate) < OneGround) cells.Set(x, y);
            var piece = cells.LargestPiece();
            // Room in the middle counts, not a long edge.
            var room = piece.Erode(2).Count;
            if (room > most) (best, all, ground, most) = (piece, cells, candidate, room);
        }

        return (best, all, ground.ToColor());
    }

    static double Distance(Oklab a, Oklab b) =>
        Math.Sqrt((a.L - b.L) * (a.L - b.L) + (a.A - b.A) * (a.A - b.A) + (a.B - b.B) * (a.B - b.B));

    /// <summary>The largest box of a shape that lies within cells; of equal ones that nearest to their middle.</summary>
    /// <param name="aspect">Width through height.</param>
    /// <returns>In canvas units; empty where nothing fits.</returns>
    public static Box LargestBox(CoverMask cells, double aspect)
    {
        var sums = new int[CoverMask.Size + 1, CoverMask.Size + 1];
        for (var y = 0; y < CoverMask.Size; y++)
            for (var x = 0; x < CoverMask.Size; x++)
                sums[x + 1, y + 1] = sums[x, y + 1] + sums[x + 1, y] - sums[x, y] + (cells[x, y] ? 1 : 0);
        var bounds = cells.Bounds;
        var middle = new Point(bounds.Center.X / CoverMask.Cell, bounds.Center.Y / CoverMask.Cell);
        for (var height = CoverMask.Size; height >= 2; height--)
        {
            var width = (int)Math.Ceiling(height * aspect);
            if (width > CoverMask.Size) continue;
            var (found, nearest) = (Box.Empty, double.PositiveInfinity);
            for (var y = 0; y + height <= CoverMask.Size; y++)
            {
                for (var x = 0; x + width <= CoverMask.Size; x++)
                {
                    var full = sums[x + width, y + height] - sums[x, y + height] - sums[x + width, y] + sums[x, y];
                    if (full < width * height) continue;
                    var away = Math.Abs(x + width / 2.0 - middle.X) + Math.Abs(y + height / 2.0 - middle.Y);
                    if (away < nearest)
                        (found, nearest) = (Box.At(x * CoverMask.Cell, y * CoverMask.Cell, width * CoverMask.Cell, height * CoverMask.Cell), away);
                }
            }
            if (!found.IsEmpty) return found;
        }
        return Box.Empty;
    }
}
