using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EmojiGen.Svg.Paths;

namespace EmojiGen.Svg;

public enum SegmentKind : byte { Move, Line, Quadratic, Cubic, Close }

/// <summary>One absolute step of a path. <see cref="Control1"/> serves curves, <see cref="Control2"/> cubic ones; a close ends where its
/// subpath began.</summary>
public readonly record struct Segment(SegmentKind Kind, Point Control1, Point Control2, Point End);

/// <summary>A flattened subpath. A closed one does not repeat its first point.</summary>
public readonly record struct Polyline(ImmutableArray<Point> Points, bool IsClosed);

/// <summary>The geometry of a path: its SVG text, and its segments once somebody measures it.</summary>
public sealed class Path
{
    string? data;
    Segment[]? segments;

    public Path(string data) => this.data = data;

    /// <summary>A path from segments; its text is written when asked for.</summary>
    public Path(ImmutableArray<Segment> segments) => this.segments = segments.ToArray();

    /// <summary>The path as SVG's <c>d</c> attribute writes it, verbatim where it was read.</summary>
    public string Data => data ??= PathFormatter.Format(segments);

    /// <summary>The path in absolute segments, arcs as cubic curves within 5e-6 of their radius.</summary>
    /// <remarks>Where the text has an error, the path ends before it, as SVG 2 (section 9.5.4) says.</remarks>
    public ImmutableArray<Segment> Segments => ImmutableCollectionsMarshal.AsImmutableArray(segments ??= PathParser.Parse(Data));

    internal ReadOnlySpan<Segment> Steps => segments ??= PathParser.Parse(Data);

    /// <summary>The path mapped by <paramref name="map"/>, as new text.</summary>
    public Path Transform(Matrix map)
    {
        var source = Steps;
        var mapped = new Segment[source.Length];
        for (var i = 0; i < mapped.Length; i++)
        {
            var s = source[i];
            mapped[i] = s with { Control1 = map.Apply(s.Control1), Control2 = map.Apply(s.Control2), End = map.Apply(s.End) };
        }
        return new Path(ImmutableCollectionsMarshal.AsImmutableArray(mapped));
    }

    /// <summary>The path as polygons.</summary>
    /// <param name="map">Applied first.</param>
    /// <param name="tolerance">The largest distance from the true curve, in mapped units; above 0.</param>
    public IReadOnlyList<Polyline> Flatten(Matrix map, double tolerance) => PathFlattener.Flatten(Steps, map, tolerance);

    /// <summary>The exact bounds of the mapped curve itself, without any stroke.</summary>
    public Box Bounds(Matrix map) => PathBounds.Measure(Steps, map);

    public static Path Rectangle(Box box, double radius = 0) =>
        new(BasicShapes.Rectangle(box.Left, box.Top, box.Width, box.Height, radius, radius));

    public static Path Circle(Point center, double radius) => Ellipse(center, radius, radius);

    public static Path Ellipse(Point center, double radiusX, double radiusY) =>
        new(BasicShapes.Ellipse(center.X, center.Y, radiusX, radiusY));

    /// <param name="points">At least two.</param>
    public static Path Polygon(ReadOnlySpan<Point> points, bool close = true)
    {
        var result = ImmutableArray.CreateBuilder<Segment>(points.Length + 1);
        for (var i = 0; i < points.Length; i++)
            result.Add(new Segment(i == 0 ? SegmentKind.Move : SegmentKind.Line, default, default, points[i]));
        if (close && points.Length > 0) result.Add(new Segment(SegmentKind.Close, default, default, points[0]));
        return new Path(result.DrainToImmutable());
    }
}
