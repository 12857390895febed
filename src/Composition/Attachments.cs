using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Puts things on a figure: what it wears, holds, eats, plays and reads.</summary>
sealed class Attachments(Variation variation)
{
    public Figure Wear(Figure figure, Figure item, Emoji emoji)
    {
        var (where, width) = Affordances.WornAs(emoji);
        var (head, eyes) = (figure.Anchors.Head, figure.Anchors.Eyes);
        switch (where)
        {
            case WornOn.Eyes:
                {
                    var across = figure.Anchors.EyeDistance > 0 ? width * figure.Anchors.EyeDistance : 1.05 * figure.Anchors.Face.Width;
                    across = Math.Clamp(across, 0.62 * head.Width, 1.12 * head.Width);
                    return figure.With(item.Sized(across, eyes));
                }

            case WornOn.Ears:
                {
                    if (width < 1) return figure.With(item.Sized(width * head.Width, new Point(head.Left + 0.2 * head.Width, head.Top + 0.12 * head.Height)));
                    var phones = item.Sized(width * head.Width, head.Center);
                    return figure.With(phones.Move(0, figure.Anchors.Crown.Y - 0.12 * phones.Bounds.Height - phones.Bounds.Top));
                }

            case WornOn.Neck:
                {
                    var below = item.Sized(width * head.Width, head.Center);
                    var top = head.Bottom - (figure.IsHeadOnly ? 0.1 : 0.02) * head.Height;
                    return figure.With(below.Move(head.Center.X - below.Bounds.Center.X, top - below.Bounds.Top - 0.12 * below.Bounds.Height));
                }

            case WornOn.Body when figure.IsHeadOnly:
                {
                    var clothes = item.Sized(width * head.Width, head.Center);
                    return figure.Before(clothes.Move(head.Center.X - clothes.Bounds.Center.X, head.Bottom - 0.1 * clothes.Bounds.Height - clothes.Bounds.Top));
                }

            case WornOn.Body:
                {
                    var trunk = figure.Bounds with { Top = head.Bottom };
                    return figure.With(item.Sized(0.8 * trunk.Width, new Point(trunk.Center.X, trunk.Top + 0.42 * trunk.Height)));
                }

            case WornOn.Feet:
                {
                    var body = figure.Bounds;
                    var shoe = item.Sized(width * (figure.IsHeadOnly ? head.Width : body.Width), body.Center);
                    shoe = shoe.Move(0, body.Bottom - 0.3 * shoe.Bounds.Height - shoe.Bounds.Top);
                    var step = 0.54 * shoe.Bounds.Width;
                    return figure.With(shoe.Move(-step, 0)).With(shoe.Move(step, 0));
                }

            case WornOn.Back:
                {
                    var pack = item.Sized(0.7 * figure.Bounds.Width, new Point(figure.Bounds.Right - 0.12 * figure.Bounds.Width, figure.Bounds.Bottom - 0.3 * figure.Bounds.Height));
                    return figure.Before(pack);
                }

            case WornOn.Hand:
            case WornOn.Nowhere when emoji.Group is not "objects" and not "activities":
                return Hold(figure, item);

            default:
                return Hat(figure, item, where == WornOn.Head ? width : 0.8);
        }
    }

    Figure Hat(Figure figure, Figure hat, double width)
    {
        var (head, crown) = (figure.Anchors.Head, figure.Anchors.Crown);
        // A head's box reaches over cheeks; where the brim lies the head is narrower.
        var placed = hat.Sized(Math.Clamp(width * 0.86 * head.Width, 14, 110), crown);
        placed = placed.Move(0, crown.Y + 0.16 * placed.Bounds.Height - placed.Bounds.Bottom);
        var tilt = variation.Around(5);
        return figure.With(placed.Apply(Matrix.Rotation(tilt).About(crown)));
    }

    public Figure Hold(Figure figure, Figure item, double size = 0.5, bool otherHand = false)
    {
        var body = figure.Bounds;
        var side = Math.Max(body.Width, body.Height) * size;
        var held = item.ToSize(side);
        var right = variation.Mirrored == otherHand;
        var x = right ? body.Right - 0.02 * body.Width : body.Left + 0.02 * body.Width;
        var y = body.Bottom - 0.2 * body.Height;
        // A narrow body holds things against itself: the item must touch what holds it.
        var edge = EdgeAt(figure, y, right) ?? x;
        x = edge + (right ? 1 : -1) * 0.12 * held.Bounds.Width;
        return figure.With(held.Move(x - held.Bounds.Center.X, y - held.Bounds.Center.Y));
    }

    /// <summary>Held by several at once: in the middle, below.</summary>
    public static Figure HoldTogether(Figure figure, Figure item)
    {
        var held = item.ToSize(0.42 * Math.Max(figure.Bounds.Width, figure.Bounds.Height));
        return figure.With(held.Move(figure.Bounds.Center.X - held.Bounds.Center.X, figure.Bounds.Bottom - 0.42 * held.Bounds.Height - held.Bounds.Center.Y));
    }

    public Figure Eat(Figure figure, Figure food)
    {
        var head = figure.Anchors.Head;
        var held = food.ToSize(0.5 * Math.Max(figure.Bounds.Width, figure.Bounds.Height));
        var side = variation.Mirrored ? -1 : 1;
        var mouth = new Point(figure.Anchors.Eyes.X, figure.Anchors.Eyes.Y + 0.55 * (head.Bottom - figure.Anchors.Eyes.Y));
        var x = mouth.X + side * (0.1 * head.Width + 0.42 * held.Bounds.Width);
        var y = mouth.Y + 0.3 * held.Bounds.Height;
        return figure.With(held.Move(x - held.Bounds.Center.X, y - held.Bounds.Center.Y));
    }

    public Figure Play(Figure figure, Figure item, Emoji emoji)
    {
        if (!Affordances.IsPlayedInFront(emoji)) return Hold(figure, item, 0.46);
        var placed = item.ToSize(0.66 * Math.Max(figure.Bounds.Width, figure.Bounds.Height));
        var x = figure.Bounds.Center.X + (variation.Mirrored ? -0.14 : 0.14) * figure.Bounds.Width;
        var y = figure.Bounds.Bottom - 0.02 * figure.Bounds.Height;
        return figure.With(placed.Move(x - placed.Bounds.Center.X, y - placed.Bounds.Center.Y));
    }

    public static Figure Read(Figure figure, Figure book)
    {
        var placed = book.ToSize(0.58 * Math.Max(figure.Bounds.Width, figure.Bounds.Height));
        var y = figure.Bounds.Bottom + 0.12 * placed.Bounds.Height;
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
