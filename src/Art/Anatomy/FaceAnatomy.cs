namespace EmojiGen.Art;

/// <summary>Yellow faces: a disc that the set's faces share, and everything else, which is expression.</summary>
sealed class FaceAnatomy
{
    /// <summary>Path texts that many faces of the set have, and that cover much: the disc and its shades.</summary>
    readonly HashSet<string> shared = [];

    public FaceAnatomy(IEnumerable<IconScan> faces)
    {
        var counts = new Dictionary<string, int>();
        var total = 0;
        foreach (var face in faces)
        {
            total++;
            var area = face.Silhouette.Count;
            foreach (var path in face.Leaves.Where(l => l.Area > 0.12 * area).Select(l => l.PathData).Distinct())
                counts[path] = counts.GetValueOrDefault(path) + 1;
        }

        foreach (var (path, count) in counts) if (count >= Math.Max(3, total / 12)) shared.Add(path);
    }

    public Anatomy Analyze(IconScan scan)
    {
        var disc = Disc(scan);
        if (disc is null) return CreatureAnatomy.Analyze(scan);
        var box = disc.Bounds;
        var center = box.Center;
        var features = Features(scan, disc);
        return new Anatomy
        {
            Silhouette = scan.Silhouette,
            Bounds = scan.Silhouette.Bounds,
            Head = box,
            Crown = new(center.X, box.Top + 0.08 * box.Height),
            Eyes = new(center.X, box.Top + 0.42 * box.Height),
            EyeDistance = 0.36 * box.Width,
            Face = box,
            Ground = disc.Color.ToColor(),
            Dominant = disc.Color.ToColor(),
            Features = new LeafSet(features),
            PersonHead = LeafSet.Empty,
            HeadOrder = 0,
        };
    }

    /// <summary>The lowest leaf that is round and covers most of the canvas.</summary>
    LeafScan? Disc(IconScan scan) => scan.Leaves.FirstOrDefault(leaf =>
        !leaf.IsLine && leaf.Bounds.Width > 60 && leaf.Bounds.Height > 60 && leaf.Bounds.Width / leaf.Bounds.Height is > 0.7 and < 1.4
        && (shared.Contains(leaf.PathData) || leaf.Area > 0.5 * scan.Silhouette.Count));

    /// <summary>All but the base. A shade that a face brings of its own (the blue of the screaming one) is a large leaf
    /// right above the base, before any feature.</summary>
    List<int> Features(IconScan scan, LeafScan disc)
    {
        var features = new List<int>();
        foreach (var leaf in scan.Leaves)
        {
            var shade = features.Count == 0 && leaf.Area > 0.26 * disc.Area && leaf.Bounds.Width > 0.9 * disc.Bounds.Width
                && leaf.Bounds.Top < disc.Bounds.Top + 0.1 * disc.Bounds.Height && leaf.Cover.And(disc.Cover).Count > 0.95 * leaf.Area;
            if (!IsBase(leaf, disc) && !shade) features.Add(leaf.Index);
        }

        return features;
    }

    bool IsBase(LeafScan leaf, LeafScan disc)
    {
        if (leaf.Index <= disc.Index || shared.Contains(leaf.PathData)) return true;
        var wide = leaf.Bounds.Width > 0.6 * disc.Bounds.Width && leaf.Bounds.Height > 0.6 * disc.Bounds.Height;
        if (leaf.Area > 0.55 * disc.Area) return true;

        // A ring, or a crescent of shade: as large as the disc, and nothing of it in the middle.
        return wide && leaf.Cover.And(disc.Cover.Erode(8)).Count < 0.12 * leaf.Area;
    }
}
