namespace EmojiGen.Svg.Writing;

/// <summary>Writes a shape with marks as SVG knows it: a group of the shape, and of the marks clipped to it.</summary>
static class MarkedShapes
{
    public static Group AsGroup(Shape shape)
    {
        var outline = new ClipPath([new Shape(shape.Path, new Fill(white, Rule: shape.Fill?.Rule ?? FillRule.NonZero), null)]);
        return new Group([new Shape(shape.Path, shape.Fill, shape.Stroke)
            { HasHardEdges = shape.HasHardEdges, StrokeFirst = shape.StrokeFirst },
            new Group(shape.Marks) { Clip = outline }])
        {
            Transform = shape.Transform,
            Opacity = shape.Opacity,
            Clip = shape.Clip,
            Mask = shape.Mask,
            Filter = shape.Filter,
            Blend = shape.Blend,
            IsIsolated = shape.IsIsolated,
        };
    }

    static readonly SolidPaint white = new(new Color(255, 255, 255));
}
