using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Fills a shape with a flag: the flag covers the shape's box and is clipped to its outline.</summary>
static class FlagFill
{
    public static SvgDocument Apply(SvgDocument shape, Anatomy anatomy, Icon flag)
    {
        var shapeToCanvas = Canvas.From(shape.ViewBox);
        var flagToCanvas = Canvas.From(flag.Document.ViewBox);
        // Flags have rounded corners: a twelfth is cut off all round, then what is left covers the shape.
        var cloth = flag.Anatomy.Bounds;
        cloth = cloth.Inflate(-Math.Min(cloth.Width, cloth.Height) / 12);
        var scale = Math.Max(anatomy.Bounds.Width / cloth.Width, anatomy.Bounds.Height / cloth.Height);
        var cover = Matrix.Translation(anatomy.Bounds.Center.X, anatomy.Bounds.Center.Y) * Matrix.Scaling(scale, scale)
            * Matrix.Translation(-cloth.Center.X, -cloth.Center.Y);
        var toShape = shapeToCanvas.Invert();
        var picture = new Group(flag.Document.Children) { Transform = toShape * cover * flagToCanvas };
        var outline = new ClipPath([.. shape.Children.Select(child => SvgTree.Silhouette(child, default))]);
        // The shape's own lights and shades stay above, as glaze.
        var glaze = new Group([.. shape.Children.Select(child => SvgTree.MapColors(child, Glaze))]) { Opacity = 0.16 };
        return shape with { Children = [new Group([picture]) { Clip = outline }, glaze] };
    }

    static Color Glaze(Color color)
    {
        var lab = Oklab.From(color);
        return lab.L > 0.7 ? new Color(255, 255, 255) : new Color(0, 0, 0);
    }
}
