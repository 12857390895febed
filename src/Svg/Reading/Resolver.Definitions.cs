using System.Collections.Immutable;
using EmojiGen.Svg.Paths;

namespace EmojiGen.Svg.Reading;

sealed partial class Resolver
{
    static readonly SolidPaint black = new(default);

    // One instance an element, so that what shared a definition in the text shares it in the tree.
    readonly Dictionary<int, Gradient?> gradients = [];
    readonly Dictionary<int, (ClipPath? Clip, Extent Extent)> clips = [];
    readonly Dictionary<int, (Mask? Mask, Extent Extent)> masks = [];
    readonly Dictionary<int, Filter?> filters = [];
    readonly Dictionary<int, Path?> paths = [];
    // Keyed by a number: a dictionary of a type of our own would have to be compiled at each start.
    readonly Dictionary<int, SolidPaint> solids = [];

    /// <summary>How much a definition unfolds to wherever it is used.</summary>
    /// <param name="Height">How far it reaches below the place of its use.</param>
    readonly record struct Extent(int Nodes, int Height);

    /// <summary>Counts a definition that was read before as if it were read here.</summary>
    void CountAgain(Extent known)
    {
        Count(known.Nodes);
        Reach(depth + known.Height);
    }

    /// <summary>Reads a definition one layer further down, and tells how much it unfolds to.</summary>
    T OneLayerDown<T>(Func<T> read, out Extent extent)
    {
        var (nodesBefore, deepestBefore) = (nodes, deepest);
        deepest = depth;
        Enter(DepthOfLayer);
        var result = read();
        depth -= DepthOfLayer;
        extent = new(nodes - nodesBefore, deepest - depth);
        deepest = Math.Max(deepest, deepestBefore);
        return result;
    }

    Fill? FillOf(in Style style) =>
        PaintOf(style.Fill, style.Color, out var alpha) is { } paint && style.FillOpacity * alpha is > 0 and var opacity
            ? new Fill(paint, opacity, style.FillRule) : null;

    Stroke? StrokeOf(in Style style)
    {
        if (style.StrokeWidth <= 0 || PaintOf(style.Stroke, style.Color, out var alpha) is not { } paint
            || style.StrokeOpacity * alpha <= 0) return null;
        return new Stroke(paint, style.StrokeWidth, style.StrokeOpacity * alpha, style.Cap, style.Join, style.MiterLimit, style.Dashes,
            style.DashOffset);
    }

    Paint? PaintOf(in PaintText text, Color current, out double alpha)
    {
        alpha = 1;
        switch (text.Kind)
        {
            case PaintKind.Color:
                alpha = text.Alpha;
                return Solid(text.Color);
            case PaintKind.CurrentColor:
                return Solid(current);
            case PaintKind.Reference:
                var target = text.Element < 0 ? ElementName.Unknown : xml[text.Element].Name;
                if (target is ElementName.LinearGradient or ElementName.RadialGradient && !IsCircular(text.Element))
                    return GradientAt(text.Element);
                if (target is ElementName.Pattern) warnings?.Add("A <pattern> paint was left out: it is not supported.");
                alpha = text.Alpha;
                return text.Fallback switch
                {
                    PaintKind.Color => Solid(text.Color),
                    PaintKind.CurrentColor => Solid(current),
                    _ => null,
                };
            default:
                return null;
        }
    }

    SolidPaint Solid(Color color)
    {
        var key = color.R << 16 | color.G << 8 | color.B;
        if (!solids.TryGetValue(key, out var paint)) solids[key] = paint = new SolidPaint(color);
        return paint;
    }

    /// <summary>True for a gradient that takes from itself, which makes the reference to it fail.</summary>
    bool IsCircular(int element)
    {
        var at = Referenced(element);
        for (var steps = 0; at >= 0 && steps < LongestChain; steps++)
        {
            if (at == element) return true;
            at = Referenced(at);
        }
        return false;
    }

    const int LongestChain = 16;

    Gradient? GradientAt(int element)
    {
        if (gradients.TryGetValue(element, out var known)) return known;
        // The element itself, then what it takes the unsaid from.
        Span<int> chain = stackalloc int[LongestChain];
        var length = 0;
        for (var at = element; at >= 0 && length < chain.Length && !chain[..length].Contains(at); at = Referenced(at))
            if (xml[at].Name is ElementName.LinearGradient or ElementName.RadialGradient) chain[length++] = at;
            else break;
        return gradients[element] = ReadGradient(element, chain[..length]);
    }

    Gradient? ReadGradient(int element, ReadOnlySpan<int> chain)
    {
        var stops = StopsOf(chain);
        if (stops.IsEmpty) return null;
        var inBoundingBox = Inherited(chain, AttributeName.GradientUnits) is not "userSpaceOnUse";
        var transform = Inherited(chain, AttributeName.GradientTransform) is { IsEmpty: false } text ? TransformReader.Read(text)
            : Matrix.Identity;
        var spread = Inherited(chain, AttributeName.SpreadMethod) switch
        {
            "reflect" => SpreadMethod.Reflect,
            "repeat" => SpreadMethod.Repeat,
            _ => SpreadMethod.Pad,
        };
        var viewport = inBoundingBox ? new Viewport(1, 1) : rootViewport;
        if (xml[element].Name == ElementName.LinearGradient)
        {
            return new LinearGradient(
                new Point(At(chain, AttributeName.X1, 0, Axis.X), At(chain, AttributeName.Y1, 0, Axis.Y)),
                new Point(At(chain, AttributeName.X2, viewport.Width, Axis.X), At(chain, AttributeName.Y2, 0, Axis.Y)),
                stops, transform, inBoundingBox, spread);
        }
        var center = new Point(At(chain, AttributeName.Cx, viewport.Width / 2, Axis.X),
            At(chain, AttributeName.Cy, viewport.Height / 2, Axis.Y));
        var radius = At(chain, AttributeName.R, viewport.Side(Axis.Diagonal) / 2, Axis.Diagonal);
        if (radius < 0) return null;
        var focus = new Point(At(chain, AttributeName.Fx, center.X, Axis.X), At(chain, AttributeName.Fy, center.Y, Axis.Y));
        return new RadialGradient(center, radius, focus, stops, transform, inBoundingBox, spread)
        {
            FocusRadius = Math.Max(0, At(chain, AttributeName.Fr, 0, Axis.Diagonal)),
        };

        double At(ReadOnlySpan<int> chain, AttributeName name, double otherwise, Axis axis) =>
            Inherited(chain, name) is { IsEmpty: false } text && Length.TryRead(text, viewport.Side(axis), 16, out var value) ? value
                : otherwise;
    }

    ReadOnlySpan<char> Inherited(ReadOnlySpan<int> chain, AttributeName name)
    {
        foreach (var element in chain)
            if (xml.Find(element, name) is { IsEmpty: false } value)
                return value.Trim();
        return default;
    }

    ImmutableArray<GradientStop> StopsOf(ReadOnlySpan<int> chain)
    {
        foreach (var element in chain)
        {
            var count = 0;
            for (var i = element + 1; i < xml[element].End; i = xml[i].End)
                if (xml[i].Name == ElementName.Stop)
                    count++;
            if (count == 0) continue;
            var stops = ImmutableArray.CreateBuilder<GradientStop>(count);
            Style? above = null;
            for (var i = element + 1; i < xml[element].End; i = xml[i].End)
            {
                if (xml[i].Name != ElementName.Stop) continue;
                if (PlainStop(i) is { } plain)
                {
                    stops.Add(plain with { Offset = Math.Clamp(plain.Offset, stops.Count > 0 ? stops[^1].Offset : 0, 1) });
                    continue;
                }
                var style = above ??= StyleAbove(i);
                var own = OwnProperties.Initial;
                StyleReader.Apply(xml, i, sheet, rootViewport, ref style, ref own);
                Length.TryRead(xml.Find(i, AttributeName.Offset), 1, 1, out var offset);
                offset = Math.Clamp(offset, stops.Count > 0 ? stops[^1].Offset : 0, 1);
                stops.Add(new GradientStop(offset, own.StopIsCurrentColor ? style.Color : own.StopColor, own.StopOpacity * own.StopAlpha));
            }
            return stops.MoveToImmutable();
        }
        return [];
    }

    /// <summary>A stop that says all in attributes, as nearly all do: half of an icon's elements are stops.</summary>
    GradientStop? PlainStop(int element)
    {
        if (sheet is not null) return null;
        double offset = 0, opacity = 1, alpha = 1;
        var color = default(Color);
        foreach (ref readonly var attribute in xml.AttributesOf(element))
        {
            var value = xml.Value(attribute);
            switch (attribute.Name)
            {
                case AttributeName.Offset: Length.TryRead(value, 1, 1, out offset); break;
                case AttributeName.StopColor when ColorReader.TryRead(value, out color, out alpha): break;
                case AttributeName.StopOpacity when Length.TryRead(value, 1, 1, out opacity): break;
                case AttributeName.Unknown or AttributeName.Id or AttributeName.Class: break;
                default: return null;
            }
        }
        return new GradientStop(offset, color, Math.Clamp(opacity, 0, 1) * alpha);
    }

    /// <summary>What an element inherits where it stands, which for a definition differs from where it is used.</summary>
    Style StyleAbove(int element)
    {
        var parent = xml[element].Parent;
        if (parent < 0) return Style.Initial(default);
        var style = StyleAbove(parent);
        var own = OwnProperties.Initial;
        StyleReader.Apply(xml, parent, sheet, rootViewport, ref style, ref own);
        return style;
    }

    ClipPath? ClipOf(int element)
    {
        if (xml[element].Name != ElementName.ClipPath) return null;
        if (clips.TryGetValue(element, out var known))
        {
            CountAgain(known.Extent);
            return known.Clip;
        }
        // While it is being read it is none to itself: a clip that refers to itself.
        clips[element] = default;
        var clip = OneLayerDown(() => ReadClip(element), out var extent);
        clips[element] = (clip, extent);
        return clip;
    }

    ClipPath ReadClip(int element)
    {
        var style = StyleAbove(element);
        var own = OwnProperties.Initial;
        StyleReader.Apply(xml, element, sheet, rootViewport, ref style, ref own);
        var children = Children(element + 1, xml[element].End, style, new Context(rootViewport, InClip: true));
        return new ClipPath(children, xml.Find(element, AttributeName.ClipPathUnits) is "objectBoundingBox")
        {
            Transform = own.Transform,
            Clip = own.Clip < 0 ? null : ClipOf(own.Clip),
        };
    }

    Mask? MaskOf(int element)
    {
        if (xml[element].Name != ElementName.Mask) return null;
        if (masks.TryGetValue(element, out var known))
        {
            CountAgain(known.Extent);
            return known.Mask;
        }
        masks[element] = default;
        var mask = OneLayerDown(() => ReadMask(element), out var extent);
        masks[element] = (mask, extent);
        return mask;
    }

    Mask ReadMask(int element)
    {
        var style = StyleAbove(element);
        var own = OwnProperties.Initial;
        StyleReader.Apply(xml, element, sheet, rootViewport, ref style, ref own);
        var children = Children(element + 1, xml[element].End, style, new Context(rootViewport, InClip: false));
        var isFraction = xml.Find(element, AttributeName.MaskUnits) is not "userSpaceOnUse";
        var viewport = isFraction ? new Viewport(1, 1) : rootViewport;
        var region = Box.At(
            Read(element, AttributeName.X, -0.1 * viewport.Width, style, viewport, Axis.X),
            Read(element, AttributeName.Y, -0.1 * viewport.Height, style, viewport, Axis.Y),
            Read(element, AttributeName.Width, 1.2 * viewport.Width, style, viewport, Axis.X),
            Read(element, AttributeName.Height, 1.2 * viewport.Height, style, viewport, Axis.Y));
        if (own.Mask >= 0 || own.Clip >= 0) warnings?.Add("A clip or mask on a <mask> was left out: it is not supported.");
        return new Mask(children, region, isFraction, xml.Find(element, AttributeName.MaskContentUnits) is "objectBoundingBox",
            own.IsAlphaMask);
    }

    Filter? FilterOf(int element)
    {
        if (xml[element].Name != ElementName.Filter) return null;
        if (filters.TryGetValue(element, out var known)) return known;
        return filters[element] = new FilterReader(xml, sheet, warnings).Read(element);
    }

    Path? PathOf(int element, in Style style, Viewport viewport)
    {
        // A shape that several uses show is measured once.
        if (paths.TryGetValue(element, out var known)) return known;
        var data = xml[element].Name switch
        {
            ElementName.Path => xml.Find(element, AttributeName.D).Trim().ToString(),
            ElementName.Rect => Rectangle(element, style, viewport),
            ElementName.Circle when Read(element, AttributeName.R, 0, style, viewport, Axis.Diagonal) is > 0 and var radius
                => Ellipse(element, radius, radius, style, viewport),
            ElementName.Ellipse => EllipseOf(element, style, viewport),
            ElementName.Line => BasicShapes.Line(
                Read(element, AttributeName.X1, 0, style, viewport, Axis.X), Read(element, AttributeName.Y1, 0, style, viewport, Axis.Y),
                Read(element, AttributeName.X2, 0, style, viewport, Axis.X), Read(element, AttributeName.Y2, 0, style, viewport, Axis.Y)),
            ElementName.Polyline => BasicShapes.Polyline(xml.Find(element, AttributeName.Points), close: false),
            ElementName.Polygon => BasicShapes.Polyline(xml.Find(element, AttributeName.Points), close: true),
            _ => "",
        };
        return paths[element] = data.Length == 0 || data is "none" ? null : new Path(data);
    }

    string Rectangle(int element, in Style style, Viewport viewport)
    {
        var width = Read(element, AttributeName.Width, 0, style, viewport, Axis.X);
        var height = Read(element, AttributeName.Height, 0, style, viewport, Axis.Y);
        if (!(width > 0 && height > 0)) return "";
        var radiusX = Read(element, AttributeName.Rx, -1, style, viewport, Axis.X);
        var radiusY = Read(element, AttributeName.Ry, -1, style, viewport, Axis.Y);
        if (radiusX < 0) radiusX = radiusY;
        if (radiusY < 0) radiusY = radiusX;
        return BasicShapes.Rectangle(
            Read(element, AttributeName.X, 0, style, viewport, Axis.X), Read(element, AttributeName.Y, 0, style, viewport, Axis.Y), width, height, radiusX, radiusY);
    }

    string EllipseOf(int element, in Style style, Viewport viewport)
    {
        var radiusX = Read(element, AttributeName.Rx, -1, style, viewport, Axis.X);
        var radiusY = Read(element, AttributeName.Ry, -1, style, viewport, Axis.Y);
        if (radiusX < 0) radiusX = radiusY;
        if (radiusY < 0) radiusY = radiusX;
        return radiusX > 0 && radiusY > 0 ? Ellipse(element, radiusX, radiusY, style, viewport) : "";
    }

    string Ellipse(int element, double radiusX, double radiusY, in Style style, Viewport viewport) => BasicShapes.Ellipse(
        Read(element, AttributeName.Cx, 0, style, viewport, Axis.X), Read(element, AttributeName.Cy, 0, style, viewport, Axis.Y), radiusX, radiusY);
}
