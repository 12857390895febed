using EmojiGen.Art;
using EmojiGen.Composition.Drawn;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition.People;

/// <summary>Puts things on that are drawn by us: hats on heads, noses on noses.</summary>
sealed class Wardrobe(string style, Garments garments)
{
    // Shares of the head: a hat's brim is as wide as the head where the crown is, which is less than the head's box; how deep it sits; and how
    // wide a nose, a bow and a bow tie are.
    const double Brim = 0.9, Sunk = 0.06, Nose = 1.0, Tie = 0.52, TieBelow = 0.02, Bow = 0.5, BowAside = 0.26, BowTilt = 14;

    // Heads of very small or very large figures still have hats that are seen and fit, canvas units.
    const double LeastHead = 22, MostHead = 104;

    /// <summary>Of the way from the eyes to the chin, where a nose lies.</summary>
    const double NoseBelowEyes = 0.42;

    readonly Manner manner = Manner.Of(style);

    /// <param name="part">As which it is reported.</param>
    /// <param name="icon">The emoji's own drawing, for what has one (a bow).</param>
    /// <param name="snout">The tip of the muzzle of one seen from the side.</param>
    public Figure Put(Figure figure, WornThing thing, Part part, Figure? icon, Point? snout)
    {
        var (head, crown, eyes) = (figure.Anchors.Head, figure.Anchors.Crown, figure.Anchors.Eyes);
        var width = Math.Clamp(head.Width, LeastHead, MostHead);
        if (thing.Place == WornPlace.Side && icon is not null)
        {
            var at = new Point(head.Center.X + BowAside * head.Width, crown.Y + Sunk * head.Height);
            return figure.With(icon.Sized(Bow * width, at).Apply(Matrix.Rotation(BowTilt).About(at)));
        }

        if (thing.Place == WornPlace.Trunk) return Dress(figure, thing, part);
        var unit = width / (2 * Drawing.Half);
        var place = thing.Place switch
        {
            WornPlace.Nose => At(snout ?? new Point(eyes.X, eyes.Y + NoseBelowEyes * (head.Bottom - eyes.Y)), Nose * unit),
            WornPlace.Neck => At(new Point(head.Center.X, head.Bottom + TieBelow * head.Height), Tie * unit * 2 * Drawing.Half / 180),
            WornPlace.Eyes => At(new Point(eyes.X, eyes.Y), unit),
            _ => At(new Point(crown.X, crown.Y + Sunk * head.Height + Brim * unit * Drawing.Half), Brim * unit),
        };
        return figure.With(Draw(thing, part, place, figure.Anchors));
    }

    /// <summary>A body is dressed as it is; under a head alone shoulders are drawn.</summary>
    Figure Dress(Figure figure, WornThing thing, Part part)
    {
        var cloth = thing.Colour is { } said ? Recolouring.PlainOf(said) ?? said.Color : (Color?)null;
        if (!Attachments.IsWholeAnimal(figure))
        {
            var head = figure.Anchors.Head;
            var shoulders = Draw(thing, part, Drawing.Onto(head), figure.Anchors);
            return thing.Drawing == "bandana" ? figure.With(shoulders) : figure.Before(shoulders);
        }

        return thing.Drawing switch
        {
            "tutu" => garments.Tutu(figure, cloth ?? tulle, part),
            "suit" => garments.Suit(figure, cloth, part),
            "bandana" => garments.Scarf(figure, cloth ?? SvgTree.Colors(Drawing.Of(thing.Drawing))[0], part),
            _ => garments.Shirt(figure, cloth ?? SvgTree.Colors(Drawing.Of(thing.Drawing))[0], part),
        };
    }

    static readonly Color tulle = new(0xf7, 0x9a, 0xc4);

    static Matrix At(Point origin, double unit) => Matrix.Translation(origin.X, origin.Y) * Matrix.Scaling(unit, unit);

    Figure Draw(WornThing thing, Part part, Matrix place, Anchors anchors)
    {
        var drawing = Drawing.Of(thing.Drawing);
        var main = SvgTree.Colors(drawing)[0];
        var node = manner.Draw(drawing, place, color => color == main && thing.Colour is { } said ? said.Color : color);
        var bounds = SvgMeasure.Bounds(node);
        // The mask is of the canvas: a head in a corner may have its hat beyond it until the figure is fitted.
        var toMask = bounds.Intersect(Canvas.Box) == bounds ? Matrix.Identity
            : Matrix.Translation(Canvas.Size / 2, Canvas.Size / 2) * Matrix.Scaling(Half, Half) * Matrix.Translation(-bounds.Center.X, -bounds.Center.Y);
        var masked = new SvgDocument(Canvas.Box, [new Group([node]) { Transform = toMask }]);
        var mask = CoverMask.OfLeaves(masked).Aggregate(new CoverMask(), static (all, leaf) => all.Or(leaf));
        return new Figure(node, bounds, [new Solid(mask, toMask.Invert(), part, node) { Extent = toMask.Apply(bounds) }], anchors);
    }

    const double Half = 0.5;
}
