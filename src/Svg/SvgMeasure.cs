using System.Collections.Immutable;
using EmojiGen.Svg.Paths;

namespace EmojiGen.Svg;

/// <summary>Measures what a tree paints, from its geometry.</summary>
public static class SvgMeasure
{
    /// <summary>The bounds of everything painted, in root units; what lies outside the view box counts too.</summary>
    public static Box Bounds(SvgDocument document) => Union(document.Children, Matrix.Identity);

    /// <summary>The bounds of what a node paints, in the space of its parent: transforms applied, strokes included, clips and masks
    /// intersected.</summary>
    /// <returns><see cref="Box.Empty"/> where nothing is painted.</returns>
    /// <remarks>Exact for curves and strokes. A clip cuts by its box, and a blur counts three standard deviations.</remarks>
    public static Box Bounds(Node node) => Bounds(node, Matrix.Identity);

    /// <summary>The bounds of a leaf in root units, cut by all clips above it.</summary>
    public static Box Bounds(Leaf leaf)
    {
        var box = Content(leaf.Node, leaf.ToRoot);
        foreach (var (clip, toRoot) in leaf.Clips) box = box.Intersect(Opening(clip, toRoot));
        return box.IsEmpty ? Box.Empty : box;
    }

    /// <inheritdoc cref="Bounds(Node)"/>
    /// <param name="outer">From the space of the node's parent to that of the result.</param>
    public static Box Bounds(Node node, Matrix outer)
    {
        if (node.Opacity <= 0) return Box.Empty;
        var map = outer * node.Transform;
        var box = Content(node, map);
        if (box.IsEmpty && node.Filter is null) return Box.Empty;
        if (node.Filter is not null) box = FilterBounds.Measure(node, box, map);
        for (var clip = node.Clip; clip is not null; clip = clip.Clip) box = box.Intersect(Opening(clip, map * PlaceOf(clip, node)));
        if (node.Mask is { } mask) box = box.Intersect(MaskBounds(mask, node, map));
        return box.IsEmpty ? Box.Empty : box;
    }

    /// <summary>The bounds that SVG's bounding-box units refer to, in the node's own space: the shapes without their strokes and
    /// clips.</summary>
    public static Box GeometryBounds(Node node) => GeometryBounds(node, Matrix.Identity);

    static Box GeometryBounds(Node node, Matrix map)
    {
        switch (node)
        {
            case Group group:
                var box = Box.Empty;
                foreach (var child in group.Children) box = box.Union(GeometryBounds(child, map * child.Transform));
                return box;
            case Shape shape: return shape.Path.Bounds(map);
            case Picture picture: return map.Apply(picture.Placement);
            default: throw new InvalidOperationException($"Cannot measure a {node.GetType().Name}: it is no node of SVG.");
        }
    }

    /// <summary>From fractions of a node's bounding box to its own space.</summary>
    internal static Matrix UnitsOf(Node node)
    {
        var box = GeometryBounds(node);
        return box.IsEmpty ? default : new Matrix(box.Width, 0, 0, box.Height, box.Left, box.Top);
    }

    /// <summary>What a node paints by itself, before its own filter, clip and mask.</summary>
    internal static Box Content(Node node, Matrix map)
    {
        var box = Box.Empty;
        switch (node)
        {
            case Group group:
                foreach (var child in group.Children) box = box.Union(Bounds(child, map));
                break;
            case Picture picture:
                box = map.Apply(picture.Placement);
                break;
            case Shape shape:
                if (shape.Fill is { Opacity: > 0 } fill && IsVisible(fill.Paint)
                    && shape.Path.Bounds(map) is { Width: > 0, Height: > 0 } filled) box = filled;
                if (shape.Stroke is { Opacity: > 0 } stroke && IsVisible(stroke.Paint))
                    box = box.Union(StrokeBounds.Measure(shape.Path, stroke, map));
                break;
        }
        return box;
    }

    internal static bool IsVisible(Paint paint)
    {
        if (paint is not Gradient gradient) return true;
        foreach (var stop in gradient.Stops)
            if (stop.Opacity > 0)
                return true;
        return false;
    }

    /// <summary>From the space of a clip's children to that of the node which it cuts.</summary>
    internal static Matrix PlaceOf(ClipPath clip, Node node) => clip.InBoundingBoxUnits ? clip.Transform * UnitsOf(node) : clip.Transform;

    /// <summary>The bounds of what a clip lets through: its shapes count whatever they are painted with.</summary>
    /// <param name="place">From the space of the clip's children to that of the result.</param>
    internal static Box Opening(ClipPath clip, Matrix place)
    {
        var box = Box.Empty;
        foreach (var child in clip.Children) box = box.Union(Opening(child, place));
        return box;
    }

    static Box Opening(Node node, Matrix outer)
    {
        var map = outer * node.Transform;
        var box = Box.Empty;
        if (node is Shape shape) box = shape.Path.Bounds(map);
        else if (node is Group group)
            foreach (var child in group.Children)
                box = box.Union(Opening(child, map));
        for (var clip = node.Clip; clip is not null; clip = clip.Clip) box = box.Intersect(Opening(clip, map * PlaceOf(clip, node)));
        return box.IsEmpty ? Box.Empty : box;
    }

    static Box Union(ImmutableArray<Node> nodes, Matrix outer)
    {
        var box = Box.Empty;
        foreach (var node in nodes) box = box.Union(Bounds(node, outer));
        return box;
    }

    static Box MaskBounds(Mask mask, Node node, Matrix map)
    {
        var units = mask.RegionInBoundingBoxUnits || mask.ContentInBoundingBoxUnits ? UnitsOf(node) : Matrix.Identity;
        var region = (mask.RegionInBoundingBoxUnits ? map * units : map).Apply(mask.Region);
        var content = Union(mask.Children, mask.ContentInBoundingBoxUnits ? map * units : map);
        return content.IsEmpty ? Box.Empty : region.Intersect(content);
    }
}
