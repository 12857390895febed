using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>People: the face is the largest piece of skin in the upper part; hair is what has the colour of the plain person's
/// hair.</summary>
sealed class PersonAnatomy
{
    /// <summary>What a head put in this one's place replaces: where hair is nearly as yellow as skin, that finds none, and skin finds it.</summary>
    readonly List<Oklab> hair;

    /// <summary>The hair itself, however near to the skin its colour is.</summary>
    readonly List<Oklab> strands;

    readonly Oklab? skin;
    readonly Func<Oklab, bool> isSkin;

    /// <param name="person">The plain person of the set's own yellow; null where it has none.</param>
    public PersonAnatomy(IconScan? person)
    {
        isSkin = IsYellowSkin;
        var face = person is null ? null : FaceLeaf(person, IsYellowSkin);
        skin = face?.Color;
        hair = face is null ? [] : HairOf(person!, face, IsYellowSkin);
        strands = face is null ? [] : StrandsOf(person!, face);
    }

    PersonAnatomy(IconScan person, LeafScan face)
    {
        var color = face.Color;
        skin = color;
        isSkin = other => Near(other, color, lightness: 0.13, hue: 0.06);
        hair = HairOf(person, face, isSkin);
        strands = StrandsOf(person, face);
    }

    /// <summary>People of a tone: their faces lie where the yellow ones do.</summary>
    public PersonAnatomy Toned(IconScan yellow, IconScan toned) =>
        FaceLeaf(yellow, IsYellowSkin) is { } known && FaceAt(toned, known.Bounds) is { } face ? new PersonAnatomy(toned, face) : this;

    /// <summary>The opaque leaf that covers most of a box and least beside it.</summary>
    static LeafScan? FaceAt(IconScan scan, Box box) => scan.Leaves
        .Where(l => !l.IsLine && l.Alpha > 0.5 && l.Area > 0)
        .MaxBy(l => Common(l.Bounds, box));

    static double Common(Box a, Box b) => a.Intersect(b) is { IsEmpty: false } common ? common.Area / (a.Area + b.Area - common.Area) : 0;

    static bool IsYellowSkin(Oklab color) => color.Chroma > 0.06 && color.L > 0.68 && color.Hue is > 0.75 and < 1.95;

    static List<Oklab> StrandsOf(IconScan person, LeafScan face) =>
        HairOf(person, face, color => Near(color, face.Color, lightness: 0.06, hue: 0.035));

    static List<Oklab> HairOf(IconScan person, LeafScan face, Func<Oklab, bool> isSkin)
    {
        // Above the chin, touching the face, of another colour, and not a small thing within it.
        return [.. person.Leaves
            .Where(l => !l.IsLine && !isSkin(l.Color) && l.Alpha > 0.4 && l.Bounds.Top < face.Bounds.Center.Y && l.Area > 0.06 * face.Area
                && l.Bounds.Top <= face.Bounds.Top + 0.2 * face.Bounds.Height)
            .Select(l => l.Color)];
    }

    /// <summary>What has the set's skin colour goes before what merely looks like skin (a wooden frame).</summary>
    LeafScan? FaceLeaf(IconScan scan) =>
        (skin is { } known ? FaceLeaf(scan, color => Near(color, known, lightness: 0.07, hue: 0.05)) : null) ?? FaceLeaf(scan, isSkin);

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

    bool IsHair(Oklab color) => hair.Exists(h => Near(h, color, lightness: 0.1, hue: 0.025));

    bool IsStrand(Oklab color) =>
        strands.Exists(h => Near(h, color, lightness: 0.06, hue: 0.025) && (skin is not { } known || Distance(h, color) < Distance(known, color)));

    /// <summary>The very colour: sets of flat colours have few.</summary>
    bool IsExactly(Oklab color) => strands.Exists(h => Distance(h, color) < Same && (skin is not { } known || Distance(h, known) > Apart));

    const double Same = 0.01, Apart = 0.08;

    static double Distance(Oklab a, Oklab b) => Math.Sqrt((a.L - b.L) * (a.L - b.L) + (a.A - b.A) * (a.A - b.A) + (a.B - b.B) * (a.B - b.B));

    /// <summary>Whether it can be hair: no layer of the face, and what lies over the face lies beside it too.</summary>
    bool IsStrandOf(LeafScan face, LeafScan leaf)
    {
        var head = face.Bounds;
        if (leaf.IsLine || leaf.Alpha <= 0.4 || leaf.VisibleArea < LeastSeen || leaf.PathData == face.PathData) return false;
        // A layer of the face, however its outline is told.
        if (Common(leaf.Bounds, head) > SameBox || (leaf.Index > face.Index && leaf.Cover.And(face.Cover).Count > LikeFace * face.Area)) return false;
        if (IsExactly(leaf.Color)) return true;
        // Arms of a runner come near his head, too; pigtails begin beside it.
        if (leaf.Bounds.Top > head.Bottom - Jaw * head.Height || leaf.Bounds.Center.Y > head.Bottom + Jaw * head.Height) return false;
        return leaf.Index < face.Index || (leaf.Bounds.Top < head.Top + Brow * head.Height && leaf.Bounds.Bottom < head.Bottom - Jaw * head.Height)
            || leaf.Cover.And(face.Cover).Count < MostOnFace * leaf.Area;
    }

    /// <summary>Cells of it that nothing hides; the share of a leaf that may lie on the face where it does not begin above the brow, and
    /// where that is.</summary>
    const double LeastSeen = 4, MostOnFace = 0.75, Brow = 0.12, Jaw = 0.2, LikeFace = 0.7, SameBox = 0.85;

    /// <summary>Where nothing has the hair's colour in the set: what frames the upper half of the face in a colour that hair has by
    /// nature.</summary>
    List<int> HairLike(IconScan scan, LeafScan face)
    {
        var head = face.Bounds;
        var near = face.Cover.Dilate(2).Without(face.Cover);
        return [.. scan.Leaves
            .Where(l => IsStrandOf(face, l) && IsNaturalHair(l.Color) && l.Bounds.Top < head.Top + 0.25 * head.Height
                && l.Bounds.Bottom > head.Top + 0.05 * head.Height && l.Bounds.Height < 2 * head.Height && l.Bounds.Width > 0.5 * head.Width
                && l.Bounds.Width < 1.9 * head.Width && (l.Cover.And(near).Count > 0 || l.Cover.And(face.Cover).Count > 0))
            .Select(l => l.Index)];
    }

    /// <summary>Black, brown and dark blond.</summary>
    static bool IsNaturalHair(Oklab color) => color.L < 0.62 && color.Chroma < 0.14 && (color.Chroma < 0.03 || color.Hue is > 0.5 and < 1.7);

    static bool Near(Oklab a, Oklab b, double lightness, double hue) =>
        Math.Abs(a.L - b.L) < lightness && Math.Sqrt((a.A - b.A) * (a.A - b.A) + (a.B - b.B) * (a.B - b.B)) < hue;

    public Anatomy Analyze(IconScan scan)
    {
        var face = FaceLeaf(scan);
        if (face is null) return CreatureAnatomy.Analyze(scan);
        var head = face.Bounds;
        var around = head.Inflate(0.25 * head.Width);
        var headLeaves = new List<int>();
        var features = new List<int>();
        var strandLeaves = new List<LeafScan>();
        foreach (var leaf in scan.Leaves)
        {
            var center = leaf.Bounds.Center;
            var onFace = leaf.Index > face.Index && leaf.Bounds.Left >= head.Left - 2 && leaf.Bounds.Right <= head.Right + 2
                && center.Y > head.Top + 0.2 * head.Height && center.Y < head.Bottom + 1 && leaf.Area < 0.5 * face.Area;
            var skinNearby = isSkin(leaf.Color) && around.Contains(center) && leaf.Area <= 1.6 * face.Area
                && center.Y < head.Bottom - 0.1 * head.Height;
            var hairNearby = !leaf.IsLine && IsHair(leaf.Color) && around.Inflate(10).Contains(center);
            var headLine = leaf.IsLine && head.Inflate(0.14 * head.Width) is var near && near.Union(leaf.Bounds) == near;
            if (onFace) features.Add(leaf.Index);
            if (!onFace && IsStrandOf(face, leaf) && IsStrand(leaf.Color) && around.Inflate(10).Contains(center)) strandLeaves.Add(leaf);
            if (leaf == face || onFace || skinNearby || hairNearby || headLine) headLeaves.Add(leaf.Index);
        }

        var ownHair = Grown(strandLeaves, face);
        var strandsAndShades = WithShades(scan, ownHair.Count > 0 ? ownHair : HairLike(scan, face), face);
        if (!IsAbout(scan, strandsAndShades, head)) strandsAndShades = [];
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
            Hair = new LeafSet(strandsAndShades),
            Skin = new LeafSet(SkinOf(scan, face).Except(strandsAndShades)),
        };
    }

    /// <summary>Whether hair goes over the face that it was found by: a hand or wing may have been taken for one.</summary>
    static bool IsAbout(IconScan scan, List<int> hair, Box head)
    {
        const double LeastAcross = 0.5, Widest = 2.15, Brow = 0.45;
        var box = Box.Empty;
        foreach (var leaf in hair) box = box.Union(scan.Leaves[leaf].Bounds);
        if (box.IsEmpty) return true;
        var across = Math.Min(box.Right, head.Right) - Math.Max(box.Left, head.Left);
        return across > LeastAcross * head.Width && box.Top < head.Top + Brow * head.Height && box.Bottom > head.Top - 0.1 * head.Height
            && (box.Width < Widest * head.Width || box.Bottom > head.Bottom + head.Height);
    }

    /// <summary>Of leaves in the hair's colour those that frame the upper face, and what hangs on to them and is clearly hair: an arm beside
    /// the head may have a colour between both.</summary>
    List<int> Grown(List<LeafScan> strands, LeafScan face)
    {
        const int LeastFrame = 3, Reach = 3;
        const double Clearly = 0.5, LowerFace = 0.65, UpperFace = 0.35, LeastOfCrown = 0.3;
        var frame = face.Cover.Dilate(Reach);
        var below = face.Bounds.Top + LowerFace * face.Bounds.Height;
        var roots = strands.Where(it => it.Bounds.Top < below && it.Cover.And(frame).Count >= LeastFrame).ToList();
        if (skin is not { } known) return [.. roots.Select(it => it.Index)];
        // An arm beside the face is a part of its frame, and none of what lies above it.
        var above = new CoverMask();
        var brow = face.Bounds.Top + UpperFace * face.Bounds.Height;
        for (var y = 0; (y + 0.5) * CoverMask.Cell < brow; y++) for (var x = 0; x < CoverMask.Size; x++) if (frame[x, y] && !face.Cover[x, y]) above.Set(x, y);
        var crown = roots.Aggregate(new CoverMask(), static (all, it) => all.Or(it.Cover)).And(above);
        if (crown.Count < LeastOfCrown * above.Count) roots.RemoveAll(it => !IsExactly(it.Color));
        var cover = roots.Aggregate(new CoverMask(), static (all, it) => all.Or(it.Cover)).Dilate(Reach);
        return [.. strands.Where(it => roots.Contains(it) || IsExactly(it.Color) || (!it.Cover.And(cover).IsEmpty
            && this.strands.Exists(h => Distance(h, it.Color) < Clearly * Distance(known, it.Color)))).Select(it => it.Index)];
    }

    /// <summary>Hair with its lights and shades: what repeats its outline, and what is translucent and lies on it alone.</summary>
    static List<int> WithShades(IconScan scan, List<int> hair, LeafScan face)
    {
        if (hair.Count == 0) return hair;
        var outlines = hair.Select(it => scan.Leaves[it].PathData).ToHashSet(StringComparer.Ordinal);
        var cover = hair.Aggregate(new CoverMask(), (all, it) => all.Or(scan.Leaves[it].Cover));
        foreach (var leaf in scan.Leaves)
        {
            if (hair.Contains(leaf.Index) || leaf.PathData == face.PathData) continue;
            var isShade = leaf.Alpha < Opaque && leaf.Area > 0 && leaf.Index > hair[0] && leaf.Cover.And(cover).Count >= MostOfShade * leaf.Area
                && leaf.Cover.And(face.Cover).Count < HalfOfShade * leaf.Area;
            if (isShade || outlines.Contains(leaf.PathData)) hair.Add(leaf.Index);
        }

        return hair;
    }

    /// <summary>Shares of a shade's own area that lie on hair, and on the face at most; and from where on it is no shade.</summary>
    const double MostOfShade = 0.9, HalfOfShade = 0.7, Opaque = 0.9;

    /// <summary>The face, and all that has its colour and is no hair, with what repeats their outlines.</summary>
    IEnumerable<int> SkinOf(IconScan scan, LeafScan face)
    {
        var outlines = scan.Leaves
            .Where(it => it == face || (!it.IsLine && it.Alpha > 0.5 && !IsStrand(it.Color) && Near(it.Color, face.Color, lightness: 0.16, hue: 0.07)))
            .Select(it => it.PathData).ToHashSet(StringComparer.Ordinal);
        return scan.Leaves.Where(it => outlines.Contains(it.PathData)).Select(it => it.Index);
    }
}
