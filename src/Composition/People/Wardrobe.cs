using EmojiGen.Composition.Drawn;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition.People;

/// <summary>Puts things on that are drawn by us: hats on heads, noses on noses.</summary>
sealed class Wardrobe(string style, Garments garments)
{
    // Shares of the head: a hat's brim is as wide as the head where the crown is, which is less than the head's box; how deep it sits; and how
    // wide a bow and a bow tie are.
    const double Brim = 0.9, Sunk = 0.06, SunkInHair = 0.2, Tie = 0.52, TieWidth = 180, TieBelow = 0.02, Bow = 0.5, BowAside = 0.26, BowTilt = 14;

    // Heads of very small or very large figures still have hats that are seen and fit, canvas units.
    const double LeastHead = 22, MostHead = 104;

    /// <summary>A unit of a nose's drawing, which is 60 wide: no nose is so small that it is not seen.</summary>
    const double LeastNose = 0.2;

    /// <summary>And none larger than a fifth of its figure.</summary>
    const double MostNose = 0.2 / 60;

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
            WornPlace.Nose => At(snout ?? new Point(eyes.X, eyes.Y + NoseBelowEyes * (head.Bottom - eyes.Y)), Math.Max(Math.Min(unit, MostNose * figure.Bounds.Width), LeastNose)),
            WornPlace.Neck => At(Throat(figure), Tie * unit * 2 * Drawing.Half / TieWidth),
            WornPlace.Eyes => At(new Point(eyes.X, eyes.Y), unit),
            _ => At(new Point(crown.X, crown.Y + SunkOf(thing, figure) * head.Height + Brim * unit * Drawing.Half), Brim * unit),
        };
        return figure.With(Draw(thing, part, place, figure.Anchors));
    }

    /// <summary>A person's hair reaches over the head: a hat covers it, down to the brow.</summary>
    static double SunkOf(WornThing thing, Figure figure) => thing.Drawing is not "halo" && EmojiTraits.IsPerson(figure.Solids[0].Part.Emoji) ? SunkInHair : Sunk;

    static Point Throat(Figure figure)
    {
        if (!Attachments.IsWholeAnimal(figure))
            return new Point(figure.Anchors.Head.Center.X, figure.Anchors.Head.Bottom + TieBelow * figure.Anchors.Head.Height);
        var torso = Garments.TorsoOf(figure);
        return torso.IsUpright ? torso.Neck : torso.Neck + torso.Across * ((torso.Across.Y >= 0 ? 1 : -1) * 0.3 * torso.NeckWidth);
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
        return Figure.Of(node, part, anchors);
    }
}
