using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>People: the face is the largest piece of skin in the upper part; hair is what has the colour of the plain person's hair.</summary>
sealed class PersonAnatomy(IconScan? person)
{
    readonly List<Oklab> hair = person is null ? [] : HairOf(person);

    static bool IsSkin(Oklab color) => color.Chroma > 0.06 && color.L > 0.68 && color.Hue is > 0.75 and < 1.95;

    static List<Oklab> HairOf(IconScan person)
    {
        var skin = FaceLeaf(person);
        if (skin is null) return [];
        // Above the chin, touching the face, of another colour, and not a small thing within it.
        return [.. person.Leaves
            .Where(l => !l.IsLine && !IsSkin(l.Color) && l.Alpha > 0.4 && l.Bounds.Top < skin.Bounds.Center.Y && l.Area > 0.06 * skin.Area && l.Bounds.Top <= skin.Bounds.Top + 0.2 * skin.Bounds.Height)
            .Select(l => l.Color)];
    }

    static LeafScan? FaceLeaf(IconScan scan) => scan.Leaves
        .Where(l => !l.IsLine && l.Alpha > 0.5 && IsSkin(l.Color) && l.Bounds.Center.Y < 90 && l.Bounds.Width is > 12 and < 110 && l.Bounds.Width / l.Bounds.Height is > 0.5 and < 1.8)
        .MaxBy(l => l.Area * (1.6 - l.Bounds.Center.Y / Canvas.Size) * (1 - Math.Abs(l.Bounds.Center.X - 64) / Canvas.Size));

    bool IsHair(Oklab color) => hair.Exists(h => Math.Abs(h.L - color.L) < 0.06 && Math.Abs(h.A - color.A) < 0.03 && Math.Abs(h.B - color.B) < 0.03);

    public Anatomy Analyze(IconScan scan)
    {
        var face = FaceLeaf(scan);
        if (face is null) return CreatureAnatomy.Analyze(scan);
        var skin = face.Bounds;
        var around = skin.Inflate(0.25 * skin.Width);
        var headLeaves = new List<int>();
        var features = new List<int>();
        foreach (var leaf in scan.Leaves)
        {
            var center = leaf.Bounds.Center;
            var onFace = leaf.Index > face.Index && leaf.Bounds.Left >= skin.Left - 2 && leaf.Bounds.Right <= skin.Right + 2
                && center.Y > skin.Top + 0.2 * skin.Height && center.Y < skin.Bottom + 1 && leaf.Area < 0.5 * face.Area;
            var skinNearby = IsSkin(leaf.Color) && around.Contains(center) && leaf.Area <= 1.6 * face.Area && center.Y < skin.Bottom - 0.1 * skin.Height;
            var hairNearby = !leaf.IsLine && IsHair(leaf.Color) && around.Inflate(10).Contains(center);
            var headLine = leaf.IsLine && skin.Inflate(0.14 * skin.Width) is var near && near.Union(leaf.Bounds) == near;
            if (onFace) features.Add(leaf.Index);
            if (leaf == face || onFace || skinNearby || hairNearby || headLine) headLeaves.Add(leaf.Index);
        }

        var bounds = scan.Silhouette.Bounds;
        var eyes = new Point(skin.Center.X, skin.Top + 0.5 * skin.Height);
        return new Anatomy
        {
            Silhouette = scan.Silhouette,
            Bounds = bounds,
            Head = skin,
            Crown = ThingAnatomy.CrownAbove(scan.Silhouette, skin.Center.X, skin),
            Eyes = eyes,
            EyeDistance = 0.38 * skin.Width,
            Face = new Box(skin.Center.X, skin.Center.Y, skin.Center.X, skin.Center.Y).Inflate(Math.Min(skin.Width, skin.Height) / 2),
            Ground = face.Color.ToColor(),
            Dominant = ThingAnatomy.Dominant(scan),
            Features = new LeafSet(features),
            PersonHead = new LeafSet(headLeaves),
            HeadOrder = face.Index,
        };
    }
}
