using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Takes the hat alone off a yellow face that wears one: no eyes, no mouth, no confetti.</summary>
static class FaceHat
{
    // Shares of the disc's height, from its top. A hat's shapes have their middles above the eyes and end above the mouth; the hat
    // itself, the largest of them, begins above the brow.
    const double AboveEyes = 0.3, AboveMouth = 0.5, AboveBrow = 0.12;

    /// <returns>The hat where the face wears it, and how wide it is beside the face's disc; null where nothing is found that could be
    /// one.</returns>
    public static (Figure Hat, double Width)? Of(Icon face, Part part)
    {
        var disc = face.Anatomy.Face;
        var covers = CoverMask.OfLeaves(face.Document);
        var candidates = Enumerable.Range(0, covers.Length).Where(leaf => IsHigh(covers[leaf].Bounds, disc)).ToList();
        var seeds = candidates.Where(leaf => covers[leaf].Bounds.Top < disc.Top + AboveBrow * disc.Height);
        if (!seeds.Any()) return null;

        var hat = new HashSet<int>();
        var cover = covers[seeds.MaxBy(leaf => covers[leaf].Count)];
        // What touches the hat is the hat's: its band, its stripes, its outline. Confetti flies free.
        for (var grew = true; grew;)
        {
            grew = false;
            foreach (var leaf in candidates)
            {
                if (hat.Contains(leaf) || cover.Dilate().And(covers[leaf]).IsEmpty) continue;
                hat.Add(leaf);
                cover = cover.Or(covers[leaf]);
                grew = true;
            }
        }

        var document = SvgTree.Keep(face.Document, hat.Contains);
        var drawing = new Group(document.Children) { Transform = Canvas.From(document.ViewBox) };
        var bounds = drawing.Transform.Apply(SvgMeasure.Bounds(document));
        var figure = new Figure(drawing, bounds, [new Solid(cover, Matrix.Identity, part, drawing) { Extent = bounds }],
            Anchors.Of(face.Anatomy));
        return (figure, bounds.Width / disc.Width);
    }

    static bool IsHigh(Box shape, Box disc) => !shape.IsEmpty && shape.Center.Y < disc.Top + AboveEyes * disc.Height
        && shape.Bottom < disc.Top + AboveMouth * disc.Height;
}
