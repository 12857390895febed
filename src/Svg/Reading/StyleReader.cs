using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>Applies attributes, style-sheet rules and style declarations to the properties of an element, in the order CSS gives
/// them.</summary>
sealed partial class StyleReader(XmlTree xml, Stylesheet? sheet, List<string>? warnings)
{
    /// <param name="viewport">What percentages are of.</param>
    /// <param name="style">What the element inherits; what it has itself.</param>
    public void Apply(int element, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        if (sheet is null && !xml.MayHave(element, AttributeName.Style)) ApplyAttributes(element, viewport, ref style, ref own);
        else ApplyAll(element, viewport, ref style, ref own);
        if (own.FilterList is not null) (own.FontSize, own.Color) = (style.FontSize, style.Color);
    }

    void ApplyAll(int element, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        var inherited = style;
        ApplyAttributes(element, viewport, ref style, ref own);
        var inline = xml.Find(element, AttributeName.Style);
        var rules = sheet?.Matching(xml, element) ?? [];
        var isImportant = false;
        foreach (var rule in rules) isImportant |= Declare(element, rule, important: false, viewport, inherited, ref style, ref own);
        isImportant |= Declare(element, inline, important: false, viewport, inherited, ref style, ref own);
        if (!isImportant) return;
        foreach (var rule in rules) Declare(element, rule, important: true, viewport, inherited, ref style, ref own);
        Declare(element, inline, important: true, viewport, inherited, ref style, ref own);
    }

    void ApplyAttributes(int element, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        foreach (ref readonly var attribute in xml.AttributesOf(element))
            if (attribute.Name is not (AttributeName.Unknown or AttributeName.D or AttributeName.Id))
                Set(element, attribute.Name, xml.Value(attribute).Trim(), viewport, ref style, ref own);
    }

    /// <returns>Whether any declaration is important.</returns>
    bool Declare(int element, ReadOnlySpan<char> css, bool important, Viewport viewport, in Style inherited, ref Style style,
        ref OwnProperties own)
    {
        var isImportant = false;
        var declarations = new Declarations(css);
        while (declarations.Next())
        {
            isImportant |= declarations.IsImportant;
            if (declarations.IsImportant != important) continue;
            var name = Names.Attribute(declarations.Name);
            var value = declarations.Value;
            if (name == AttributeName.Unknown)
            {
                var isBackground = element == 0 && declarations.Name is "background" or "background-color";
                if (isBackground && CssText.Keyword(value) is not ("none" or "transparent"))
                    warnings?.Add("The background of the picture was left out: it is transparent.");
                continue;
            }
            if (IsComputed(value))
                warnings?.Add($"The value of '{declarations.Name}' in a style was left out: calc(), var() and the like are not supported.");
            else if (IsInherit(value))
            {
                if (!Reset(name, inherited, ref style, ref own)) Inherit(element, name, viewport, ref style, ref own);
            }
            else if (value.Equals("initial", StringComparison.OrdinalIgnoreCase)) Reset(name, Style.Initial, ref style, ref own);
            else if (value.Equals("unset", StringComparison.OrdinalIgnoreCase)) Reset(name, inherited, ref style, ref own);
            else SetDeclared(element, name, value, viewport, ref style, ref own);
        }
        return isImportant;
    }

    static bool IsComputed(ReadOnlySpan<char> value)
    {
        if (!value.Contains('(')) return false;
        foreach (var function in (ReadOnlySpan<string>)["var(", "calc(", "env(", "min(", "max(", "clamp("])
            if (value.IndexOf(function, StringComparison.OrdinalIgnoreCase) is >= 0 and var at && (at == 0 || " ,(".Contains(value[at - 1])))
                return true;
        return false;
    }

    static bool IsInherit(ReadOnlySpan<char> value) =>
        value.Length == 7 && (value[0] | 0x20) == 'i' && value.Equals("inherit", StringComparison.OrdinalIgnoreCase);

    /// <summary>An attribute that belongs to its element alone and says <c>inherit</c> takes what the element's parent says.</summary>
    void Inherit(int element, AttributeName name, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        var parent = xml[element].Parent;
        if (parent < 0) return;
        var value = xml.Find(parent, name).Trim();
        // Only what establishes a viewport is cut to it unless it says otherwise.
        if (value.IsEmpty && name == AttributeName.Overflow) own.ShowsOverflow = true;
        if (!value.IsEmpty) Set(parent, name, value, viewport, ref style, ref own);
    }

    /// <summary>What a style can say and an attribute cannot, and then what both can.</summary>
    void SetDeclared(int element, AttributeName name, ReadOnlySpan<char> value, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        switch (name)
        {
            case AttributeName.X or AttributeName.Y or AttributeName.Width or AttributeName.Height or AttributeName.Cx or AttributeName.Cy
                or AttributeName.R or AttributeName.Rx or AttributeName.Ry or AttributeName.D:
                own.Geometry ??= [];
                own.Geometry.Add((name, value.ToString()));
                break;
            case AttributeName.MixBlendMode: own.Blend = BlendModes.Find(CssText.Keyword(value)) ?? own.Blend; break;
            case AttributeName.Isolation: own.IsIsolated = CssText.Keyword(value) is "isolate"; break;
            case AttributeName.Marker:
                style.MarkerStart = style.MarkerMid = style.MarkerEnd = ReferenceIn(value);
                break;
            default: Set(element, name, value, viewport, ref style, ref own); break;
        }
    }

    void Set(int element, AttributeName name, ReadOnlySpan<char> value, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        switch (name)
        {
            case AttributeName.Fill: SetPaint(value, ref style.Fill); break;
            case AttributeName.Stroke: SetPaint(value, ref style.Stroke); break;
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
                if (Length.TryReadNumber(value, out var limit) && limit >= 1) style.MiterLimit = limit;
                break;
            case AttributeName.StrokeDashoffset:
                if (Length.TryRead(value, viewport.Side(Axis.Diagonal), style.FontSize, out var offset)) style.DashOffset = offset;
                break;
            case AttributeName.StrokeDasharray: SetDashes(value, viewport, ref style); break;
            case AttributeName.StrokeLinecap:
                style.Cap = CssText.Keyword(value) switch
                {
                    "butt" => LineCap.Butt,
                    "round" => LineCap.Round,
                    "square" => LineCap.Square,
                    _ => style.Cap,
                };
                break;
            case AttributeName.StrokeLinejoin: SetJoin(value, ref style.Join); break;
            case AttributeName.PaintOrder: SetPaintOrder(value, ref style); break;
            case AttributeName.Visibility:
                style.IsHidden = CssText.Keyword(value) switch { "hidden" or "collapse" => true, "visible" => false, _ => style.IsHidden };
                break;
            case AttributeName.FontSize: SetFontSize(value, ref style.FontSize); break;
            case AttributeName.MarkerStart or AttributeName.MarkerMid or AttributeName.MarkerEnd when IsInherit(value): break;
            case AttributeName.MarkerStart: style.MarkerStart = ReferenceIn(value); break;
            case AttributeName.MarkerMid: style.MarkerMid = ReferenceIn(value); break;
            case AttributeName.MarkerEnd: style.MarkerEnd = ReferenceIn(value); break;
            case AttributeName.ShapeRendering:
                style.HasHardEdges = CssText.Keyword(value) switch
                {
                    "optimizespeed" or "crispedges" => true,
                    "auto" or "geometricprecision" => false,
                    _ => style.HasHardEdges,
                };
                break;
            case AttributeName.ImageRendering:
                style.HasHardPixels = CssText.Keyword(value) switch
                {
                    "optimizespeed" or "pixelated" or "crisp-edges" => true,
                    "auto" or "optimizequality" or "smooth" or "high-quality" => false,
                    _ => style.HasHardPixels,
                };
                break;
            case AttributeName.ColorInterpolationFilters:
                style.FiltersInSrgb = CssText.Keyword(value) switch
                {
                    "srgb" or "auto" => true,
                    "linearrgb" => false,
                    _ => style.FiltersInSrgb,
                };
                break;
            case AttributeName.ColorInterpolation when CssText.Keyword(value) is "linearrgb":
                warnings?.Add("A 'color-interpolation' of linearRGB was left out: colours are mixed in sRGB.");
                break;
            case AttributeName.VectorEffect when CssText.Keyword(value) is not ("none" or "inherit"):
                warnings?.Add($"The 'vector-effect' {Excerpt.Of(value)} was left out: it is not supported.");
                break;
            default: SetOwn(element, name, value, viewport, ref style, ref own); break;
        }
    }

    /// <summary>The properties that do not descend to children.</summary>
    void SetOwn(int element, AttributeName name, ReadOnlySpan<char> value, Viewport viewport, ref Style style, ref OwnProperties own)
    {
        switch (name)
        {
            case AttributeName.Opacity or AttributeName.ClipPath or AttributeName.Mask or AttributeName.Filter or AttributeName.StopColor
                or AttributeName.StopOpacity or AttributeName.Overflow or AttributeName.Display when IsInherit(value):
                Inherit(element, name, viewport, ref style, ref own);
                break;
            case AttributeName.Transform or AttributeName.GradientTransform or AttributeName.PatternTransform:
                own.Transform = TransformReader.Read(value);
                break;
            case AttributeName.TransformOrigin: own.Origin = OriginReader.Read(value, style.FontSize); break;
            case AttributeName.TransformBox: own.OriginInBounds = CssText.Keyword(value) is "fill-box" or "content-box"; break;
            case AttributeName.Opacity: SetOpacity(value, ref own.Opacity); break;
            case AttributeName.ClipPath: own.Clip = DefinitionIn(value, "clip-path"); break;
            case AttributeName.Mask: own.Mask = DefinitionIn(value, "mask"); break;
            case AttributeName.Filter: SetFilter(value, ref own); break;
            case AttributeName.MaskType: own.IsAlphaMask = CssText.Keyword(value) is "alpha"; break;
            case AttributeName.Display: own.IsRemoved = CssText.Keyword(value) is "none"; break;
            case AttributeName.Overflow: own.ShowsOverflow = CssText.Keyword(value) is "visible" or "auto"; break;
            case AttributeName.StopColor:
                own.StopIsCurrentColor = CssText.Keyword(value) is "currentcolor";
                if (ColorReader.TryRead(value, out var stop, out var alpha)) (own.StopColor, own.StopAlpha) = (stop, alpha);
                break;
            case AttributeName.StopOpacity: SetOpacity(value, ref own.StopOpacity); break;
        }
    }

    void SetPaint(ReadOnlySpan<char> value, ref PaintText paint)
    {
        if (value is "none")
        {
            paint = default;
            return;
        }
        if (ColorReader.TryRead(value, out var color, out var alpha))
        {
            paint = new PaintText(PaintKind.Color, color, alpha);
            return;
        }
        if (IsUrl(value))
        {
            var end = Math.Min(value.Length, 4 + CssText.End(value[4..], ")") + 1);
            PaintText fallback = default;
            if (value[end..].Trim() is { IsEmpty: false } rest) SetPaint(rest, ref fallback);
            paint = fallback with { Kind = PaintKind.Reference, Element = ReferenceIn(value[..end]), Fallback = fallback.Kind };
            return;
        }
        switch (CssText.Keyword(value))
        {
            case "none": paint = default; break;
            case "currentcolor": paint = new PaintText(PaintKind.CurrentColor); break;
            case "context-fill": paint = new PaintText(PaintKind.ContextFill); break;
            case "context-stroke": paint = new PaintText(PaintKind.ContextStroke); break;
        }
    }

    static void SetOpacity(ReadOnlySpan<char> value, ref double opacity)
    {
        if (Length.TryReadNumber(value, out var read)) opacity = Math.Clamp(read, 0, 1);
    }

    static void SetRule(ReadOnlySpan<char> value, ref FillRule rule) => rule = CssText.Keyword(value) switch
    {
        "evenodd" => FillRule.EvenOdd,
        "nonzero" => FillRule.NonZero,
        _ => rule,
    };

    void SetJoin(ReadOnlySpan<char> value, ref LineJoin join)
    {
        switch (CssText.Keyword(value))
        {
            case "miter": join = LineJoin.Miter; break;
            case "round": join = LineJoin.Round; break;
            case "bevel": join = LineJoin.Bevel; break;
            case "miter-clip" or "arcs":
                warnings?.Add($"A 'stroke-linejoin' of {Excerpt.Of(value)} was drawn as miter: it is not supported.");
                join = LineJoin.Miter;
                break;
        }
    }

    static void SetPaintOrder(ReadOnlySpan<char> value, ref Style style)
    {
        // What is not named follows in the usual order: fill, stroke, markers.
        var (fill, stroke, markers, count) = (10, 11, 12, 0);
        value = CssText.Keyword(value);
        foreach (var range in value.SplitAny(' ', '\t', '\n', '\r'))
        {
            switch (value[range])
            {
                case "": continue;
                case "normal" when count == 0: break;
                case "fill" when fill >= 10: fill = count; break;
                case "stroke" when stroke >= 10: stroke = count; break;
                case "markers" when markers >= 10: markers = count; break;
                default: return; // a value with an error in it says nothing
            }
            count++;
        }
        style.StrokeFirst = stroke < fill;
        style.MarkersAt = markers > Math.Max(fill, stroke) ? MarkersAt.Last
            : markers < Math.Min(fill, stroke) ? MarkersAt.First
            : MarkersAt.Between;
    }

    static void SetFontSize(ReadOnlySpan<char> value, ref double size)
    {
        if (Length.TryRead(value, size, size, out var read)) size = read;
        else size = CssText.Keyword(value) switch
        {
            // CSS Fonts Module Level 4, section 2.5, for a medium of 16 pixels.
            "xx-small" => 9,
            "x-small" => 10,
            "small" => 13,
            "medium" => 16,
            "large" => 18,
            "x-large" => 24,
            "xx-large" => 32,
            "smaller" => size / 1.2,
            "larger" => size * 1.2,
            _ => size,
        };
    }

    static void SetDashes(ReadOnlySpan<char> value, Viewport viewport, ref Style style)
    {
        if (IsInherit(value)) return;
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

    void SetFilter(ReadOnlySpan<char> value, ref OwnProperties own)
    {
        (own.Filter, own.FilterList) = (-1, null);
        if (value is "none" || IsInherit(value)) return;
        if (IsUrl(value) && value.IndexOf(')') == value.Length - 1) own.Filter = ReferenceIn(value);
        if (own.Filter < 0 && CssText.Keyword(value) is not "none") own.FilterList = value.ToString();
    }

    /// <summary>A clip or mask that is referred to; anything else that they can be is named.</summary>
    int DefinitionIn(ReadOnlySpan<char> value, string property)
    {
        if (!IsUrl(value) && CssText.Keyword(value) is not "none")
            warnings?.Add($"The {property} '{Excerpt.Of(value)}' was left out: only references such as url(#name) are supported.");
        return ReferenceIn(value);
    }

    static bool IsUrl(ReadOnlySpan<char> value) => value.StartsWith("url(", StringComparison.OrdinalIgnoreCase);

    /// <summary>The element that <c>url(#id)</c> refers to, -1 where there is none.</summary>
    public int ReferenceIn(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (!IsUrl(value)) return -1;
        value = value[4..];
        value = value[..CssText.End(value, ")")].Trim().Trim("\"'").Trim();
        return value.Length > 1 && value[0] == '#' ? xml.ElementWithId(value[1..]) : -1;
    }
}
