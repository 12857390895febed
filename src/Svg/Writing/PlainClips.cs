namespace EmojiGen.Svg.Writing;

/// <summary>
/// Clips as every renderer understands them. librsvg passes over a clip on a clip path and on the shapes in one, so a clip that is cut
/// itself becomes a group
/// around the node, and a clip whose parts are cut becomes a mask.
/// </summary>
static class PlainClips
{
    static readonly SolidPaint white = new(new Color(255, 255, 255));

    /// <param name="node">Has a clip.</param>
    /// <returns>The node itself where its clip is plain; else a group around it that paints the same.</returns>
    public static Node Of(Node node)
    {
        var clip = node.Clip!;
        if (clip.Clip is { } further)
            return new Group([node with { Transform = Matrix.Identity, Clip = clip with { Clip = null } }])
            {
                Transform = node.Transform,
                Clip = further
            };
        if (!clip.Children.Any(IsCut)) return node;
        var place = SvgMeasure.PlaceOf(clip, node);
        var shapes = new Group([.. clip.Children.Select(Filled)]) { Transform = place };
        var region = SvgMeasure.Opening(clip, place);
        var mask = new Mask([shapes], region.IsEmpty ? default : region, RegionInBoundingBoxUnits: false);
        return new Group([node with { Transform = Matrix.Identity, Clip = null }]) { Transform = node.Transform, Mask = mask };
    }

    static bool IsCut(Node node) => node.Clip is not null || node.Mask is not null || (node is Group group && group.Children.Any(IsCut));

    static Node Filled(Node node)
    {
        Node filled = node switch
        {
            Group group => group with { Children = [.. group.Children.Select(Filled)] },
            Shape shape => shape with { Fill = new Fill(white, Rule: shape.Fill?.Rule ?? FillRule.NonZero), Stroke = null },
            _ => new Group([]),
        };
        return filled with { Opacity = 1, Filter = null };
    }
}
