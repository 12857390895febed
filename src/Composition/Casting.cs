using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Turns one subject of a prompt into a figure: its icon, coloured, with expression, trade, flag and wings.</summary>
sealed class Casting(Catalogue catalogue, ArtLibrary library, ComposeOptions options, Variation variation, Alternative alternative,
    ICollection<Part> parts, ICollection<string> notShown)
{
    /// <returns>Null where no art shows the emoji; the words are then in the list of what is not shown.</returns>
    public Figure? Cast(Subject subject, string role, bool wholeBody = false)
    {
        var headWanted = subject.Expression is not null || subject.Role is not null;
        var emoji = Choose(subject.Found, wholeBody, headWanted);
        if (Find(emoji, subject.Found, role, subject.SkinTone) is not { } icon) return null;

        var anatomy = icon.Anatomy;
        var document = icon.Document;
        if ((subject.Colour ?? Free(subject, role)) is { } colour)
        {
            document = Recolouring.Apply(colour, icon.Document, anatomy);
            // Black line art has nothing that takes a colour, nor have pictures of pixels.
            if (subject.Colour is not null && SvgTree.Colors(document).SequenceEqual(SvgTree.Colors(icon.Document)))
                notShown.Add(colour.Words);
        }
        if (subject.Flag is { } flag && Find(flag.Emoji, flag, "flag") is { } flagIcon)
            document = FlagFill.Apply(document, anatomy, flagIcon);

        var figure = subject.Expression is { } expression && Find(expression.Emoji, expression, "expression") is { } face
            ? Expressions.Lay(face, document, anatomy, emoji)
            : Draw(document, anatomy);
        if (subject.Role is { } trade && Find(trade.Emoji, trade, "role", subject.SkinTone) is { } person)
            figure = Roles.Dress(figure, person);
        if (subject.Winged && catalogue.ByName("wing") is { } wing && Find(wing, new Found(wing, "wings", 1), "wings") is { } wingIcon)
            figure = Wings(figure, wingIcon);
        if (subject.Silhouette) figure = figure with { Node = SvgTree.Silhouette(figure.Node, silhouetteColor) };
        if (subject.Ghostly) figure = Ghost(figure);
        if (subject.UpsideDown) figure = figure.Apply(Matrix.Rotation(180).About(figure.Bounds.Center));
        return figure;
    }

    /// <summary>Dark, yet not so dark that a dark ground swallows it.</summary>
    static readonly Color silhouetteColor = new(62, 66, 82);

    /// <summary>The figure of an icon by itself.</summary>
    public static Figure Draw(SvgDocument document, Anatomy anatomy) => new(
        new Group(document.Children)
        {
            Transform = Canvas.From(document.ViewBox),
            Clip = anatomy.Bleeds ? new ClipPath([new Shape(Svg.Path.Rectangle(document.ViewBox), new Fill(new SolidPaint(default)), null)])
                : null,
        },
        anatomy.Bounds, [new Solid(anatomy.Silhouette, Matrix.Identity)], Anchors.Of(anatomy));

    /// <param name="tone">The emoji's own; none: what was asked for of all.</param>
    public Icon? Find(Emoji emoji, Found found, string role, SkinTone tone = SkinTone.None)
    {
        var icon = library.Find(emoji, options.Style, tone == SkinTone.None ? options.SkinTone : tone);
        if (icon is null) notShown.Add(found.Words);
        else parts.Add(new Part(emoji, role, found.Words, found.Score, icon.Set));
        return icon;
    }

    /// <summary>Many animals are there twice, as a head and whole. Expressions, hats and trades want the head,
    /// riding wants the back; where neither matters the seed chooses.</summary>
    Emoji Choose(Found found, bool wholeBody, bool headWanted)
    {
        var emoji = found.Emoji;
        if (emoji.Group != "animals-nature") return emoji;
        var whole = emoji.Name.EndsWith(" face", StringComparison.Ordinal) ? catalogue.ByName(emoji.Name[..^" face".Length]) : emoji;
        var head = emoji.Name.EndsWith(" face", StringComparison.Ordinal) ? emoji : catalogue.ByName(emoji.Name + " face");
        if (whole is null || head is null || whole.Subgroup != head.Subgroup) return emoji;
        // A style that draws only one of the two shows that one, rather than the other in another style.
        if (OnlyDrawn(head, whole) is { } only) return only;
        if (wholeBody) return whole;
        if (headWanted) return head;
        var free = !found.Words.Contains("face", StringComparison.OrdinalIgnoreCase) && catalogue.Segment(found.Words).IsEmpty;
        return free && variation.Choice % 2 == 1 != alternative.IsOtherBody ? (emoji == head ? whole : head) : emoji;
    }

    Emoji? OnlyDrawn(Emoji head, Emoji whole) => (library.Draws(options.Style, head), library.Draws(options.Style, whole)) switch
    {
        (true, false) => head,
        (false, true) => whole,
        _ => null,
    };

    /// <summary>The colour that an alternative gives to what the prompt leaves free: not to people, who have their own, nor to what its
    /// colours tell.</summary>
    Recolour? Free(Subject subject, string role) => role == "subject" && subject.Flag is null
        && subject.Found.Emoji is { Group: not ("people-body" or "flags" or "symbols"), Subgroup: not "heart" } ? alternative.Tint : null;

    /// <summary>A small thing that an alternative sets beside the picture; null: none.</summary>
    public Figure? Companion() => alternative.Companion is { } name && catalogue.ByName(name) is { } emoji
        && Find(emoji, new Found(emoji, name, 1), "companion") is { } icon ? Draw(icon.Document, icon.Anatomy) : null;

    static Figure Wings(Figure figure, Icon wing)
    {
        var side = Draw(wing.Document, wing.Anatomy);
        var body = figure.Bounds;
        var span = 0.62 * body.Width;
        // The emoji is one wing, its shoulder at the lower left or right: each side gets one, shoulder inwards.
        var right = side.Sized(span, new Point(body.Right + 0.16 * body.Width, body.Top + 0.42 * body.Height));
        var left = side.Mirror().Sized(span, new Point(body.Left - 0.16 * body.Width, body.Top + 0.42 * body.Height));
        return figure.Before(left.With(right));
    }

    static Figure Ghost(Figure figure) => figure with
    {
        Node = new Group([SvgTree.MapColors(figure.Node, Pale)]) { Opacity = 0.62 },
    };

    static Color Pale(Color color)
    {
        var lab = Oklab.From(color);
        return new Oklab(0.25 + 0.75 * lab.L, lab.A * 0.35 - 0.01, lab.B * 0.35 - 0.03).ToColor();
    }
}
