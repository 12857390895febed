using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>Fills and strokes: colours, gradients and what stands for them.</summary>
sealed partial class Resolver
{
    // Keyed by a number: a dictionary of a type of our own would have to be compiled at each start.
    readonly Dictionary<int, SolidPaint> solids = [];

    Fill? FillOf(in Style style, Context context) =>
        PaintOf(style.Fill, style.Color, context, out var alpha) is { } paint && style.FillOpacity * alpha is > 0 and var opacity
            ? new Fill(paint, opacity, style.FillRule) : null;

    Stroke? StrokeOf(in Style style, Context context)
    {
        if (style.StrokeWidth <= 0 || PaintOf(style.Stroke, style.Color, context, out var alpha) is not { } paint
            || style.StrokeOpacity * alpha <= 0) return null;
        return new Stroke(paint, style.StrokeWidth, style.StrokeOpacity * alpha, style.Cap, style.Join, style.MiterLimit, style.Dashes,
            style.DashOffset);
    }

    /// <summary>What a line is painted with that has no bounds to measure a gradient or pattern by: its fallback.</summary>
    Paint InsteadOf(Paint paint, in PaintText text, Color current)
    {
        var isMeasured = paint is Gradient { InBoundingBoxUnits: true } or Pattern { InBoundingBoxUnits: true };
        return isMeasured ? Solid(text.Fallback == PaintKind.Color ? text.Color : current) : paint;
    }

    Paint? PaintOf(in PaintText text, Color current, Context context, out double alpha)
    {
        alpha = 1;
        switch (text.Kind)
        {
            case PaintKind.Color:
                alpha = text.Alpha;
                return Solid(text.Color);
            case PaintKind.CurrentColor:
                return Solid(current);
            case PaintKind.ContextFill or PaintKind.ContextStroke:
                return PaintOf(context.Paints, text.Kind, out alpha);
            case PaintKind.Reference:
                var target = text.Element < 0 ? ElementName.Unknown : xml[text.Element].Name;
                var isGradient = target is ElementName.LinearGradient or ElementName.RadialGradient;
                if (isGradient && GradientAt(text.Element) is { } gradient) return gradient;
                if (target is ElementName.Pattern) return PatternAt(text.Element);
                if (target is ElementName.Unknown && text.Element >= 0)
                    warnings?.Add($"A paint was left out: a <{xml.NameOf(text.Element)}> is neither a gradient nor a pattern.");
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

    Paint? PaintOf(ContextPaints? from, PaintKind kind, out double alpha)
    {
        alpha = 1;
        if (from is null) return null;
        var text = kind == PaintKind.ContextFill ? from.Fill : from.Stroke;
        if (text.Kind is PaintKind.ContextFill or PaintKind.ContextStroke) return PaintOf(from.Outer, text.Kind, out alpha);
        if (text.Kind is PaintKind.Reference)
            warnings?.Add("A gradient or pattern that is painted with by context-fill or context-stroke is measured by the wrong shape.");
        return PaintOf(text, from.Current, default, out alpha);
    }

    /// <summary>What an element hands to those that it uses or is marked with.</summary>
    static ContextPaints PaintsOf(in Style style, Context context) => new(style.Fill, style.Stroke, style.Color, context.Paints);

    sealed record ContextPaints(PaintText Fill, PaintText Stroke, Color Current, ContextPaints? Outer);

    SolidPaint Solid(Color color)
    {
        var key = color.R << 16 | color.G << 8 | color.B;
        if (!solids.TryGetValue(key, out var paint)) solids[key] = paint = new SolidPaint(color);
        return paint;
    }

    /// <summary>How many gradients or patterns may take from one another; one that takes from itself takes nothing.</summary>
    const int LongestChain = 16;

    Gradient? GradientAt(int element)
    {
        if (known.Gradients.TryGetValue(element, out var read)) return read;
        // The element itself, then what it takes the unsaid from.
        Span<int> chain = stackalloc int[LongestChain];
        var length = 0;
        for (var at = element; at >= 0 && length < chain.Length && !chain[..length].Contains(at); at = Referenced(at))
            if (xml[at].Name is ElementName.LinearGradient or ElementName.RadialGradient) chain[length++] = at;
            else break;
        return known.Gradients[element] = ReadGradient(element, chain[..length]);
    }

    Gradient? ReadGradient(int element, ReadOnlySpan<int> chain)
    {
        var stops = StopsOf(chain);
        if (stops.IsEmpty)
        {
            warnings?.Add("A gradient without stops was left out.");
            return null;
        }
        var inBoundingBox = Inherited(chain, AttributeName.GradientUnits) is not "userSpaceOnUse";
        var viewport = inBoundingBox ? new Viewport(1, 1) : Viewport;
        var transform = TransformOf(chain, AttributeName.GradientTransform, viewport);
        if (transform.Determinant == 0) warnings?.Add("A gradient whose transform flattens it paints nothing.");
        var spread = CssText.Keyword(Inherited(chain, AttributeName.SpreadMethod)) switch
        {
            "reflect" => SpreadMethod.Reflect,
            "repeat" => SpreadMethod.Repeat,
            _ => SpreadMethod.Pad,
        };
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
        // A circle without size: all is beyond it.
        if (radius <= 0) (radius, stops) = (1, [stops[^1] with { Offset = 0 }]);
        var focus = new Point(At(chain, AttributeName.Fx, center.X, Axis.X), At(chain, AttributeName.Fy, center.Y, Axis.Y));
        var focusRadius = Math.Max(0, At(chain, AttributeName.Fr, 0, Axis.Diagonal));
        if (focusRadius >= radius) warnings?.Add("A radial gradient that begins outside of its circle is drawn differently by renderers.");
        return new RadialGradient(center, radius, focus, stops, transform, inBoundingBox, spread)
        {
            FocusRadius = focusRadius,
        };

        double At(ReadOnlySpan<int> chain, AttributeName name, double otherwise, Axis axis)
        {
            var text = Inherited(chain, name, alike: xml[element].Name);
            return !text.IsEmpty && Length.TryRead(text, viewport.Side(axis), 16, out var value) ? value : otherwise;
        }
    }

    /// <summary>The transform of a gradient or pattern about its origin.</summary>
    Matrix TransformOf(ReadOnlySpan<int> chain, AttributeName name, Viewport viewport)
    {
        var transform = Inherited(chain, name) is { IsEmpty: false } text ? TransformReader.Read(text) : Matrix.Identity;
        if (transform.IsIdentity) return transform;
        var origin = OriginReader.Read(Inherited(chain, AttributeName.TransformOrigin), 16);
        return origin is null ? transform : transform.About(origin.In(Box.At(0, 0, viewport.Width, viewport.Height)));
    }

    /// <param name="alike">Of which elements it is taken; of all by default.</param>
    ReadOnlySpan<char> Inherited(ReadOnlySpan<int> chain, AttributeName name, ElementName alike = ElementName.Unknown)
    {
        foreach (var element in chain)
            if ((alike == ElementName.Unknown || xml[element].Name == alike) && xml.Find(element, name) is { IsEmpty: false } value)
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
            // Read again within each viewport that uses it.
            if (otherViewports is not null) Count(count);
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
                styles.Apply(i, Viewport, ref style, ref own);
                if (!Length.TryReadNumber(xml.Find(i, AttributeName.Offset), out var offset)) offset = 0;
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
                case AttributeName.Offset: offset = Length.TryReadNumber(value, out var read) ? read : 0; break;
                case AttributeName.StopColor when ColorReader.TryRead(value, out color, out alpha): break;
                case AttributeName.StopOpacity when Length.TryReadNumber(value, out opacity): break;
                case AttributeName.Unknown or AttributeName.Id or AttributeName.Class: break;
                default: return null;
            }
        }
        return new GradientStop(offset, color, Math.Clamp(opacity, 0, 1) * alpha);
    }
}
