using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>People: the face is the largest piece of skin in the upper part; hair is what has the colour of the plain person's
/// hair.</summary>
sealed class PersonAnatomy(IconScan? person)
{
    readonly List<Oklab> hair = person is null ? [] : HairOf(person);

    static bool IsSkin(Oklab color) => color.Chroma > 0.06 && color.L > 0.68 && color.Hue is > 0.75 and < 1.95;

    static List<Oklab> HairOf(IconScan person)
    {
        var skin = FaceLeaf(person, IsSkin);
        if (skin is null) return [];
        // Above the chin, touching the face, of another colour, and not a small thing within it.
        return [.. person.Leaves
            .Where(l => !l.IsLine && !IsSkin(l.Color) && l.Alpha > 0.4 && l.Bounds.Top < skin.Bounds.Center.Y && l.Area > 0.06 * skin.Area
                && l.Bounds.Top <= skin.Bounds.Top + 0.2 * skin.Bounds.Height)
            .Select(l => l.Color)];
    }

    /// <param name="skin">The set's skin colour; what merely looks like skin (a wooden frame) is taken only where nothing has it.</param>
    static LeafScan? FaceLeaf(IconScan scan, Oklab? skin) =>
        (skin is { } known ? FaceLeaf(scan, color => Near(color, known, lightness: 0.07, hue: 0.05)) : null) ?? FaceLeaf(scan, IsSkin);

    static LeafScan? FaceLeaf(IconScan scan, Func<Oklab, bool> isSkin) => scan.Leaves
        .Where(l => !l.IsLine && l.Alpha > 0.5 && isSkin(l.Color) && l.Bounds.Center.Y < 90 && l.Bounds.Width is > 12 and < 110
            && l.Bounds.Width / l.Bounds.Height is > 0.5 and < 1.8)
        .MaxBy(l => l.VisibleArea * (1 + Marks(scan, l)) * (1.6 - l.Bounds.Center.Y / Canvas.Size) * (1 - Math.Abs(
            l.Bounds.Center.X - 64) / Canvas.Size));

    /// <summary>How many small things lie on a leaf, nothing else between: eyes, nose and mouth tell a face from hair of the same
    /// colour.</summary>
    static int Marks(IconScan scan, LeafScan leaf) => scan.Leaves.Count(mark =>
        mark.Index > leaf.Index && mark.Area < 0.2 * leaf.Area && Beneath(scan, mark) == leaf.Index);

    static int Beneath(IconScan scan, LeafScan mark)
    {
        var center = mark.Bounds.Center;
        for (var i = mark.Index - 1; i >= 0; i--)
        {
            var leaf = scan.Leaves[i];
            if (leaf.Alpha > 0.5 && leaf.Area > 2 * mark.Area && leaf.Cover.Covers(center)) return i;
        }

        return -1;
    }

    readonly Oklab? skin = person is null ? null : FaceLeaf(person, IsSkin)?.Color;

    bool IsHair(Oklab color) => hair.Exists(h => Near(h, color, lightness: 0.1, hue: 0.025));

    static bool Near(Oklab a, Oklab b, double lightness, double hue) =>
        Math.Abs(a.L - b.L) < lightness && Math.Sqrt((a.A - b.A) * (a.A - b.A) + (a.B - b.B) * (a.B - b.B)) < hue;

    public Anatomy Analyze(IconScan scan)
    {
        var face = FaceLeaf(scan, skin);
        if (face is null) return CreatureAnatomy.Analyze(scan);
        var head = face.Bounds;
        var around = head.Inflate(0.25 * head.Width);
        var headLeaves = new List<int>();
        var features = new List<int>();
        foreach (var leaf in scan.Leaves)
        {
            var center = leaf.Bounds.Center;
            var onFace = leaf.Index > face.Index && leaf.Bounds.Left >= head.Left - 2 && leaf.Bounds.Right <= head.Right + 2
                && center.Y > head.Top + 0.2 * head.Height && center.Y < head.Bottom + 1 && leaf.Area < 0.5 * face.Area;
            var skinNearby = IsSkin(leaf.Color) && around.Contains(center) && leaf.Area <= 1.6 * face.Area
                && center.Y < head.Bottom - 0.1 * head.Height;
            var hairNearby = !leaf.IsLine && IsHair(leaf.Color) && around.Inflate(10).Contains(center);
            var headLine = leaf.IsLine && head.Inflate(0.14 * head.Width) is var near && near.Union(leaf.Bounds) == near;
            if (onFace) features.Add(leaf.Index);
            if (leaf == face || onFace || skinNearby || hairNearby || headLine) headLeaves.Add(leaf.Index);
        }

        var bounds = scan.Silhouette.Bounds;
        var eyes = new Point(head.Center.X, head.Top + 0.5 * head.Height);
        return new Anatomy
        {
            Silhouette = scan.Silhouette,
            Bounds = bounds,
            Head = head,
            Crown = ThingAnatomy.CrownAbove(scan.Silhouette, head.Center.X, head),
            Eyes = eyes,
            EyeDistance = 0.38 * head.Width,
            Face = new Box(head.Center.X, head.Center.Y, head.Center.X, head.Center.Y).Inflate(Math.Min(head.Width, head.Height) / 2),
            Ground = face.Color.ToColor(),
            Dominant = ThingAnatomy.Dominant(scan),
            Features = new LeafSet(features),
            PersonHead = new LeafSet(headLeaves),
            HeadOrder = face.Index,
        };
    }
}
