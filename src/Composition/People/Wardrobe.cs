using EmojiGen.Art;
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
    /// <param name="filling">What it is made of; null: of cloth.</param>
    public Figure Put(Figure figure, WornThing thing, Part part, Figure? icon, Point? snout, Icon? filling = null)
    {
        var (head, crown, eyes) = (figure.Anchors.Head, figure.Anchors.Crown, figure.Anchors.Eyes);
        var width = Math.Clamp(head.Width, LeastHead, MostHead);
        if (thing.Place == WornPlace.Side && icon is not null)
        {
            var at = new Point(head.Center.X + BowAside * head.Width, crown.Y + Sunk * head.Height);
            return figure.With(icon.Sized(Bow * width, at).Apply(Matrix.Rotation(BowTilt).About(at)));
        }

        if (thing.Place == WornPlace.Back) return Hang(figure, thing, part, filling);
        if (thing.Place == WornPlace.Arms) return Flex(figure, thing, part);
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
        if (thing.Drawing == "suit" && figure.Solids[0].Part.Emoji.Subgroup == "animal-marine") return Breast(figure, thing, part);
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

    /// <summary>One without a trunk to cut clothes from looks out of shoulders that hide its lower half.</summary>
    Figure Breast(Figure figure, WornThing thing, Part part)
    {
        const double Wide = 1.05, Top = 0.5, High = 0.62;
        var (body, drawing) = (figure.Bounds, SvgMeasure.Bounds(Drawing.Of(thing.Drawing)));
        var side = Math.Max(body.Width, body.Height);
        var place = Matrix.Translation(body.Center.X, body.Top + Top * body.Height) * Matrix.Scaling(Wide * side / drawing.Width, High * side / drawing.Height)
            * Matrix.Translation(-drawing.Center.X, -drawing.Top);
        return figure.With(Draw(thing, part, place, figure.Anchors));
    }

    // A cape: shares of the wearer's height or width: where it begins on a body, a head and a thing, how far it reaches below and aside.
    const double CapeOfHead = 0.5, CapeOfThing = 0.3, CapeBelow = 0.1, CapeBelowHead = 0.4, CapeWide = 1.35, CapeOfBust = 1.7;

    /// <summary>Behind the wearer, from the shoulders down.</summary>
    Figure Hang(Figure figure, WornThing thing, Part part, Icon? filling)
    {
        var (body, head) = (figure.Bounds, figure.Anchors.Head);
        var isAnimate = EmojiTraits.IsAnimate(figure.Solids[0].Part.Emoji);
        var isHead = isAnimate && figure.IsHeadOnly;
        var top = !isAnimate ? body.Top + CapeOfThing * body.Height : isHead ? body.Top + CapeOfHead * body.Height : head.Bottom - 0.1 * head.Height;
        var bottom = body.Bottom + (isHead ? CapeBelowHead : CapeBelow) * body.Height;
        var drawing = SvgMeasure.Bounds(Drawing.Of(thing.Drawing));
        var place = Matrix.Translation(body.Center.X, top) * Matrix.Scaling((isAnimate && !isHead ? CapeOfBust : CapeWide) * body.Width / drawing.Width, (bottom - top) / drawing.Height)
            * Matrix.Translation(-drawing.Center.X, -drawing.Top);
        var cape = Draw(thing, part, place, figure.Anchors);
        return figure.Before(filling is null ? cape : cape with { Node = Stuffed(cape, filling) });
    }

    /// <summary>The cape's shape filled with what it is made of.</summary>
    static Group Stuffed(Figure cape, Icon filling)
    {
        const double Cover = 1.25;
        var (box, own) = (cape.Bounds, filling.Anatomy.Bounds);
        var scale = Cover * Math.Max(box.Width / own.Width, box.Height / own.Height);
        var placed = Matrix.Translation(box.Center.X, box.Center.Y) * Matrix.Scaling(scale, scale) * Matrix.Translation(-own.Center.X, -own.Center.Y);
        var first = (Shape)SvgTree.Leaves(new SvgDocument(Canvas.Box, [cape.Node]))[0].Node;
        return new Group([
            first with { Fill = new Fill(new SolidPaint(filling.Anatomy.Dominant)) },
            new Group([new Group(filling.Document.Children) { Transform = placed * Canvas.From(filling.Document.ViewBox) }])
            {
                Clip = new ClipPath([first with { Stroke = null, Fill = new Fill(new SolidPaint(default)) }]),
            },
        ]);
    }

    // Flexed arms: how large against half of the mean side, at which height, how far inside the outline they begin.
    const double ArmSize = 0.72, ArmHeight = 0.52, ArmInside = 0.06;

    /// <summary>A flexed arm at each side.</summary>
    Figure Flex(Figure figure, WornThing thing, Part part)
    {
        var box = figure.Bounds;
        var unit = ArmSize * (box.Width + box.Height) / 4 / Drawing.Half;
        var row = box.Top + ArmHeight * box.Height;
        var arms = figure;
        foreach (var side in (int[])[-1, 1])
        {
            var edge = Edge(figure, row, side);
            var place = Matrix.Translation(edge - side * ArmInside * box.Width, row) * Matrix.Scaling(side * unit, unit);
            arms = arms.Before(Draw(thing, part, place, figure.Anchors));
        }
        return arms;
    }

    static double Edge(Figure figure, double y, int side)
    {
        var (from, step) = side < 0 ? (figure.Bounds.Left, 1.0) : (figure.Bounds.Right, -1.0);
        for (var x = from; x >= figure.Bounds.Left && x <= figure.Bounds.Right; x += step)
            if (figure.Covers(new Point(x, y))) return x;
        return figure.Bounds.Center.X + side * figure.Bounds.Width / 4;
    }

    static Color ColourOf(Recolour said) => said.Kind == RecolourKind.Rainbow ? new Color(0xe8, 0x5a, 0xb8) : Recolouring.PlainOf(said) ?? said.Color;

    static readonly Color tulle = new(0xf7, 0x9a, 0xc4);

    static Matrix At(Point origin, double unit) => Matrix.Translation(origin.X, origin.Y) * Matrix.Scaling(unit, unit);

    Figure Draw(WornThing thing, Part part, Matrix place, Anchors anchors)
    {
        var drawing = Drawing.Of(thing.Drawing);
        var main = SvgTree.Colors(drawing)[0];
        var node = manner.Draw(drawing, place, color => color == main && thing.Colour is { } said ? ColourOf(said) : color);
        return Figure.Of(node, part, anchors);
    }
}
