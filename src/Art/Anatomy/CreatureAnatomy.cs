using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>Animals and other creatures: they have eyes, from which head, crown and face follow.</summary>
static class CreatureAnatomy
{
    public static Anatomy Analyze(IconScan scan)
    {
        // Whiskers, antennae and tails are thin: opening takes them off, what is left is the body.
        var filled = scan.Silhouette.FillHoles();
        var body = filled.Erode(2).Dilate(2).And(filled).LargestPiece();
        if (body.IsEmpty) return ThingAnatomy.Analyze(scan);
        var eyes = EyeSearch.Find(scan, body);
        if (eyes is null) return ThingAnatomy.Analyze(scan);

        var bodyBox = body.Bounds;
        var eye = eyes.Middle;
        var crown = CrownAbove(body, eyes);
        var head = HeadBox(body, eyes, crown);
        var features = Features(scan, body, eyes, head);
        var face = FaceBox(body, eyes, head);
        return new Anatomy
        {
            Silhouette = scan.Silhouette,
            Bounds = scan.Silhouette.Bounds,
            Head = head,
            Crown = crown,
            Eyes = eye,
            EyeDistance = eyes.Distance,
            Face = face,
            Ground = ThingAnatomy.GroundOf(scan, face, features),
            Dominant = ThingAnatomy.Dominant(scan),
            Features = features,
            PersonHead = LeafSet.Empty,
            HeadOrder = 0,
        };
    }

    static Point CrownAbove(CoverMask body, EyePair eyes)
    {
        // Between the eyes rather than over the whole head: ears and horns stand higher at its sides.
        var reach = Math.Max(eyes.Distance * 0.25, 4);
        var tops = new List<double>();
        for (var x = eyes.Middle.X - reach; x <= eyes.Middle.X + reach; x += CoverMask.Cell)
            if (body.TopAt(x) is { } top && top < eyes.Middle.Y + eyes.Distance * 0.5) tops.Add(top);
        tops.Sort();
        return new Point(eyes.Middle.X, tops.Count == 0 ? body.Bounds.Top : tops[tops.Count / 2]);
    }

    static Box HeadBox(CoverMask body, EyePair eyes, Point crown)
    {
        var bounds = body.Bounds;
        // Eyes may stand on the outline, as a frog's do: then half their distance serves for a brow.
        var brow = Math.Max(Math.Max(eyes.Middle.Y - crown.Y, 0.45 * eyes.Distance), 6);
        var bottom = body.BottomAt(eyes.Middle.X) ?? bounds.Bottom;
        // Eyes lie a third to a half down a head; where they lie much higher, there is a body below the head.
        var chin = eyes.Middle.Y + brow * (eyes.Distance > 0 ? 1.9 : 1.3);
        if (bottom - crown.Y < 3.4 * brow || eyes.Distance > 0.3 * bounds.Width) chin = bottom;
        chin = Math.Min(chin, bottom);
        var (left, right) = (eyes.Middle.X, eyes.Middle.X);
        var row = (int)(Math.Min(eyes.Middle.Y + brow * 0.3, bounds.Bottom - CoverMask.Cell) / CoverMask.Cell);
        while (body[(int)((left - CoverMask.Cell) / CoverMask.Cell), row] && left > 0) left -= CoverMask.Cell;
        while (body[(int)((right + CoverMask.Cell) / CoverMask.Cell), row] && right < Canvas.Size) right += CoverMask.Cell;
        var height = chin - crown.Y;
        var limit = eyes.Distance > 0 ? Math.Max(1.6 * eyes.Distance, 0.8 * height) : 0.75 * height;
        // On a neck or a beak the row may miss the body: a head is never much narrower than high.
        left = Math.Min(Math.Max(left, eyes.Middle.X - limit), eyes.Middle.X - Math.Max(0.3 * height, 4));
        right = Math.Max(Math.Min(right, eyes.Middle.X + limit), eyes.Middle.X + Math.Max(0.3 * height, 4));
        return new Box(left, crown.Y, right, Math.Max(chin, crown.Y + 8));
    }

    static Box FaceBox(CoverMask body, EyePair eyes, Box head)
    {
        var region = new CoverMask();
        var allowed = head.Inflate(2);
        for (var y = 0; y < CoverMask.Size; y++)
            for (var x = 0; x < CoverMask.Size; x++)
                if (body[x, y] && allowed.Contains(new Point((x + 0.5) * CoverMask.Cell, (y + 0.5) * CoverMask.Cell))) region.Set(x, y);
        if (region.IsEmpty) return head;
        var anchor = new Point(eyes.Middle.X, eyes.Middle.Y + (eyes.Distance > 0 ? 0.25 * eyes.Distance : 0));
        return ThingAnatomy.LargestCircle(region, anchor, pull: eyes.Distance > 0 ? 0.6 : 0.35);
    }

    /// <summary>Eyes, nose, mouth, muzzle: what lies inside the head, away from its outline, and is small;
    /// and, of what touches the outline below the eyes, a tongue, a nose or a beak's line in the middle.</summary>
    static LeafSet Features(IconScan scan, CoverMask body, EyePair eyes, Box head)
    {
        var bodyArea = body.Count;
        var inside = body.Erode(3);
        var lower = new List<int>();
        foreach (var leaf in scan.Leaves)
        {
            if (leaf.Area == 0)
            {
                // Thinner than a cell: a highlight in an eye, a thin line of a mouth.
                if (head.Contains(leaf.Bounds.Center) && inside.Covers(leaf.Bounds.Center)) lower.Add(leaf.Index);
                continue;
            }

            if (leaf.Area > 0.25 * bodyArea) continue;
            var within = leaf.Cover.And(inside).Count >= 0.95 * leaf.Area;
            var center = leaf.Bounds.Center;
            var inHead = head.Inflate(2).Contains(center) && center.Y > head.Top + 0.15 * head.Height;
            var isEye = eyes.Leaves.Contains(leaf.Index);
            var central = Math.Abs(center.X - eyes.Middle.X) < 0.22 * head.Width && center.Y > eyes.Middle.Y
                && leaf.Area < 0.1 * bodyArea && (leaf.Color.L < 0.5 || (leaf.Color.A > 0.08 && leaf.Color.L < 0.85));
            if (isEye || (within && inHead) || (central && inHead)) lower.Add(leaf.Index);
        }

        return new LeafSet(lower);
    }
}
