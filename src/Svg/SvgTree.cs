using System.Collections.Immutable;

namespace EmojiGen.Svg;

/// <summary>Passes over resolved trees. Each gives a new tree and leaves its input as it is.</summary>
public static class SvgTree
{
    /// <summary>The shapes and pictures of a document in paint order.</summary>
    public static IReadOnlyList<Leaf> Leaves(SvgDocument document)
    {
        var leaves = new List<Leaf>();
        foreach (var node in document.Children) AddLeaves(leaves, node, Matrix.Identity, 1, [], []);
        return leaves;
    }

    static void AddLeaves(List<Leaf> leaves, Node node, Matrix outer, double opacity, ImmutableArray<PlacedClip> clips,
        ImmutableArray<Group> groups)
    {
        var map = outer * node.Transform;
        opacity *= node.Opacity;
        for (var clip = node.Clip; clip is not null; clip = clip.Clip)
            clips = clips.Add(new PlacedClip(clip, map * SvgMeasure.PlaceOf(clip, node)));
        if (node is Group group)
        {
            groups = groups.Add(group);
            foreach (var child in group.Children) AddLeaves(leaves, child, map, opacity, clips, groups);
        }
        else leaves.Add(new Leaf(leaves.Count, node, map, opacity, clips, groups));
    }

    /// <summary>The document with only the leaves whose index the condition holds for; groups left empty go too.</summary>
    public static SvgDocument Keep(SvgDocument document, Func<int, bool> keepLeaf)
    {
        var index = 0;
        return document with { Children = Keep(document.Children, keepLeaf, ref index) };
    }

    static ImmutableArray<Node> Keep(ImmutableArray<Node> nodes, Func<int, bool> keepLeaf, ref int index)
    {
        var kept = ImmutableArray.CreateBuilder<Node>(nodes.Length);
        foreach (var node in nodes)
        {
            if (node is not Group group)
            {
                if (keepLeaf(index++)) kept.Add(node);
                continue;
            }
            var children = Keep(group.Children, keepLeaf, ref index);
            if (children.IsEmpty) continue;
            kept.Add(children == group.Children ? group : WithFixedUnits(group) with { Children = children });
        }
        // The same array says that nothing went, so that whole groups are kept as they are.
        return kept.Count == nodes.Length && kept.Zip(nodes).All(pair => ReferenceEquals(pair.First, pair.Second)) ? nodes
            : kept.DrainToImmutable();
    }

    /// <summary>A clip or mask that is measured in fractions of the group's bounds must not move when the group loses children.</summary>
    static Group WithFixedUnits(Group group)
    {
        if (group.Clip is { } clip) group = group with { Clip = InUserSpace(clip, group) };
        if (group.Mask is { } mask && (mask.RegionInBoundingBoxUnits || mask.ContentInBoundingBoxUnits))
        {
            var units = SvgMeasure.UnitsOf(group);
            group = group with
            {
                Mask = mask with
                {
                    Region = mask.RegionInBoundingBoxUnits ? units.Apply(mask.Region) : mask.Region,
                    RegionInBoundingBoxUnits = false,
                    Children = mask.ContentInBoundingBoxUnits ? [new Group(mask.Children) { Transform = units }] : mask.Children,
                    ContentInBoundingBoxUnits = false,
                },
            };
        }
        return group;
    }

    /// <summary>The clip of a node with all that it measures in fractions of the node's bounds measured in its own space instead.</summary>
    internal static ClipPath InUserSpace(ClipPath clip, Node node)
    {
        var further = clip.Clip is null ? null : InUserSpace(clip.Clip, node);
        if (!clip.InBoundingBoxUnits) return ReferenceEquals(further, clip.Clip) ? clip : clip with { Clip = further };
        return clip with { InBoundingBoxUnits = false, Transform = SvgMeasure.PlaceOf(clip, node), Clip = further };
    }

    /// <summary>The node with every colour of its paints and gradient stops changed; what shared a paint shares the changed one. Masks keep
    /// theirs: they are measures, not colours.</summary>
    public static Node MapColors(Node node, Func<Color, Color> change) => new ColorMap(change).Apply(node);

    /// <inheritdoc cref="MapColors(Node, Func{Color, Color})"/>
    public static SvgDocument MapColors(SvgDocument document, Func<Color, Color> change)
    {
        var map = new ColorMap(change);
        return document with { Children = [.. document.Children.Select(map.Apply)] };
    }

    /// <summary>The document with the colours of its groups' filters changed, and no paint: where leaves were changed one by one, the light
    /// that
    /// filters lay over them must follow.</summary>
    public static SvgDocument MapFilterColors(SvgDocument document, Func<Color, Color> change) =>
        document with { Children = [.. document.Children.Select(it => WithFilters(it, change))] };

    static Node WithFilters(Node node, Func<Color, Color> change)
    {
        if (node is Group group) node = group with { Children = [.. group.Children.Select(it => WithFilters(it, change))] };
        return node.Filter is { } filter ? node with { Filter = FilterColors.Map(filter, change) } : node;
    }

    /// <summary>The colours of paints, gradient stops and filters, in order, those of one paint once; pictures have none here.</summary>
    public static IReadOnlyList<Color> Colors(SvgDocument document)
    {
        var colors = new List<Color>();
        MapColors(document, color =>
        {
            colors.Add(color);
            return color;
        });
        return colors;
    }

    /// <summary>The node in one colour; where it was translucent it stays so. Filters and blending go, since they would shade it.</summary>
    public static Node Silhouette(Node node, Color color) => MapColors(Unshaded(node), _ => color);

    static Node Unshaded(Node node)
    {
        var plain = node is Group group ? group with { Children = [.. group.Children.Select(Unshaded)] } : node;
        return plain with { Filter = null, Blend = BlendMode.Normal };
    }

    /// <summary>The shapes of a node filled and stroked in one opaque colour, so that they reach <paramref name="width"/> beyond it on
    /// every side: the edge of a sticker, to be painted under it.</summary>
    /// <param name="width">In units of the node's parent; above 0.</param>
    public static Node Outline(Node node, Color color, double width) => new StickerEdge(color, width).Of(node);
}
