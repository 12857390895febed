using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.Materials;
using EmojiGen.Composition.People;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Mixes;

/// <summary>Makes one thing of two, as people know it from Emoji Kitchen: which way follows from what the two are.</summary>
/// <remarks>In order: two yellow faces share eyes and mouth; fire burns behind; what has a look of its own (a rainbow, wood, a zebra) lends
/// it; a face
/// goes onto the other's body; the surface of one fills the shape of the other.</remarks>
static class Mixer
{
    /// <summary>A flame behind is larger than what burns, which stands in its lower part.</summary>
    const double Burning = 0.72, Flame = 1.12, FlameDrop = 0.06;

    /// <param name="isCompound">Whether the first is the head of a noun that the second modifies, and keeps its own shape: <em>a party
    /// parrot</em>.</param>
    /// <returns>Null where the two cannot be taken apart: then they are set together as they are.</returns>
    public static Figure? Mix(Mixed first, Mixed second, bool isCompound)
    {
        if (second.Emoji.Name is "cross mark" or "prohibited") return Cross(first, second);
        if (isCompound && Lending.Of(second.Emoji) is null && !(second.HasFace && !EmojiTraits.IsAnimate(first.Emoji))
            && !(EmojiTraits.IsFood(second.Emoji) && !EmojiTraits.IsAnimate(first.Emoji))) return null;
        if (!first.IsPlain || !second.IsPlain || first.Emoji == second.Emoji) return null;
        if (EmojiTraits.IsFace(first.Emoji) && EmojiTraits.IsFace(second.Emoji)) return FaceMerge.Of(first.Icon, second.Icon);
        if (second.Emoji.Name == "fire") return Burn(first, second);
        if (first.Emoji.Name == "fire") return Burn(second, first);
        if (Lending.Of(second.Emoji) is { } look && !IsLook(first) && !GivesFace(second, first)) return Lend(first, second, look);
        if (!isCompound && Lending.Of(first.Emoji) is { } other && !GivesFace(first, second)) return Lend(second, first, other);
        if (!isCompound && Topped(first, second) is { } topped) return topped;
        if (!isCompound && Affordances.IsDrawnWhole(second.Emoji) && IsPlant(first)) return Wear(second, first);
        if (!isCompound && Affordances.IsDrawnWhole(first.Emoji) && IsPlant(second)) return Wear(first, second);
        // Who has no face to give (it is seen from the side) wears the other as a hat.
        if (IsFaceless(second) && !EmojiTraits.IsAnimate(first.Emoji)) return Wear(second, first);
        if (IsFaceless(first) && !EmojiTraits.IsAnimate(second.Emoji)) return Wear(first, second);
        if (second.HasFace && !(first.HasFace && EmojiTraits.IsFace(first.Emoji))) return Face(first, second);
        if (first.HasFace) return Face(second, first);
        return IsFilling(first) && !IsFilling(second) ? Fill(second, first) : Fill(first, second);
    }

    /// <summary>Food in an animal's coat is neither: it takes the face alone.</summary>
    static bool GivesFace(Mixed animal, Mixed food) => animal.HasFace && EmojiTraits.IsAnimal(animal.Emoji) && IsFilling(food);

    /// <summary>Food is what others are made of: a house of doughnut, a heart of pizza.</summary>
    static bool IsFilling(Mixed it) => EmojiTraits.IsFood(it.Emoji);

    /// <summary>What is little more than its look has no shape to lend it to: a rainbow, sparkles, the night.</summary>
    static bool IsLook(Mixed it) => it.Emoji.Name is "rainbow" or "sparkles" or "night with stars" or "milky way" or "bubbles" or "thread";

    static bool IsPlant(Mixed it) => it.Emoji.Subgroup is "plant-other" or "plant-flower" || it.Emoji.Name == "Christmas tree";

    /// <summary>A cake has the other on top; null: neither is one.</summary>
    static Figure? Topped(Mixed first, Mixed second)
    {
        const double Size = 0.62;
        var (cake, other) = IsCake(first) ? (first, second) : IsCake(second) ? (second, first) : (null, null);
        return cake is null || other is null || IsCake(other) || EmojiTraits.IsAnimate(other.Emoji) ? null
            : Placement.On(other.Figure, cake.Figure, Size);
    }

    static bool IsCake(Mixed it) => Things.ThingTable.Of("cake").Contains(it.Emoji);

    /// <summary>Crossed out: <em>no dogs</em>.</summary>
    static Figure Cross(Mixed thing, Mixed sign)
    {
        const double Size = 0.8;
        var bounds = thing.Figure.Bounds;
        return thing.Figure.With(sign.Figure.Sized(Size * Math.Max(bounds.Width, bounds.Height), bounds.Center));
    }

    static bool IsFaceless(Mixed it) => EmojiTraits.IsAnimal(it.Emoji) && (!it.HasFace || it.Icon.Anatomy.EyeDistance == 0);

    static Figure Wear(Mixed wearer, Mixed hat)
    {
        const double Width = 1.25;
        return new Attachments(new Variation(0), new Garments(wearer.Icon.Icon.Set.Key)).Hat(wearer.Figure, hat.Figure, Width);
    }

    static Figure Burn(Mixed thing, Mixed fire)
    {
        var flame = fire.Figure.ToSize(Flame * Canvas.Size);
        var figure = thing.Figure.ToSize(Burning * Canvas.Size);
        var placed = figure.StandAt(flame.Bounds.Center.X, flame.Bounds.Bottom + FlameDrop * figure.Bounds.Height);
        return placed.Before(flame);
    }

    /// <summary>The look of one on the shape of the other; where the lender is somebody, its face too.</summary>
    static Figure Lend(Mixed shape, Mixed lender, Func<SvgDocument, Anatomy, SvgDocument> look)
    {
        var document = look(shape.Icon.Document, shape.Icon.Anatomy);
        return lender.HasFace && !EmojiTraits.IsAnimate(shape.Emoji)
            ? Expressions.Lay(lender.Icon.Icon, lender.Icon.Part, document, shape.Icon.Anatomy, shape.Icon.Part)
            : Casting.Draw(document, shape.Icon.Anatomy, shape.Icon.Part);
    }

    /// <summary>The face of one on the body of the other; of two animals the body takes the other's colour, too.</summary>
    static Figure Face(Mixed body, Mixed face)
    {
        var document = body.Icon.Document;
        if (EmojiTraits.IsAnimate(body.Emoji) && !EmojiTraits.IsFace(face.Emoji))
            document = Recolouring.Apply(new Recolour(face.Subject.Found.Words,
                KindOf(face.Icon.Anatomy.Dominant), face.Icon.Anatomy.Dominant), document,
                body.Icon.Anatomy);
        return Expressions.Lay(face.Icon.Icon, face.Icon.Part, document, body.Icon.Anatomy, body.Icon.Part);
    }

    static RecolourKind KindOf(Color color)
    {
        const double White = 0.9, Black = 0.36, Hueless = 0.03;
        var lab = Oklab.From(color);
        return lab.L > White ? RecolourKind.Light : lab.L < Black ? RecolourKind.Dark
            : lab.Chroma < Hueless ? RecolourKind.Silver : RecolourKind.Hue;
    }

    /// <summary>The surface of one within the shape of the other, whose small parts (a leaf, wheels) stay.</summary>
    static Figure Fill(Mixed shape, Mixed filling)
    {
        // The filling covers the shape, so that its own outline is not seen where it is round.
        const double Cover = 1.16, Alike = 0.2, Much = 0.22;
        var (document, anatomy) = (shape.Icon.Document, shape.Icon.Anatomy);
        var (box, other) = (anatomy.Bounds, filling.Icon.Anatomy.Bounds);
        var scale = Cover * Math.Max(box.Width / other.Width, box.Height / other.Height);
        var placed = Matrix.Translation(box.Center.X, box.Center.Y) * Matrix.Scaling(scale, scale)
            * Matrix.Translation(-other.Center.X, -other.Center.Y)
            * Canvas.From(filling.Icon.Document.ViewBox);
        ImmutableArray<Node> surface =
        [
            new Shape(Svg.Path.Rectangle(box.Inflate(Canvas.Size)), new Fill(new SolidPaint(filling.Icon.Anatomy.Dominant)), null),
            new Group(filling.Icon.Document.Children) { Transform = placed },
        ];
        var dominant = Oklab.From(anatomy.Dominant);
        var toCanvas = Canvas.From(document.ViewBox);
        // At the very edges the ground shines through: it takes the filling's colour.
        var bodies = SvgTree.Leaves(document).Where(leaf => Texture.CanTake(leaf, anatomy, toCanvas) && IsBody(leaf))
            .Select(leaf => leaf.Index).ToHashSet();
        var paint = new SolidPaint(filling.Icon.Anatomy.Dominant);
        var lit = Recolouring.Shift(new Recolour("", RecolourKind.Hue, filling.Icon.Anatomy.Dominant), dominant);
        var ground = LeafMap.Apply(document, leaf => leaf.Node is not Shape { Fill: { } fill } body ? leaf.Node
            : bodies.Contains(leaf.Index) ? body with { Fill = fill with { Paint = paint } }
            : IsLight(leaf, fill) ? SvgTree.MapColors(body, lit) : body);
        return Casting.Draw(Texture.Lay(ground, anatomy, surface, leaf => bodies.Contains(leaf.Index)), anatomy, shape.Icon.Part);

        // Lights and shades of the shape's own colour, which would tint what fills it.
        bool IsLight(Leaf leaf, Fill fill) => AveragePaint.Of(fill.Paint) is var (color, alpha) && alpha * leaf.Opacity < Recolouring.Overlay
            && color.Chroma > 0.04 && toCanvas.Apply(SvgMeasure.Bounds(leaf)).Area > Much * box.Area;

        bool IsBody(Leaf leaf)
        {
            var color = AveragePaint.Of(((Shape)leaf.Node).Fill!.Paint).Color;
            var distance = Math.Sqrt(Square(color.L - dominant.L) + Square(color.A - dominant.A) + Square(color.B - dominant.B));
            return distance < Alike || toCanvas.Apply(SvgMeasure.Bounds(leaf)).Area > Much * box.Area;
        }
    }

    static double Square(double x) => x * x;
}
