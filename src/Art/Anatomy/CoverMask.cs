using System.Collections.Immutable;
using System.Numerics;
using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>What a drawing covers, as 64 x 64 bits over the 128-unit canvas: cell (x, y) stands for the square at (2x, 2y).</summary>
/// <remarks>Coarse on purpose: questions of layout (where does something stand, is this inside that) need shape, not pixels.</remarks>
public sealed class CoverMask
{
    public const int Size = 64;

    /// <summary>Canvas units a cell.</summary>
    public const double Cell = Canvas.Size / Size;

    readonly ulong[] rows = new ulong[Size];

    public ReadOnlySpan<ulong> Rows => rows;

    /// <summary>The whole canvas.</summary>
    public static CoverMask Full { get; } = FromRows([.. Enumerable.Repeat(ulong.MaxValue, Size)]);

    public static CoverMask FromRows(ReadOnlySpan<ulong> rows)
    {
        var mask = new CoverMask();
        rows.CopyTo(mask.rows);
        return mask;
    }

    /// <summary>What each leaf of a drawing covers, in paint order, on the canvas; clips are cut off, what lies above is not.</summary>
    public static ImmutableArray<CoverMask> OfLeaves(SvgDocument document) => [.. IconScan.Of(document).Leaves.Select(leaf => leaf.Cover)];

    public bool this[int x, int y] => (uint)x < Size && (uint)y < Size && (rows[y] >> x & 1) != 0;

    public void Set(int x, int y)
    {
        if ((uint)x < Size && (uint)y < Size) rows[y] |= 1UL << x;
    }

    /// <param name="p">In canvas units.</param>
    public bool Covers(Point p) => this[(int)Math.Floor(p.X / Cell), (int)Math.Floor(p.Y / Cell)];

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var row in rows) count += BitOperations.PopCount(row);
            return count;
        }
    }

    public bool IsEmpty => Array.TrueForAll(rows, row => row == 0);

    public CoverMask Or(CoverMask other) => Zip(other, (a, b) => a | b);

    public CoverMask And(CoverMask other) => Zip(other, (a, b) => a & b);

    public CoverMask Without(CoverMask other) => Zip(other, (a, b) => a & ~b);

    CoverMask Zip(CoverMask other, Func<ulong, ulong, ulong> join)
    {
        var result = new CoverMask();
        for (var y = 0; y < Size; y++) result.rows[y] = join(rows[y], other.rows[y]);
        return result;
    }

    /// <summary>The cells whose four neighbours are all covered, taken <paramref name="steps"/> times; the canvas' edge counts as
    /// uncovered.</summary>
    public CoverMask Erode(int steps = 1)
    {
        var mask = this;
        for (; steps > 0; steps--)
        {
            var next = new CoverMask();
            for (var y = 1; y < Size - 1; y++)
            {
                var row = mask.rows[y];
                next.rows[y] = row & row << 1 & row >> 1 & mask.rows[y - 1] & mask.rows[y + 1];
            }

            mask = next;
        }

        return mask;
    }

    public CoverMask Dilate(int steps = 1)
    {
        var mask = this;
        for (; steps > 0; steps--)
        {
            var next = new CoverMask();
            for (var y = 0; y < Size; y++)
            {
                var row = mask.rows[y];
                next.rows[y] = row | row << 1 | row >> 1 | (y > 0 ? mask.rows[y - 1] : 0) | (y < Size - 1 ? mask.rows[y + 1] : 0);
            }

            mask = next;
        }

        return mask;
    }

    /// <summary>The cover with its holes filled: what cannot be reached from the canvas' edge.</summary>
    public CoverMask FillHoles()
    {
        var outside = new CoverMask();
        for (var i = 0; i < Size; i++)
        {
            if (rows[i] == 0) outside.rows[i] = ulong.MaxValue;
            else outside.rows[i] = ~rows[i] & (1UL | 1UL << 63);
        }

        outside.rows[0] |= ~rows[0];
        outside.rows[^1] |= ~rows[^1];
        for (var changed = true; changed;)
        {
            changed = false;
            var grown = outside.Dilate().Without(this);
            if (grown.Count != outside.Count)
            {
                changed = true;
                outside = grown;
            }
        }

        var filled = new CoverMask();
        for (var y = 0; y < Size; y++) filled.rows[y] = ~outside.rows[y];
        return filled;
    }

    /// <summary>The largest connected piece (four neighbours).</summary>
    public CoverMask LargestPiece()
    {
        var rest = this;
        var largest = new CoverMask();
        var best = 0;
        while (true)
        {
            var y = Array.FindIndex(rest.rows, row => row != 0);
            if (y < 0) return largest;
            var piece = new CoverMask();
            piece.rows[y] = rest.rows[y] & (~rest.rows[y] + 1);
            for (var count = 0; count != piece.Count;)
            {
                count = piece.Count;
                piece = piece.Dilate().And(rest);
            }

            if (piece.Count > best) (best, largest) = (piece.Count, piece);
            rest = rest.Without(piece);
        }
    }

    /// <summary>Bounds in canvas units; <see cref="Box.Empty"/> where nothing is covered.</summary>
    public Box Bounds
    {
        get
        {
            var columns = 0UL;
            int top = -1, bottom = -1;
            for (var y = 0; y < Size; y++)
            {
                if (rows[y] == 0) continue;
                if (top < 0) top = y;
                bottom = y;
                columns |= rows[y];
            }

            if (top < 0) return Box.Empty;
            var left = BitOperations.TrailingZeroCount(columns);
            var right = 63 - BitOperations.LeadingZeroCount(columns);
            return new Box(left * Cell, top * Cell, (right + 1) * Cell, (bottom + 1) * Cell);
        }
    }

    /// <summary>Canvas y of the topmost covered cell of the column at <paramref name="x"/> (canvas units); null where there is
    /// none.</summary>
    public double? TopAt(double x)
    {
        var column = (int)Math.Floor(x / Cell);
        for (var y = 0; y < Size; y++) if (this[column, y]) return y * Cell;
        return null;
    }

    public double? BottomAt(double x)
    {
        var column = (int)Math.Floor(x / Cell);
        for (var y = Size - 1; y >= 0; y--) if (this[column, y]) return (y + 1) * Cell;
        return null;
    }

    /// <summary>Distance of each covered cell to the nearest uncovered one, in canvas units (Euclidean, to cell centres).</summary>
    public double[] Distances()
    {
        // Exact by brute force over the border only: borders are short and this runs when an index is built.
        var border = new List<(int X, int Y)>();
        var hull = Dilate().Without(this);
        for (var y = -1; y <= Size; y++)
            for (var x = -1; x <= Size; x++)
                if (hull[x, y] || ((x is -1 or Size || y is -1 or Size) && (this[Math.Clamp(x, 0, Size - 1), Math.Clamp(y, 0, Size - 1)])))
                    border.Add((x, y));
        var distances = new double[Size * Size];
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                if (!this[x, y]) continue;
                var least = int.MaxValue;
                foreach (var (bx, by) in border) least = Math.Min(least, (bx - x) * (bx - x) + (by - y) * (by - y));
                distances[y * Size + x] = least == int.MaxValue ? Canvas.Size : Math.Max(0.5, Math.Sqrt(least) - 0.5) * Cell;
            }
        }

        return distances;
    }

    /// <summary>Adds the inside of closed contours given in canvas units.</summary>
    public void AddFill(IEnumerable<ImmutableArray<Point>> contours, FillRule rule)
    {
        var crossings = new List<(double X, int Winding)>[Size];
        foreach (var contour in contours)
        {
            for (var i = 0; i < contour.Length; i++)
            {
                var (a, b) = (contour[i] * (1 / Cell), contour[(i + 1) % contour.Length] * (1 / Cell));
                if (a.Y == b.Y) continue;
                var winding = a.Y < b.Y ? 1 : -1;
                if (winding < 0) (a, b) = (b, a);
                var first = Math.Max(0, (int)Math.Ceiling(a.Y - 0.5));
                var last = Math.Min(Size - 1, (int)Math.Ceiling(b.Y - 0.5) - 1);
                for (var y = first; y <= last; y++)
                    (crossings[y] ??= []).Add((a.X + (y + 0.5 - a.Y) * (b.X - a.X) / (b.Y - a.Y), winding));
            }
        }

        for (var y = 0; y < Size; y++)
        {
            if (crossings[y] is not { } row) continue;
            row.Sort((p, q) => p.X.CompareTo(q.X));
            var winding = 0;
            for (var i = 0; i + 1 < row.Count; i++)
            {
                winding += row[i].Winding;
                var inside = rule == FillRule.EvenOdd ? (i & 1) == 0 : winding != 0;
                if (!inside) continue;
                var left = Math.Max(0, (int)Math.Ceiling(row[i].X - 0.5));
                var right = Math.Min(Size - 1, (int)Math.Ceiling(row[i + 1].X - 0.5) - 1);
                for (var x = left; x <= right; x++) Set(x, y);
            }
        }
    }

    /// <summary>Adds a line of the given width (canvas units), with round caps.</summary>
    public void AddStroke(ImmutableArray<Point> line, bool closed, double width)
    {
        var radius = Math.Max(width / 2, Cell / 2);
        for (var i = 0; i + (closed ? 0 : 1) < line.Length; i++)
        {
            var (a, b) = (line[i], line[(i + 1) % line.Length]);
            var box = Box.Empty.Include(a).Include(b).Inflate(radius);
            var (dx, dy) = (b.X - a.X, b.Y - a.Y);
            var length = dx * dx + dy * dy;
            for (var y = Math.Max(0, (int)(box.Top / Cell)); y <= Math.Min(Size - 1, (int)(box.Bottom / Cell)); y++)
            {
                for (var x = Math.Max(0, (int)(box.Left / Cell)); x <= Math.Min(Size - 1, (int)(box.Right / Cell)); x++)
                {
                    var (px, py) = ((x + 0.5) * Cell - a.X, (y + 0.5) * Cell - a.Y);
                    var t = length == 0 ? 0 : Math.Clamp((px * dx + py * dy) / length, 0, 1);
                    var (ex, ey) = (px - t * dx, py - t * dy);
                    if (ex * ex + ey * ey <= radius * radius) Set(x, y);
                }
            }
        }
    }
}
