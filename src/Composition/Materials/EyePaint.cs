using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Materials;

/// <summary>Colours the eyes of a drawing: an iris about the pupil.</summary>
static class EyePaint
{
    // An eye is a dark spot among the features, near to where the eyes are, and about as wide as high. Of the distance of the eyes; of a drawing with
    // one eye, or none told apart, of its head's width.
    const double NearEyes = 0.75, NearOfHead = 0.3, LargestOfHead = 0.34, Roundest = 0.55;

    /// <summary>What is lighter is no pupil.</summary>
    const double Ink = 0.42;

    // Of the eye's radius.
    const double Pupil = 0.42, Iris = 0.5, Edge = 0.9;


    /// <returns>Null where no eye was found.</returns>
    public static SvgDocument? Apply(SvgDocument document, Anatomy anatomy, Color colour)
    {
        var toCanvas = Canvas.From(document.ViewBox);
        var found = false;
        var painted = LeafMap.Apply(document, leaf =>
        {
            if (!IsEye(leaf, anatomy, toCanvas)) return leaf.Node;
            found = true;
            var shape = (Shape)leaf.Node;
            var box = SvgMeasure.GeometryBounds(shape);
            var ring = new GradientStop[]
            {
                new(0, new Color(20, 18, 22), 1), new(Pupil, new Color(20, 18, 22), 1), new(Iris, colour, 1), new(Edge, colour, 1),
                new(1, Oklab.From(colour) is var it ? new Oklab(0.55 * it.L, it.A, it.B).ToColor() : colour, 1),
            };
            var gradient = new RadialGradient(box.Center, Math.Max(box.Width, box.Height) / 2, box.Center, [.. ring], Matrix.Identity, false,
                SpreadMethod.Pad);
            return shape with { Fill = shape.Fill! with { Paint = gradient } };
        });
        return found ? painted : null;
    }

    static bool IsEye(Leaf leaf, Anatomy anatomy, Matrix toCanvas)
    {
        if (leaf.Node is not Shape { Fill: { } fill } || !anatomy.Features.Contains(leaf.Index)) return false;
        if (AveragePaint.Of(fill.Paint).Color.L > Ink) return false;
        var box = toCanvas.Apply(SvgMeasure.Bounds(leaf));
        if (box.IsEmpty || Math.Max(box.Width, box.Height) > LargestOfHead * anatomy.Head.Width) return false;
        if (Math.Min(box.Width, box.Height) < Roundest * Math.Max(box.Width, box.Height)) return false;
        var reach = anatomy.EyeDistance > 0 ? NearEyes * anatomy.EyeDistance : NearOfHead * anatomy.Head.Width;
        var (x, y) = (Math.Abs(box.Center.X - anatomy.Eyes.X), Math.Abs(box.Center.Y - anatomy.Eyes.Y));
        return x <= reach && y <= 0.5 * reach;
    }
}
