using System.Collections.Immutable;

namespace EmojiGen.Svg;

sealed class StickerEdge(Color color, double width)
{
    public Node Of(Node node)
    {
        var paint = new SolidPaint(color);
        var children = ImmutableArray.CreateBuilder<Node>();
        foreach (var leaf in SvgTree.Leaves(new SvgDocument(default, [node])))
        {
            if (leaf.Node is not Shape shape || leaf.Opacity < 0.1) continue;
            var scale = Math.Sqrt(Math.Abs(leaf.ToRoot.Determinant));
            if (scale == 0) continue;
            var own = shape.Stroke?.Width ?? 0;
            children.Add(new Shape(shape.Path, shape.Fill is null ? null : new Fill(paint, Rule: shape.Fill.Rule),
                new Stroke(paint, own + 2 * width / scale, Join: LineJoin.Round, Cap: LineCap.Round)) { Transform = leaf.ToRoot });
        }
        return new Group(children.DrainToImmutable());
    }
}
