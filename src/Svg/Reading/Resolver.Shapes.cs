using EmojiGen.Svg.Paths;

namespace EmojiGen.Svg.Reading;

/// <summary>Shapes and pictures: what is painted.</summary>
sealed partial class Resolver
{
    /// <summary>Pixels that all pictures inside the text may have together; 4 bytes each once they are decoded.</summary>
    const long MaximumPictureArea = 64_000_000;

    long pictureArea;

    /// <summary>A path that several uses show is measured once. It is the same wherever it is shown, having no lengths.</summary>
    readonly Dictionary<int, Path?> paths = [];

    Node? Shape(int element, in Style style, in OwnProperties own, Context context)
    {
        // A filter can paint where its shape does not, and a hidden shape belongs to the bounds of its group too.
        if (style.IsHidden && (!context.KeepsUnpainted || context.InClip)) return null;
        if (context.InClip)
        {
            if (PathOf(element, style, own) is not { } outline) return null;
            var cut = new Shape(outline, new Fill(black, Rule: style.ClipRule), null) { HasHardEdges = style.HasHardEdges };
            return Finish(cut, own);
        }
        var fill = style.IsHidden ? null : FillOf(style, context);
        var stroke = style.IsHidden ? null : StrokeOf(style, context);
        var isMarked = !style.IsHidden && IsMarked(style);
        if (isMarked && !TakesMarkers(xml[element].Name))
        {
            warnings?.Add($"The markers of a <{xml.NameOf(element)}> were left out: renderers draw them on paths, lines and polygons.");
            isMarked = false;
        }
        if (fill is null && stroke is null && !isMarked && !context.KeepsUnpainted) return null;
        if (PathOf(element, style, own) is not { } path) return null;
        if (fill?.Paint is UnfittedPattern) fill = FittedOn(path, fill.Paint) is { } fitted ? fill with { Paint = fitted } : null;
        if (stroke?.Paint is UnfittedPattern) stroke = FittedOn(path, stroke.Paint) is { } fitted ? stroke with { Paint = fitted } : null;
        if (style.Stroke.Fallback != PaintKind.None && stroke is not null && path.Bounds(Matrix.Identity) is { Width: 0 } or { Height: 0 })
            stroke = stroke with { Paint = InsteadOf(stroke.Paint, style.Stroke, style.Color) };
        var shape = new Shape(path, fill, stroke)
        {
            StrokeFirst = style.StrokeFirst && fill is not null && stroke is not null,
            HasHardEdges = style.HasHardEdges,
        };
        return isMarked ? Wrap(WithMarkers(shape, style, context), own) : Finish(shape, own);
    }

    Path? PathOf(int element, in Style style, in OwnProperties own)
    {
        var isFixed = own.Geometry is null && xml[element].Name is ElementName.Path or ElementName.Polyline or ElementName.Polygon;
        if (isFixed && paths.TryGetValue(element, out var read)) return read;
        var lengths = LengthsOf(element, style, own);
        var data = xml[element].Name switch
        {
            ElementName.Path => PathData(lengths.TextOf(AttributeName.D).Trim()).ToString(),
            ElementName.Rect => Rectangle(lengths),
            ElementName.Circle when lengths[AttributeName.R, Axis.Diagonal, 0] is > 0 and var radius => Ellipse(lengths, radius, radius),
            ElementName.Ellipse => EllipseOf(lengths),
            ElementName.Line => BasicShapes.Line(
                lengths[AttributeName.X1, Axis.X, 0], lengths[AttributeName.Y1, Axis.Y, 0],
                lengths[AttributeName.X2, Axis.X, 0], lengths[AttributeName.Y2, Axis.Y, 0]),
            ElementName.Polyline => BasicShapes.Polyline(xml.Find(element, AttributeName.Points), close: false),
            ElementName.Polygon => BasicShapes.Polyline(xml.Find(element, AttributeName.Points), close: true),
            _ => "",
        };
        var path = data.Length == 0 || data is "none" ? null : new Path(data);
        if (isFixed) paths[element] = path;
        return path;
    }

    /// <summary>A style says a path as <c>path("M0 0...")</c>.</summary>
    static ReadOnlySpan<char> PathData(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("path(", StringComparison.OrdinalIgnoreCase)) return text;
        return text["path(".Length..].TrimEnd(" )").Trim().Trim("\"'");
    }

    static string Rectangle(Lengths lengths)
    {
        var width = lengths[AttributeName.Width, Axis.X, 0];
        var height = lengths[AttributeName.Height, Axis.Y, 0];
        if (!(width > 0 && height > 0)) return "";
        var (radiusX, radiusY) = Radii(lengths);
        var (x, y) = (lengths[AttributeName.X, Axis.X, 0], lengths[AttributeName.Y, Axis.Y, 0]);
        return BasicShapes.Rectangle(x, y, width, height, radiusX, radiusY);
    }

    static string EllipseOf(Lengths lengths)
    {
        var (radiusX, radiusY) = Radii(lengths);
        return radiusX > 0 && radiusY > 0 ? Ellipse(lengths, radiusX, radiusY) : "";
    }

    /// <summary>A radius that is not said is as large as the other.</summary>
    static (double X, double Y) Radii(Lengths lengths)
    {
        var x = lengths[AttributeName.Rx, Axis.X, -1];
        var y = lengths[AttributeName.Ry, Axis.Y, -1];
        return (x < 0 ? y : x, y < 0 ? x : y);
    }

    static string Ellipse(Lengths lengths, double radiusX, double radiusY) =>
        BasicShapes.Ellipse(lengths[AttributeName.Cx, Axis.X, 0], lengths[AttributeName.Cy, Axis.Y, 0], radiusX, radiusY);

    Node? Image(int element, in Style style, in OwnProperties own, Context context)
    {
        if (style.IsHidden || context.InClip) return null;
        if (!DataUri.TryRead(xml.Reference(element), out var bytes))
        {
            warnings?.Add("An <image> was left out: only pictures inside the document, as base64 data, are supported.");
            return null;
        }
        var size = PictureSize.Of(bytes);
        if (size is not { } natural)
        {
            warnings?.Add("An <image> was left out: its data is neither PNG nor JPEG, GIF or WebP.");
            return null;
        }
        pictureArea += (long)natural.Width * natural.Height;
        if (pictureArea > MaximumPictureArea)
            throw new SvgException(
                $"Cannot read the SVG: the pictures in it have more than {MaximumPictureArea / 1_000_000} million pixels.");
        var lengths = LengthsOf(element, style, own);
        var width = lengths[AttributeName.Width, Axis.X, double.NaN];
        var height = lengths[AttributeName.Height, Axis.Y, double.NaN];
        if (double.IsNaN(width)) width = double.IsNaN(height) ? natural.Width : height * natural.Width / natural.Height;
        if (double.IsNaN(height)) height = width * natural.Height / natural.Width;
        if (!(width > 0 && height > 0)) return null;
        var area = Box.At(lengths[AttributeName.X, Axis.X, 0], lengths[AttributeName.Y, Axis.Y, 0], width, height);
        var whole = Box.At(0, 0, natural.Width, natural.Height);
        var placement = AspectRatio.Fit(whole, area, xml.Find(element, AttributeName.PreserveAspectRatio)).Apply(whole);
        var picture = new Picture(placement, bytes) { HasHardPixels = style.HasHardPixels };
        // A sliced picture is larger than its area, which cuts it.
        var isSliced = placement.Width > area.Width * 1.000001 || placement.Height > area.Height * 1.000001;
        if (!isSliced) return Finish(picture, own);
        var cut = new Group([picture]) { Clip = new ClipPath([new Shape(Path.Rectangle(area), new Fill(black), null)]) };
        return Finish(new Group([cut]), own);
    }
}
