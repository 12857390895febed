namespace EmojiGen.Svg;

/// <summary>Changes every colour of a tree, each paint once.</summary>
sealed class ColorMap(Func<Color, Color> change)
{
    readonly Dictionary<Paint, Paint> paints = new(ReferenceEqualityComparer.Instance);

    readonly Dictionary<Filter, Filter> filters = new(ReferenceEqualityComparer.Instance);

    public Node Apply(Node node)
    {
        var changed = Content(node);
        return node.Filter is { } filter ? changed with { Filter = Apply(filter) } : changed;
    }

    Node Content(Node node) => node switch
    {
        Group group => group with { Children = [.. group.Children.Select(Apply)] },
        Shape shape => shape with
        {
            Fill = shape.Fill is { } fill ? fill with { Paint = Apply(fill.Paint) } : null,
            Stroke = shape.Stroke is { } stroke ? stroke with { Paint = Apply(stroke.Paint) } : null,
            Marks = shape.Marks.IsEmpty ? [] : [.. shape.Marks.Select(Apply)],
        },
        _ => node,
    };

    Paint Apply(Paint paint)
    {
        if (paints.TryGetValue(paint, out var changed)) return changed;
        return paints[paint] = paint switch
        {
            SolidPaint solid => new SolidPaint(change(solid.Color)),
            Gradient gradient => gradient with { Stops = [.. gradient.Stops.Select(stop => stop with { Color = change(stop.Color) })] },
            Pattern pattern => pattern with { Children = [.. pattern.Children.Select(Apply)] },
            _ => paint,
        };
    }

    Filter Apply(Filter filter)
    {
        if (!filters.TryGetValue(filter, out var changed)) filters[filter] = changed = FilterColors.Map(filter, change);
        return changed;
    }
}
