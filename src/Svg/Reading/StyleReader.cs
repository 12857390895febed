using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>Applies attributes, style-sheet rules and style declarations to the properties of an element, in the order CSS gives them.</summary>
static class StyleReader
{
    public static void Apply(XmlTree xml, int element, Stylesheet? sheet, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        var inline = ReadOnlySpan<char>.Empty;
        // currentColor means the element's own colour, so that comes first.
        if (xml.Find(element, AttributeName.Color) is { IsEmpty: false } color) Set(AttributeName.Color, color, viewport, ref style, ref own);
        foreach (ref readonly var attribute in xml.AttributesOf(element))
        {
            if (attribute.Name == AttributeName.Style) inline = xml.Value(attribute);
            else if (attribute.Name is not (AttributeName.Unknown or AttributeName.D or AttributeName.Id or AttributeName.Color))
                Set(attribute.Name, xml.Value(attribute), viewport, ref style, ref own);
        }
        if (sheet is not null)
            foreach (var declarations in sheet.Matching(xml, element))
                ApplyDeclarations(declarations, important: false, viewport, ref style, ref own);
        if (!inline.IsEmpty) ApplyDeclarations(inline, important: false, viewport, ref style, ref own);
        if (sheet is not null)
            foreach (var declarations in sheet.Matching(xml, element))
                ApplyDeclarations(declarations, important: true, viewport, ref style, ref own);
        if (!inline.IsEmpty) ApplyDeclarations(inline, important: true, viewport, ref style, ref own);
    }

    static void ApplyDeclarations(ReadOnlySpan<char> declarations, bool important, Viewport viewport, ref Style style, ref OwnProperties own)
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
            Set(Names.Attribute(declaration[..colon].Trim()), value, viewport, ref style, ref own);
        }
    }

    static void Set(AttributeName name, ReadOnlySpan<char> value, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        switch (name)
        {
            case AttributeName.Fill: SetPaint(value, style.Color, ref style.Fill); break;
            case AttributeName.Stroke: SetPaint(value, style.Color, ref style.Stroke); break;
            case AttributeName.Color:
                if (ColorReader.TryRead(value, out var color, out _)) style.Color = color;
                break;
            case AttributeName.FillOpacity: SetOpacity(value, ref style.FillOpacity); break;
            case AttributeName.StrokeOpacity: SetOpacity(value, ref style.StrokeOpacity); break;
            case AttributeName.FillRule: SetRule(value, ref style.FillRule); break;
            case AttributeName.ClipRule: SetRule(value, ref style.ClipRule); break;
            case AttributeName.StrokeWidth:
                if (Length.TryRead(value, viewport.Side(Axis.Diagonal), style.FontSize, out var width) && width >= 0) style.StrokeWidth = width;
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
            case AttributeName.ClipPath: own.Clip = ReferenceIn(value); break;
            case AttributeName.Mask: own.Mask = ReferenceIn(value); break;
            case AttributeName.Filter: own.Filter = ReferenceIn(value); break;
            case AttributeName.MaskType: own.IsAlphaMask = value is "alpha"; break;
            case AttributeName.Display: own.IsRemoved = value is "none"; break;
            case AttributeName.Overflow: own.ShowsOverflow = value is "visible" or "auto"; break;
            case AttributeName.StopColor:
                if (value is "currentColor" or "currentcolor") (own.StopColor, own.StopAlpha) = (style.Color, 1);
                else if (ColorReader.TryRead(value, out var stop, out var alpha)) (own.StopColor, own.StopAlpha) = (stop, alpha);
                break;
            case AttributeName.StopOpacity: SetOpacity(value, ref own.StopOpacity); break;
        }
    }

    static void SetPaint(ReadOnlySpan<char> value, Color current, ref PaintText paint)
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
            if (ReferenceIn(value) is not { } id) return;
            PaintText fallback = default;
            if (end >= 0 && end + 1 < value.Length) SetPaint(value[(end + 1)..], current, ref fallback);
            paint = fallback with { Kind = PaintKind.Reference, Id = id, Fallback = fallback.Kind };
            return;
        }
        if (value.Equals("currentColor", StringComparison.OrdinalIgnoreCase)) paint = new PaintText(PaintKind.Color, current);
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

    /// <summary>The id in <c>url(#id)</c>, null where there is none.</summary>
    public static string? ReferenceIn(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (!value.StartsWith("url(")) return null;
        var end = value.IndexOf(')');
        if (end < 0) return null;
        value = value[4..end].Trim().Trim("\"'").Trim();
        return value.Length > 1 && value[0] == '#' ? value[1..].ToString() : null;
    }
}
