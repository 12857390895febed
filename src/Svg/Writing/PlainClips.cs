using System.Collections.Immutable;

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
            return Around(node, clip with { Clip = null }) with { Clip = further };
        if (!clip.Children.Any(IsCut) && !IsMixed(clip))
        {
            // Whether a clip's transform, and that of its node, comes before its units or after them is understood in two ways.
            var isPlain = !clip.InBoundingBoxUnits || (clip.Transform.IsIdentity && node.Transform.IsIdentity);
            return isPlain ? node : node with { Clip = SvgTree.InUserSpace(clip, node) };
        }
        var place = SvgMeasure.PlaceOf(clip, node);
        var region = SvgMeasure.Opening(clip, place);
        ImmutableArray<Node> filled = [.. clip.Children.Select(it => Filled(it) with { Transform = place * it.Transform })];
        var mask = new Mask(filled, region.IsEmpty ? default : region, RegionInBoundingBoxUnits: false);
        return Around(node, clip: null) with { Mask = mask };
    }

    /// <summary>A group in the node's place that holds it with another clip. It is laid on what is under it as the node was.</summary>
    static Group Around(Node node, ClipPath? clip) =>
        new([node with { Transform = Matrix.Identity, Clip = clip, Blend = BlendMode.Normal }])
        {
            Transform = node.Transform,
            Blend = node.Blend,
        };

    /// <summary>librsvg fills all shapes of a clip as one path by one rule.</summary>
    static bool IsMixed(ClipPath clip) => clip.Children.Length > 1 && clip.Children.Any(it => it is Shape { Fill.Rule: FillRule.EvenOdd });

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
