using EmojiGen.Art;
using EmojiGen.Composition.People;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Puts things on a figure: what it wears, holds, eats, plays and reads.</summary>
sealed class Attachments(Variation variation, Garments garments)
{
    // Shares, of what they are named after; for where and how wide clothes are, things.tsv has the rest.

    // Glasses span the eyes; where an icon's eyes are very near or far, they still fit its head. Of a face without eyes they take the whole
    // width.
    const double LeastGlasses = 0.62, MostGlasses = 1.12, EyelessGlasses = 1.05;

    // On a small head of a large body they are still seen: of the longer side of all.
    const double LeastSeen = 0.22;

    // A flower sits behind the ear; headphones reach over the crown.
    const double EarAside = 0.2, EarBelowTop = 0.12, BandAboveCrown = 0.12;

    // What hangs from the neck begins at the chin; of a head alone a little higher, since it has no neck.
    const double ChinOfHead = 0.1, ChinOfBody = 0.02, Knot = 0.12;

    // Clothes: below a head alone, tucked under it; on a body within the trunk, its middle above the trunk's.
    const double Collar = 0.1, TrunkWidth = 0.8, TrunkMiddle = 0.42;

    // Shoes stand where the feet are, a third of them above the sole of the body, with a gap between.
    const double ShoeAbove = 0.3, HalfStep = 0.54;

    // A pack looks out behind the back.
    const double PackSize = 0.7, PackAside = 0.12, PackAbove = 0.3;

    // A head's box reaches over cheeks; where the brim lies the head is narrower, and the crown sinks into the hat.
    const double BrimOfHead = 0.86, HatSunk = 0.16, OtherHat = 0.8, LeastHat = 14, MostHat = 110, HatTilt = 5;

    // A hand is at the side of the body, a fifth above its feet, and overlaps what it holds.
    const double HeldSize = 0.5, HandInset = 0.02, HandHeight = 0.2, Grip = 0.12;

    // Held by several: in front of them all, its middle just below theirs.
    const double SharedSize = 0.42, SharedAbove = 0.42;

    // What is eaten or drunk touches the mouth, which lies halfway from the eyes to the chin, with its upper edge.
    const double FoodSize = 0.5, MouthBelowEyes = 0.55, BiteAside = 0.1, BiteReach = 0.42, BiteBelow = 0.3;

    // Instruments: in front of the body, off its middle, so that the face stays free; others are held.
    const double PlayedSize = 0.66, PlayedAside = 0.14, PlayedAbove = 0.02, RacketSize = 0.46;

    // A book lies open before the reader and reaches below him.
    const double BookSize = 0.58, BookBelow = 0.12;

    /// <param name="cloth">The colour that most of it has.</param>
    public Figure Wear(Figure figure, Figure item, Emoji emoji, Color cloth)
    {
        var (where, width) = Affordances.WornAs(emoji);
        if (IsWholeAnimal(figure) && WearOnBody(figure, item, emoji, where, width, cloth) is { } dressed) return dressed;
        var (head, eyes) = (figure.Anchors.Head, figure.Anchors.Eyes);
        switch (where)
        {
            case WornOn.Eyes:
                {
                    var across = figure.Anchors.EyeDistance > 0 ? width * figure.Anchors.EyeDistance
                        : EyelessGlasses * figure.Anchors.Face.Width;
                    across = Math.Clamp(across, LeastGlasses * head.Width, MostGlasses * head.Width);
                    if (IsWholeAnimal(figure)) across = Math.Max(across, LeastSeen * Math.Max(figure.Bounds.Width, figure.Bounds.Height));
                    var glasses = item.Sized(across, eyes);
                    return figure.With(glasses.Move(0, eyes.Y - glasses.BroadMiddle()));
                }

            case WornOn.Ears:
                {
                    if (width < 1) return figure.With(item.Sized(width * head.Width,
                        new Point(head.Left + EarAside * head.Width, head.Top + EarBelowTop * head.Height)));
                    var phones = item.Sized(width * head.Width, head.Center);
                    return figure.With(phones.Move(0, figure.Anchors.Crown.Y - BandAboveCrown * phones.Bounds.Height - phones.Bounds.Top));
                }

            case WornOn.Neck:
                {
                    var below = item.Sized(width * head.Width, head.Center);
                    var top = head.Bottom - (figure.IsHeadOnly ? ChinOfHead : ChinOfBody) * head.Height;
                    return figure.With(below.Move(head.Center.X - below.Bounds.Center.X,
                        top - below.Bounds.Top - Knot * below.Bounds.Height));
                }

            case WornOn.Body when figure.IsHeadOnly:
                {
                    var clothes = item.Sized(width * head.Width, head.Center);
                    return figure.Before(clothes.Move(head.Center.X - clothes.Bounds.Center.X,
                        head.Bottom - Collar * clothes.Bounds.Height - clothes.Bounds.Top));
                }

            case WornOn.Body:
                {
                    var trunk = figure.Bounds with { Top = head.Bottom };
                    return figure.With(item.Sized(TrunkWidth * trunk.Width, new Point(trunk.Center.X,
                        trunk.Top + TrunkMiddle * trunk.Height)));
                }

            case WornOn.Feet:
                {
                    var body = figure.Bounds;
                    var shoe = item.Sized(width * (figure.IsHeadOnly ? head.Width : body.Width), body.Center);
                    shoe = shoe.Move(0, body.Bottom - ShoeAbove * shoe.Bounds.Height - shoe.Bounds.Top);
                    var step = HalfStep * shoe.Bounds.Width;
                    return figure.With(shoe.Move(-step, 0)).With(shoe.Move(step, 0));
                }

            case WornOn.Back:
                {
                    var back = figure.Bounds;
                    var middle = new Point(back.Right - PackAside * back.Width, back.Bottom - PackAbove * back.Height);
                    return figure.Before(item.Sized(PackSize * back.Width, middle));
                }

            case WornOn.Hand:
            case WornOn.Nowhere when emoji.Group is not "objects" and not "activities":
                return Hold(figure, item);

            default:
                return Hat(figure, item, where == WornOn.Head ? width : OtherHat);
        }
    }

    /// <summary>An animal drawn with its body, as its icon has it: its neck, trunk and feet can be found.</summary>
    public static bool IsWholeAnimal(Figure figure) => figure.Anchors.EyeDistance < FaceOn * figure.Bounds.Width && figure.Solids[0] is { ToScene.IsIdentity: true, Part.Emoji: var who }
        && (Affordances.IsSeenFromTheSide(who) || Affordances.IsDrawnWhole(who));

    /// <summary>Eyes further apart than this share of the whole look at us out of a face alone.</summary>
    const double FaceOn = 0.3;

    Figure? WearOnBody(Figure figure, Figure item, Emoji emoji, WornOn where, double width, Color cloth)
    {
        var part = item.Solids[0].Part;
        return where switch
        {
            WornOn.Neck when emoji.Name == "scarf" => garments.Scarf(figure, cloth, part),
            WornOn.Neck => Garments.AtThroat(figure, item, Math.Max(width * figure.Anchors.Head.Width, LeastHat)),
            WornOn.Body when Affordances.IsCoat(emoji) => garments.Shirt(figure, cloth, part),
            WornOn.Feet => Garments.Shoes(figure, item),
            WornOn.Back => Garments.Pack(figure, item),
            _ => null,
        };
    }

    /// <param name="width">Of the hat, as a share of the head's.</param>
    public Figure Hat(Figure figure, Figure hat, double width)
    {
        var (head, crown) = (figure.Anchors.Head, figure.Anchors.Crown);
        var placed = hat.Sized(Math.Clamp(width * BrimOfHead * head.Width, LeastHat, MostHat), crown);
        placed = placed.Move(0, crown.Y + HatSunk * placed.Bounds.Height - placed.Bounds.Bottom);
        var tilt = variation.Around(HatTilt);
        return figure.With(placed.Apply(Matrix.Rotation(tilt).About(crown)));
    }

    public Figure Hold(Figure figure, Figure item, double size = HeldSize, bool otherHand = false)
    {
        var body = figure.Bounds;
        var side = Math.Max(body.Width, body.Height) * size;
        var held = item.ToSize(side);
        var right = variation.Mirrored == otherHand;
        var x = right ? body.Right - HandInset * body.Width : body.Left + HandInset * body.Width;
        var y = body.Bottom - HandHeight * body.Height;
        // A narrow body holds things against itself: the item must touch what holds it.
        var edge = EdgeAt(figure, y, right) ?? x;
        x = edge + (right ? 1 : -1) * Grip * held.Bounds.Width;
        return figure.With(held.Move(x - held.Bounds.Center.X, y - held.Bounds.Center.Y));
    }

    /// <summary>Held by several at once: in the middle, below.</summary>
    public static Figure HoldTogether(Figure figure, Figure item)
    {
        var held = item.ToSize(SharedSize * Math.Max(figure.Bounds.Width, figure.Bounds.Height));
        return figure.With(held.Move(figure.Bounds.Center.X - held.Bounds.Center.X,
            figure.Bounds.Bottom - SharedAbove * held.Bounds.Height - held.Bounds.Center.Y));
    }

    public Figure Eat(Figure figure, Figure food)
    {
        var head = figure.Anchors.Head;
        var held = food.ToSize(FoodSize * Math.Max(figure.Bounds.Width, figure.Bounds.Height));
        var side = variation.Mirrored ? -1 : 1;
        var mouth = new Point(figure.Anchors.Eyes.X, figure.Anchors.Eyes.Y + MouthBelowEyes * (head.Bottom - figure.Anchors.Eyes.Y));
        var x = mouth.X + side * (BiteAside * head.Width + BiteReach * held.Bounds.Width);
        var y = mouth.Y + BiteBelow * held.Bounds.Height;
        return figure.With(held.Move(x - held.Bounds.Center.X, y - held.Bounds.Center.Y));
    }

    public Figure Play(Figure figure, Figure item, Emoji emoji)
    {
        if (!Affordances.IsPlayedInFront(emoji)) return Hold(figure, item, RacketSize);
        var placed = item.ToSize(PlayedSize * Math.Max(figure.Bounds.Width, figure.Bounds.Height));
        var x = figure.Bounds.Center.X + (variation.Mirrored ? -PlayedAside : PlayedAside) * figure.Bounds.Width;
        var y = figure.Bounds.Bottom - PlayedAbove * figure.Bounds.Height;
        return figure.With(placed.Move(x - placed.Bounds.Center.X, y - placed.Bounds.Center.Y));
    }

    public static Figure Read(Figure figure, Figure book)
    {
        var placed = book.ToSize(BookSize * Math.Max(figure.Bounds.Width, figure.Bounds.Height));
        var y = figure.Bounds.Bottom + BookBelow * placed.Bounds.Height;
        return figure.With(placed.Move(figure.Bounds.Center.X - placed.Bounds.Center.X, y - placed.Bounds.Center.Y));
    }

    static double? EdgeAt(Figure figure, double y, bool right)
    {
        double? edge = null;
        for (var x = figure.Bounds.Left; x <= figure.Bounds.Right; x++)
        {
            if (!figure.Covers(new Point(x, y))) continue;
            edge = x;
            if (!right) return edge;
        }

        return edge;
    }
}
