using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>Applies attributes, style-sheet rules and style declarations to the properties of an element, in the order CSS gives
/// them.</summary>
static class StyleReader
{
    public static void Apply(XmlTree xml, int element, Stylesheet? sheet, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        var inline = ReadOnlySpan<char>.Empty;
        foreach (ref readonly var attribute in xml.AttributesOf(element))
        {
            if (attribute.Name == AttributeName.Style) inline = xml.Value(attribute);
            else if (attribute.Name is not (AttributeName.Unknown or AttributeName.D or AttributeName.Id))
                Set(xml, attribute.Name, xml.Value(attribute), viewport, ref style, ref own);
        }
        if (sheet is not null)
            foreach (var declarations in sheet.Matching(xml, element))
                ApplyDeclarations(xml, declarations, important: false, viewport, ref style, ref own);
        if (!inline.IsEmpty) ApplyDeclarations(xml, inline, important: false, viewport, ref style, ref own);
        if (sheet is not null)
            foreach (var declarations in sheet.Matching(xml, element))
                ApplyDeclarations(xml, declarations, important: true, viewport, ref style, ref own);
        if (!inline.IsEmpty) ApplyDeclarations(xml, inline, important: true, viewport, ref style, ref own);
    }

    static void ApplyDeclarations(XmlTree xml, ReadOnlySpan<char> declarations, bool important, Viewport viewport, ref Style style,
        ref OwnProperties own)
    {
        foreach (var range in declarations.Split(';'))
        {
            var declaration = declarations[range];
            var colon = declaration.IndexOf(':');
            if (colon < 0) continue;
            var value = declaration[(colon + 1)..].Trim();
            var bang = value.LastIndexOf('!');
            if (bang >= 0 != important) continue;
            if (bang >= 0) value = value[..bang].Trim();
            Set(xml, Names.Attribute(declaration[..colon].Trim()), value, viewport, ref style, ref own);
        }
    }

    static void Set(XmlTree xml, AttributeName name, ReadOnlySpan<char> value, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        switch (name)
        {
            case AttributeName.Fill: SetPaint(xml, value, ref style.Fill); break;
            case AttributeName.Stroke: SetPaint(xml, value, ref style.Stroke); break;
            case AttributeName.Color:
                if (ColorReader.TryRead(value, out var color, out _)) style.Color = color;
                break;
            case AttributeName.FillOpacity: SetOpacity(value, ref style.FillOpacity); break;
            case AttributeName.StrokeOpacity: SetOpacity(value, ref style.StrokeOpacity); break;
            case AttributeName.FillRule: SetRule(value, ref style.FillRule); break;
            case AttributeName.ClipRule: SetRule(value, ref style.ClipRule); break;
            case AttributeName.StrokeWidth:
                if (Length.TryRead(value, viewport.Side(Axis.Diagonal), style.FontSize, out var width) && width >= 0)
                    style.StrokeWidth = width;
                break;
            case AttributeName.StrokeMiterlimit:
                if (Length.TryRead(value, 1, 1, out var limit) && limit >= 1) style.MiterLimit = limit;
                break;
            case AttributeName.StrokeDashoffset:
                if (Length.TryRead(value, viewport.Side(Axis.Diagonal), style.FontSize, out var offset)) style.DashOffset = offset;
                break;
            case AttributeName.StrokeDasharray: SetDashes(value, viewport, ref style); break;
            case AttributeName.StrokeLinecap:
                style.Cap = value switch { "butt" => LineCap.Butt, "round" => LineCap.Round, "square" => LineCap.Square, _ => style.Cap };
                break;
            case AttributeName.StrokeLinejoin:
                style.Join = value switch
                {
                    "miter" or "miter-clip" or "arcs" => LineJoin.Miter,
                    "round" => LineJoin.Round,
                    "bevel" => LineJoin.Bevel,
                    _ => style.Join,
                };
                break;
            case AttributeName.PaintOrder:
                var strokeAt = value.IndexOf("stroke");
                var fillAt = value.IndexOf("fill");
                style.StrokeFirst = strokeAt >= 0 && (fillAt < 0 || strokeAt < fillAt);
                break;
            case AttributeName.Visibility:
                style.IsHidden = value switch { "hidden" or "collapse" => true, "visible" => false, _ => style.IsHidden };
                break;
            case AttributeName.FontSize:
                if (Length.TryRead(value, style.FontSize, style.FontSize, out var size)) style.FontSize = size;
                break;
            case AttributeName.Transform or AttributeName.GradientTransform: own.Transform = TransformReader.Read(value); break;
            case AttributeName.Opacity: SetOpacity(value, ref own.Opacity); break;
            case AttributeName.ClipPath: own.Clip = ReferenceIn(xml, value); break;
            case AttributeName.Mask: own.Mask = ReferenceIn(xml, value); break;
            case AttributeName.Filter: own.Filter = ReferenceIn(xml, value); break;
            case AttributeName.MaskType: own.IsAlphaMask = value is "alpha"; break;
            case AttributeName.Display: own.IsRemoved = value is "none"; break;
            case AttributeName.Overflow: own.ShowsOverflow = value is "visible" or "auto"; break;
            case AttributeName.StopColor:
                own.StopIsCurrentColor = value.Equals("currentColor", StringComparison.OrdinalIgnoreCase);
                if (ColorReader.TryRead(value, out var stop, out var alpha)) (own.StopColor, own.StopAlpha) = (stop, alpha);
                break;
            case AttributeName.StopOpacity: SetOpacity(value, ref own.StopOpacity); break;
        }
    }

    static void SetPaint(XmlTree xml, ReadOnlySpan<char> value, ref PaintText paint)
    {
        value = value.Trim();
        if (value is "none")
        {
            paint = default;
            return;
        }
        if (value.StartsWith("url("))
        {
            var end = value.IndexOf(')');
            var element = ReferenceIn(xml, value);
            PaintText fallback = default;
            if (end >= 0 && end + 1 < value.Length) SetPaint(xml, value[(end + 1)..], ref fallback);
            paint = fallback with { Kind = PaintKind.Reference, Element = element, Fallback = fallback.Kind };
            return;
        }
        if (value.Equals("currentColor", StringComparison.OrdinalIgnoreCase)) paint = new PaintText(PaintKind.CurrentColor);
        else if (ColorReader.TryRead(value, out var color, out var alpha)) paint = new PaintText(PaintKind.Color, color, alpha);
    }

    static void SetOpacity(ReadOnlySpan<char> value, ref double opacity)
    {
        if (Length.TryRead(value, 1, 1, out var read)) opacity = Math.Clamp(read, 0, 1);
    }

    static void SetRule(ReadOnlySpan<char> value, ref FillRule rule)
    {
        if (value is "evenodd") rule = FillRule.EvenOdd;
        else if (value is "nonzero") rule = FillRule.NonZero;
    }

    static void SetDashes(ReadOnlySpan<char> value, Viewport viewport, ref Style style)
    {
        if (value is "inherit") return;
        var dashes = ImmutableArray.CreateBuilder<double>();
        var sum = 0.0;
        foreach (var range in value.SplitAny(' ', ',', '\t', '\n', '\r'))
        {
            if (value[range].IsEmpty) continue;
            if (!Length.TryRead(value[range], viewport.Side(Axis.Diagonal), style.FontSize, out var dash) || dash < 0)
            {
                style.Dashes = [];
                return;
            }
            sum += dash;
            dashes.Add(dash);
        }
        style.Dashes = sum > 0 ? dashes.DrainToImmutable() : [];
    }

    /// <summary>The element that <c>url(#id)</c> refers to, -1 where there is none.</summary>
    static int ReferenceIn(XmlTree xml, ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (!value.StartsWith("url(")) return -1;
        var end = value.IndexOf(')');
        if (end < 0) return -1;
        value = value[4..end].Trim().Trim("\"'").Trim();
        return value.Length > 1 && value[0] == '#' ? xml.ElementWithId(value[1..]) : -1;
    }
}
