using System.Collections.Immutable;

namespace EmojiGen.Svg;

/// <summary>Replaces the leaves of a document one by one, groups kept.</summary>
public static class LeafMap
{
    /// <param name="change">Given each leaf in paint order; what it gives back stands in the leaf's place.</param>
    public static SvgDocument Apply(SvgDocument document, Func<Leaf, Node> change)
    {
        var leaves = SvgTree.Leaves(document);
        var index = 0;
        return document with { Children = Map(document.Children) };

        ImmutableArray<Node> Map(ImmutableArray<Node> nodes)
        {
            var mapped = ImmutableArray.CreateBuilder<Node>(nodes.Length);
            foreach (var node in nodes)
                mapped.Add(node is Group group ? group with { Children = Map(group.Children) } : change(leaves[index++]));
            return mapped.DrainToImmutable();
        }
    }
}
