using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>What composing needs to know of an icon, found once when the art index is built. All lengths in canvas units (<see
/// cref="Canvas"/>).</summary>
public sealed record Anatomy
{
    /// <summary>What the icon covers.</summary>
    public required CoverMask Silhouette { get; init; }

    /// <summary>Bounds of what is drawn.</summary>
    public required Box Bounds { get; init; }

    /// <summary>The head without ears, horns and hair; the whole body of a thing without a head.</summary>
    public required Box Head { get; init; }

    /// <summary>Where a hat's brim lies: on the upper outline above the face.</summary>
    public required Point Crown { get; init; }

    /// <summary>Between the eyes. In the middle of <see cref="Face"/> where no eyes were found.</summary>
    public required Point Eyes { get; init; }

    /// <summary>Centre to centre; 0 where no pair of eyes was found.</summary>
    public required double EyeDistance { get; init; }

    /// <summary>Free area for an expression, inside the outline.</summary>
    public required Box Face { get; init; }

    /// <summary>Bounds of <see cref="Features"/>; <see cref="Box.Empty"/> where there are none.</summary>
    public Box FeatureBounds { get; init; } = Box.Empty;

    /// <summary>True where the art reaches beyond the view box, which has to cut it.</summary>
    public bool Bleeds { get; init; }

    /// <summary>The colour an expression would lie on.</summary>
    public required Color Ground { get; init; }

    /// <summary>The colour that covers most.</summary>
    public required Color Dominant { get; init; }

    /// <summary>Leaves (by <see cref="Leaf.Index"/>) that are eyes, mouth, nose: taken out before an expression goes in.
    /// Of a yellow face: all but the disc.</summary>
    public required LeafSet Features { get; init; }

    /// <summary>Leaves that a head put in this one's place covers or replaces: skin, hair, face. Empty but for people.</summary>
    public required LeafSet PersonHead { get; init; }

    /// <summary>Leaves that are hair, a beard of its colour included. Empty but for people whose hair has the colour that hair has in the
    /// set.</summary>
    public LeafSet Hair { get; init; } = LeafSet.Empty;

    /// <summary>Leaves of skin: face, ears, hands, arms. Empty but for people.</summary>
    public LeafSet Skin { get; init; } = LeafSet.Empty;

    /// <summary>The paint order at which a head put in this one's place is drawn; leaves from here on (a helmet, a cap) lie over
    /// it.</summary>
    public required int HeadOrder { get; init; }

    /// <summary>Whether both eyes are seen, so that it looks at us rather than to a side.</summary>
    public bool LooksAtUs => FacingOf(Bounds, Eyes, EyeDistance) == 0;

    /// <returns>-1 where it looks to the left, 1 to the right, 0 to us.</returns>
    public static int FacingOf(Box bounds, Point eyes, double eyeDistance)
    {
        // Shares of its width: a pair of eyes so far apart is a pair; a single one so far from the middle is on one side.
        const double Pair = 0.12, Aside = 0.06;
        if (eyeDistance > Pair * bounds.Width) return 0;
        var off = (eyes.X - bounds.Center.X) / Math.Max(bounds.Width, 1);
        return off < -Aside ? -1 : off > Aside ? 1 : 0;
    }

    /// <summary>Of a drawing taken for a thing without a face: an expression goes where its largest part has room. For creatures whose face
    /// turns out to have none.</summary>
    public static Anatomy OfThing(SvgDocument document) => ThingAnatomy.Analyze(IconScan.Of(document));

    /// <summary>Of a drawing of a creature: its eyes are looked for, and tell its head.</summary>
    public static Anatomy OfCreature(SvgDocument document) => CreatureAnatomy.Analyze(IconScan.Of(document));

    public void Write(BinaryWriter writer)
    {
        foreach (var row in Silhouette.Rows) writer.Write(row);
        foreach (var box in (ReadOnlySpan<Box>)[Bounds, Head, Face, FeatureBounds])
        {
            writer.Write((float)box.Left);
            writer.Write((float)box.Top);
            writer.Write((float)box.Right);
            writer.Write((float)box.Bottom);
        }

        foreach (var value in (ReadOnlySpan<double>)[Crown.X, Crown.Y, Eyes.X, Eyes.Y, EyeDistance]) writer.Write((float)value);
        foreach (var color in (ReadOnlySpan<Color>)[Ground, Dominant])
        {
            writer.Write(color.R);
            writer.Write(color.G);
            writer.Write(color.B);
        }

        writer.Write(Bleeds);
        writer.Write((ushort)HeadOrder);
        Features.Write(writer);
        PersonHead.Write(writer);
        Hair.Write(writer);
        Skin.Write(writer);
    }

    /// <exception cref="InvalidDataException">The bytes are fewer than an anatomy takes.</exception>
    public static Anatomy Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new SpanReader(bytes);
        var rows = new ulong[CoverMask.Size];
        for (var i = 0; i < rows.Length; i++) rows[i] = reader.UInt64();
        return new Anatomy
        {
            Silhouette = CoverMask.FromRows(rows),
            Bounds = reader.Box(),
            Head = reader.Box(),
            Face = reader.Box(),
            FeatureBounds = reader.Box(),
            Crown = new(reader.Single(), reader.Single()),
            Eyes = new(reader.Single(), reader.Single()),
            EyeDistance = reader.Single(),
            Ground = reader.Color(),
            Dominant = reader.Color(),
            Bleeds = reader.Boolean(),
            HeadOrder = reader.UInt16(),
            Features = reader.Leaves(),
            PersonHead = reader.Leaves(),
            Hair = reader.Leaves(),
            Skin = reader.Leaves(),
        };
    }

    ref struct SpanReader(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes;

        ReadOnlySpan<byte> Take(int count)
        {
            if (rest.Length < count)
                throw new InvalidDataException("An icon's anatomy in the art index ends early; run ./setup --rebuild.");
            var taken = rest[..count];
            rest = rest[count..];
            return taken;
        }

        public ulong UInt64() => BitConverter.ToUInt64(Take(8));

        public bool Boolean() => Take(1)[0] != 0;

        public ushort UInt16() => BitConverter.ToUInt16(Take(2));

        public float Single() => BitConverter.ToSingle(Take(4));

        public Box Box() => new(Single(), Single(), Single(), Single());

        public Color Color()
        {
            var rgb = Take(3);
            return new Color(rgb[0], rgb[1], rgb[2]);
        }

        public LeafSet Leaves()
        {
            var indices = new int[UInt16()];
            for (var i = 0; i < indices.Length; i++) indices[i] = UInt16();
            return new LeafSet(indices);
        }
    }
}

/// <summary>A set of leaves of one icon, by their place in paint order.</summary>
public sealed class LeafSet(IEnumerable<int> indices)
{
    public static readonly LeafSet Empty = new([]);

    readonly int[] sorted = [.. indices.Distinct().Order()];

    public IReadOnlyList<int> Indices => sorted;

    public bool Contains(int leaf) => Array.BinarySearch(sorted, leaf) >= 0;

    internal void Write(BinaryWriter writer)
    {
        writer.Write((ushort)sorted.Length);
        foreach (var index in sorted) writer.Write((ushort)index);
    }
}
