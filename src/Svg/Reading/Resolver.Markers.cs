using System.Collections.Immutable;
using EmojiGen.Svg.Paths;

namespace EmojiGen.Svg.Reading;

/// <summary>Markers: what stands at the vertices of a path.</summary>
/// <remarks>SVG 2, section 13.7.</remarks>
sealed partial class Resolver
{
    /// <summary>Those that are being read: a marker within itself is none.</summary>
    HashSet<int>? openMarkers;

    /// <summary>A marker as it is drawn on one shape.</summary>
    /// <param name="Content">In the space in which the reference point stands on the vertex.</param>
    /// <param name="Turns">Whether it follows the direction of the path.</param>
    /// <param name="IsReversedAtStart">Whether it looks back where the path begins.</param>
    sealed record Marker(Node Content, Point Reference, double Scale, double Angle, bool Turns, bool IsReversedAtStart, Extent Extent);

    bool IsMarked(in Style style) =>
        IsMarker(style.MarkerStart) || IsMarker(style.MarkerMid) || IsMarker(style.MarkerEnd);

    bool IsMarker(int element) => element >= 0 && xml[element].Name == ElementName.Marker;

    static bool TakesMarkers(ElementName name) =>
        name is ElementName.Path or ElementName.Line or ElementName.Polyline or ElementName.Polygon;

    /// <summary>The shape with its markers, in the order in which they are painted.</summary>
    ImmutableArray<Node> WithMarkers(Shape shape, in Style style, Context context)
    {
        var markers = ImmutableArray.CreateBuilder<Node>();
        var vertices = PathVertices.Of(shape.Path);
        if (vertices.Count > 0)
        {
            var start = MarkerAt(style.MarkerStart, style, context);
            var mid = vertices.Count > 2 ? MarkerAt(style.MarkerMid, style, context) : null;
            var end = MarkerAt(style.MarkerEnd, style, context);
            Place(markers, start, vertices[0], isStart: true);
            for (var i = 1; i < vertices.Count - 1; i++) Place(markers, mid, vertices[i], isStart: false);
            Place(markers, end, vertices[^1], isStart: false);
        }
        var isPainted = shape.Fill is not null || shape.Stroke is not null || context.KeepsUnpainted;
        if (markers.Count == 0) return isPainted ? [shape] : [];
        if (!isPainted) return markers.DrainToImmutable();
        switch (style.MarkersAt)
        {
            case MarkersAt.First:
                markers.Add(shape);
                break;
            case MarkersAt.Between when shape is { Fill: not null, Stroke: not null }:
                var filled = shape with { Stroke = null, StrokeFirst = false };
                var stroked = shape with { Fill = null, StrokeFirst = false };
                markers.Insert(0, shape.StrokeFirst ? stroked : filled);
                markers.Add(shape.StrokeFirst ? filled : stroked);
                break;
            default:
                markers.Insert(0, shape);
                break;
        }
        return markers.DrainToImmutable();
    }

    void Place(ImmutableArray<Node>.Builder to, Marker? marker, PathVertex vertex, bool isStart)
    {
        if (marker is null) return;
        CountAgain(marker.Extent);
        var angle = marker.Turns ? vertex.Angle + (isStart && marker.IsReversedAtStart ? 180 : 0) : marker.Angle;
        var transform = Matrix.Translation(vertex.At.X, vertex.At.Y) * Turned(angle) * Matrix.Scaling(marker.Scale, marker.Scale)
            * Matrix.Translation(-marker.Reference.X, -marker.Reference.Y);
        to.Add(marker.Content with { Transform = transform * marker.Content.Transform });
    }

    Marker? MarkerAt(int element, in Style marked, Context context)
    {
        if (!IsMarker(element) || !(openMarkers ??= []).Add(element)) return null;
        var paints = PaintsOf(marked, context);
        var width = marked.StrokeWidth;
        var marker = OneLayerDown(() => ReadMarker(element, width, paints), out var extent);
        openMarkers.Remove(element);
        return marker is null ? null : marker with { Extent = extent };
    }

    Marker? ReadMarker(int element, double strokeWidth, ContextPaints paints)
    {
        var style = StyleOf(element, out var own);
        var lengths = new Lengths(xml, element, Viewport, style.FontSize);
        var size = Box.At(0, 0, lengths[AttributeName.MarkerWidth, Axis.X, 3], lengths[AttributeName.MarkerHeight, Axis.Y, 3]);
        var scale = CssText.Keyword(xml.Find(element, AttributeName.MarkerUnits)) is "userspaceonuse" ? 1 : strokeWidth;
        var viewBox = ViewBox(element);
        if (!(size.Width > 0 && size.Height > 0 && scale > 0) || viewBox is { Area: 0 }) return null;
        var box = viewBox ?? size;
        var fit = AspectRatio.Fit(box, size, xml.Find(element, AttributeName.PreserveAspectRatio));
        var outer = Within(new Viewport(box.Width, box.Height));
        var reference = fit.Apply(new Point(
            Reference(element, AttributeName.RefX, Axis.X, box.Left, box.Width, style),
            Reference(element, AttributeName.RefY, Axis.Y, box.Top, box.Height, style)));
        var children = Children(element + 1, xml[element].End, style, new Context(InClip: false, Paints: paints));
        known = outer;
        if (children.IsEmpty) return null;
        var shown = new Shape(Path.Rectangle(fit.Invert().Apply(size)), new Fill(black), null);
        var content = own.ShowsOverflow ? Wrap(children, OwnProperties.Initial, fit)
            : new Group(children) { Transform = fit, Clip = new ClipPath([shown]) };
        own.Transform = Matrix.Identity;
        if (content is null || Wrap([content], own) is not { } finished) return null;
        if (finished is Group { Children: [var only] } group && IsPlain(group)) finished = only;
        var orient = CssText.Keyword(xml.Find(element, AttributeName.Orient));
        return new Marker(finished, reference, scale, AngleOf(orient),
            orient is "auto" or "auto-start-reverse", orient is "auto-start-reverse", default);
    }

    double Reference(int element, AttributeName name, Axis axis, double start, double side, in Style style)
    {
        var text = xml.Find(element, name);
        return CssText.Keyword(text) switch
        {
            "left" or "top" => start,
            "center" => start + side / 2,
            "right" or "bottom" => start + side,
            _ => Length.TryRead(text, Viewport.Side(axis), style.FontSize, out var value) ? value : 0,
        };
    }

    /// <summary>A rotation that is exact for right angles.</summary>
    static Matrix Turned(double degrees) => ((degrees % 360 + 360) % 360) switch
    {
        0 => Matrix.Identity,
        90 => new Matrix(0, 1, -1, 0, 0, 0),
        180 => new Matrix(-1, 0, 0, -1, 0, 0),
        270 => new Matrix(0, -1, 1, 0, 0, 0),
        _ => Matrix.Rotation(degrees),
    };

    /// <summary>Degrees, which may be said in other units.</summary>
    static double AngleOf(ReadOnlySpan<char> orient)
    {
        var reader = new NumberReader(orient);
        if (!reader.TryRead(out var angle)) return 0;
        return angle * (reader.Rest.Trim() switch { "rad" => 180 / Math.PI, "grad" => 0.9, "turn" => 360, _ => 1 });
    }
}
