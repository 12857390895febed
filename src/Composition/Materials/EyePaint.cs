using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Materials;

/// <summary>Colours the eyes of a drawing: an iris about the pupil, within the outline of each eye.</summary>
static class EyePaint
{
    // An eye is dark and about as wide as high, and lies where the anatomy has one: of a pair half their distance aside, of one in the
    // middle.
    // Shares of the eyes' distance; of a drawing with one eye, of a fifth of its head.
    const double Reach = 0.36, Largest = 1.1, Smallest = 0.09, Roundest = 0.5;

    /// <summary>What is lighter is no pupil.</summary>
    const double Ink = 0.42;

    /// <summary>Of the eye's radius.</summary>
    const double Pupil = 0.56, Glint = 0.2;

    static readonly Color black = new(22, 20, 24), white = new(255, 255, 255);

    /// <returns>Null where no eye was found.</returns>
    public static SvgDocument? Apply(SvgDocument document, Anatomy anatomy, Color colour)
    {
        var toCanvas = Canvas.From(document.ViewBox);
        var found = false;
        var painted = LeafMap.Apply(document, leaf =>
        {
            if (leaf.Node is not Shape { Fill: { } fill } shape || !anatomy.Features.Contains(leaf.Index)
                || AveragePaint.Of(fill.Paint).Color.L > Ink)
                return leaf.Node;
            var marks = ImmutableArray.CreateBuilder<Node>();
            foreach (var contour in Contours.Of(shape.Path))
                if (IsEye(contour.Bounds(toCanvas * leaf.ToRoot), anatomy)) AddIris(marks, contour.Bounds(Matrix.Identity), colour);
            if (marks.Count == 0) return shape;
            found = true;
            return shape with { Marks = [.. shape.Marks, .. marks] };
        });
        return found ? painted : null;
    }

    static void AddIris(ImmutableArray<Node>.Builder marks, Box eye, Color colour)
    {
        var (x, y) = (eye.Width / 2, eye.Height / 2);
        marks.Add(Filled(Svg.Path.Rectangle(eye), colour));
        marks.Add(Filled(Svg.Path.Ellipse(eye.Center, Pupil * x, Pupil * y), black));
        marks.Add(Filled(Svg.Path.Ellipse(eye.Center + new Point(-0.3 * x, -0.32 * y), Glint * x, Glint * y), white));
    }

    static bool IsEye(Box box, Anatomy anatomy)
    {
        var apart = anatomy.EyeDistance > 0 ? anatomy.EyeDistance : 0.2 * anatomy.Head.Width;
        var (shorter, longer) = (Math.Min(box.Width, box.Height), Math.Max(box.Width, box.Height));
        if (box.IsEmpty || longer > Largest * apart || shorter < Smallest * apart || shorter < Roundest * longer) return false;
        var aside = Math.Abs(box.Center.X - anatomy.Eyes.X) - anatomy.EyeDistance / 2;
        return Math.Abs(aside) <= Reach * apart && Math.Abs(box.Center.Y - anatomy.Eyes.Y) <= Reach * apart;
    }

    static Shape Filled(Svg.Path path, Color colour) => new(path, new Fill(new SolidPaint(colour)), null);
}
