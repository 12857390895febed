using System.Collections.Immutable;
using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>One closed contour of a leaf: an eye is often one of two in the same path.</summary>
/// <param name="Area">In square canvas units.</param>
sealed record Blob(int Leaf, Box Bounds, double Area, Oklab Color)
{
    public double Aspect => Bounds.Height == 0 ? double.PositiveInfinity : Bounds.Width / Bounds.Height;

    /// <summary>1 for a box, pi/4 for an ellipse, little for something thin or ragged.</summary>
    public double Fullness => Bounds.Area == 0 ? 0 : Area / Bounds.Area;
}

/// <summary>One leaf of an icon, on the canvas.</summary>
/// <param name="Visible">What of <paramref name="Cover"/> no later opaque leaf hides.</param>
/// <param name="PathData">The path's text, which faces of one set share.</param>
sealed record LeafScan(
    int Index, CoverMask Cover, CoverMask Visible, Box Bounds, Oklab Color, double Alpha, bool IsLine, string PathData, ImmutableArray<Blob> Blobs)
{
    public int Area { get; } = Cover.Count;
    public int VisibleArea { get; } = Visible.Count;
}

/// <summary>An icon taken apart on the canvas' grid.</summary>
sealed class IconScan
{
    public required ImmutableArray<LeafScan> Leaves { get; init; }
    public required CoverMask Silhouette { get; init; }

    public static IconScan Of(SvgDocument document)
    {
        var toCanvas = Canvas.From(document.ViewBox);
        var scans = new List<LeafScan>();
        foreach (var leaf in SvgTree.Leaves(document))
            scans.Add(leaf.Node is Shape shape ? Scan(leaf, shape, toCanvas * leaf.ToRoot) : ScanPicture(leaf, toCanvas * leaf.ToRoot));

        var hidden = new CoverMask();
        var silhouette = new CoverMask();
        for (var i = scans.Count - 1; i >= 0; i--)
        {
            var scan = scans[i];
            if (scan.Alpha > 0.2) silhouette = silhouette.Or(scan.Cover);
            scans[i] = scan with { Visible = scan.Cover.Without(hidden) };
            if (scan.Alpha > 0.85) hidden = hidden.Or(scan.Cover);
        }

        // A hair line falls between the cells, and a faint shape is no silhouette: then the icon's box stands for it.
        if (silhouette.IsEmpty) silhouette = CoverMask.Full;
        return new IconScan { Leaves = [.. scans], Silhouette = silhouette };
    }

    static LeafScan Scan(Leaf leaf, Shape shape, Matrix toCanvas)
    {
        var mask = new CoverMask();
        var blobs = ImmutableArray.CreateBuilder<Blob>();
        var bounds = Box.Empty;
        var contours = shape.Path.Flatten(toCanvas, CoverMask.Cell / 4);
        var paint = shape.Fill?.Paint ?? shape.Stroke?.Paint;
        var (color, alpha) = paint is null ? (default, 0) : AveragePaint.Of(paint);
        alpha *= leaf.Opacity * (shape.Fill is not null ? shape.Fill.Opacity : shape.Stroke?.Opacity ?? 0);
        if (shape.Fill is { } fill)
        {
            mask.AddFill(contours.Select(c => c.Points), fill.Rule);
            foreach (var contour in contours)
            {
                var blob = Measure(leaf.Index, contour.Points, color);
                bounds = bounds.Union(blob.Bounds);
                blobs.Add(blob);
            }
        }

        if (shape.Stroke is { } stroke)
        {
            var width = stroke.Width * Math.Sqrt(Math.Abs(toCanvas.Determinant));
            foreach (var contour in contours)
            {
                mask.AddStroke(contour.Points, contour.IsClosed, width);
                if (shape.Fill is null && contour.IsClosed) blobs.Add(Measure(leaf.Index, contour.Points, color));
                foreach (var point in contour.Points) bounds = bounds.Union(new Box(point.X, point.Y, point.X, point.Y).Inflate(width / 2));
            }
        }

        mask = Clipped(mask, leaf, toRoot: toCanvas * leaf.ToRoot.Invert());
        return new LeafScan(leaf.Index, mask, mask, leaf.Clips.IsEmpty ? bounds : bounds.Intersect(mask.Bounds), color, alpha,
            shape.Fill is null || IsDrawnLine(mask, bounds, color), shape.Path.Data, blobs.ToImmutable());
    }

    /// <summary>Outlines that were made into filled paths: black, and little of their own box.</summary>
    static bool IsDrawnLine(CoverMask mask, Box bounds, Oklab color) =>
        color.L < 0.15 && Math.Max(bounds.Width, bounds.Height) > 16 && mask.Count * CoverMask.Cell * CoverMask.Cell < 0.35 * bounds.Area;

    static Blob Measure(int leaf, ImmutableArray<Point> points, Oklab color)
    {
        var box = Box.Empty;
        var area = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Length]);
            box = box.Include(a);
            area += a.X * b.Y - b.X * a.Y;
        }

        return new Blob(leaf, box, Math.Abs(area) / 2, color);
    }

    static CoverMask Clipped(CoverMask mask, Leaf leaf, Matrix toRoot)
    {
        foreach (var clip in leaf.Clips)
        {
            var opening = new CoverMask();
            foreach (var hole in SvgTree.Leaves(new SvgDocument(Canvas.Box, clip.Clip.Children)))
                if (hole.Node is Shape shape)
                    opening.AddFill(shape.Path.Flatten(toRoot * clip.ToRoot * hole.ToRoot, CoverMask.Cell / 4).Select(c => c.Points),
                        shape.Fill?.Rule ?? FillRule.NonZero);
            mask = mask.And(opening);
        }

        return mask;
    }

    static LeafScan ScanPicture(Leaf leaf, Matrix toCanvas)
    {
        // A bitmap glyph is one piece to the composer: its box, rounded as glyphs are.
        var box = toCanvas.Apply(((Picture)leaf.Node).Placement);
        var mask = new CoverMask();
        for (var y = 0; y < CoverMask.Size; y++)
            for (var x = 0; x < CoverMask.Size; x++)
                if (Math.Pow(((x + 0.5) * CoverMask.Cell - box.Center.X) / (box.Width / 2), 4)
                    + Math.Pow(((y + 0.5) * CoverMask.Cell - box.Center.Y) / (box.Height / 2), 4) <= 1) mask.Set(x, y);
        return new LeafScan(leaf.Index, mask, mask, box, new Oklab(0.75, 0, 0.1), 1, IsLine: false, "", []);
    }
}
