using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Puts a figure's head where a person's was: a cat astronaut.</summary>
static class Roles
{
    /// <param name="part">The person's.</param>
    public static Figure Dress(Figure head, Icon person, Part part)
    {
        var anatomy = person.Anatomy;
        if (anatomy.PersonHead.Indices.Count == 0) return Beside(head, person, part);

        var below = SvgTree.Keep(person.Document, leaf => leaf < anatomy.HeadOrder && !anatomy.PersonHead.Contains(leaf));
        var above = SvgTree.Keep(person.Document, leaf => leaf >= anatomy.HeadOrder && !anatomy.PersonHead.Contains(leaf));
        var placed = Seat(head, anatomy.Head);
        var toCanvas = Canvas.From(person.Document.ViewBox);
        var node = new Group([
            new Group(below.Children) { Transform = toCanvas },
            placed.Node,
            new Group(above.Children) { Transform = toCanvas },
        ]);
        var dressed = new Solid(anatomy.Silhouette, Matrix.Identity, part, node);
        return new Figure(node, anatomy.Bounds.Union(placed.Bounds), [dressed, .. placed.Solids], placed.Anchors);
    }

    /// <summary>The head as large as the person's with a little over, since animals' heads are wide; chin on chin.</summary>
    static Figure Seat(Figure head, Box person)
    {
        var own = head.Anchors.Head;
        var scale = Math.Min(1.18 * person.Width / own.Width, 1.3 * person.Height / own.Height);
        var placed = head.Scale(scale);
        own = placed.Anchors.Head;
        return placed.Move(person.Center.X - own.Center.X, person.Bottom + 0.04 * person.Height - own.Bottom);
    }

    /// <summary>A person without a head to replace (seen from far, or behind glass): both are shown.</summary>
    static Figure Beside(Figure head, Icon person, Part part)
    {
        var figure = Casting.Draw(person.Document, person.Anatomy, part);
        return figure.With(head.Sized(0.5 * figure.Bounds.Width, new Point(figure.Bounds.Center.X,
            figure.Bounds.Top + 0.2 * figure.Bounds.Height)));
    }
}
