namespace EmojiGen.Svg.Reading;

sealed partial class StyleReader
{
    /// <summary>Gives a property the value that it has in another style: what is inherited, or the initial one.</summary>
    /// <returns>False for a property that does not descend to children; it has its initial value then.</returns>
    static bool Reset(AttributeName name, in Style from, ref Style style, ref OwnProperties own)
    {
        switch (name)
        {
            case AttributeName.Fill: style.Fill = from.Fill; return true;
            case AttributeName.Stroke: style.Stroke = from.Stroke; return true;
            case AttributeName.Color: style.Color = from.Color; return true;
            case AttributeName.FillOpacity: style.FillOpacity = from.FillOpacity; return true;
            case AttributeName.StrokeOpacity: style.StrokeOpacity = from.StrokeOpacity; return true;
            case AttributeName.FillRule: style.FillRule = from.FillRule; return true;
            case AttributeName.ClipRule: style.ClipRule = from.ClipRule; return true;
            case AttributeName.StrokeWidth: style.StrokeWidth = from.StrokeWidth; return true;
            case AttributeName.StrokeMiterlimit: style.MiterLimit = from.MiterLimit; return true;
            case AttributeName.StrokeDashoffset: style.DashOffset = from.DashOffset; return true;
            case AttributeName.StrokeDasharray: style.Dashes = from.Dashes; return true;
            case AttributeName.StrokeLinecap: style.Cap = from.Cap; return true;
            case AttributeName.StrokeLinejoin: style.Join = from.Join; return true;
            case AttributeName.PaintOrder: (style.StrokeFirst, style.MarkersAt) = (from.StrokeFirst, from.MarkersAt); return true;
            case AttributeName.Visibility: style.IsHidden = from.IsHidden; return true;
            case AttributeName.FontSize: style.FontSize = from.FontSize; return true;
            case AttributeName.MarkerStart: style.MarkerStart = from.MarkerStart; return true;
            case AttributeName.MarkerMid: style.MarkerMid = from.MarkerMid; return true;
            case AttributeName.MarkerEnd: style.MarkerEnd = from.MarkerEnd; return true;
            case AttributeName.ShapeRendering: style.HasHardEdges = from.HasHardEdges; return true;
            case AttributeName.ImageRendering: style.HasHardPixels = from.HasHardPixels; return true;
            case AttributeName.ColorInterpolationFilters: style.FiltersInSrgb = from.FiltersInSrgb; return true;
        }
        var initial = OwnProperties.Initial;
        switch (name)
        {
            case AttributeName.Opacity: own.Opacity = initial.Opacity; break;
            case AttributeName.Transform: own.Transform = initial.Transform; break;
            case AttributeName.ClipPath: own.Clip = initial.Clip; break;
            case AttributeName.Mask: own.Mask = initial.Mask; break;
            case AttributeName.Filter: (own.Filter, own.FilterList) = (initial.Filter, null); break;
            case AttributeName.Display: own.IsRemoved = initial.IsRemoved; break;
            case AttributeName.Overflow: own.ShowsOverflow = initial.ShowsOverflow; break;
            case AttributeName.StopColor:
                (own.StopColor, own.StopAlpha, own.StopIsCurrentColor) = (initial.StopColor, initial.StopAlpha, initial.StopIsCurrentColor);
                break;
            case AttributeName.StopOpacity: own.StopOpacity = initial.StopOpacity; break;
        }
        return false;
    }
}
