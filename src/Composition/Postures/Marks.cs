using EmojiGen.Composition.Drawn;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Postures;

/// <summary>What comics draw beside a body that moves: a shadow on the ground, lines, notes; and the bar that somebody hangs from.</summary>
static class Marks
{
    // Told on light and dark grounds.
    static readonly Color line = new(0x8d, 0xa2, 0xb8), ground = new(0x7c, 0x86, 0x96), note = new(0x8e, 0x5c, 0xe0), wood = new(0x9b, 0x6a, 0x45);

    const double ShadowOpacity = 0.4;

    /// <summary>On the ground below a body.</summary>
    /// <param name="above">How high the body is over it, canvas units.</param>
    public static Shape Shadow(Box body, double above)
    {
        var width = body.Width * (above > 0 ? 0.3 : 0.46);
        return new Shape(Svg.Path.Ellipse(new(body.Center.X, body.Bottom + above), width, 0.12 * width + 1.5), new Fill(new SolidPaint(ground)), null)
        { Opacity = ShadowOpacity };
    }

    /// <summary>Short lines below the feet of one who has jumped.</summary>
    public static Node Below(Box body, double length) => Lines([
        (new Point(body.Center.X - 0.2 * body.Width, body.Bottom + 0.35 * length), 90, 0.8 * length),
        (new Point(body.Center.X, body.Bottom + 0.2 * length), 90, length),
        (new Point(body.Center.X + 0.2 * body.Width, body.Bottom + 0.35 * length), 90, 0.8 * length)], length);

    /// <summary>Behind one who runs.</summary>
    /// <param name="side">1: to its right.</param>
    public static Node Behind(Box body, int side, double length)
    {
        var x = side > 0 ? body.Right + 0.12 * length : body.Left - 1.12 * length;
        return Lines([
            (new Point(x, body.Top + 0.3 * body.Height), 0, 0.8 * length),
            (new Point(x + side * 0.2 * length, body.Top + 0.52 * body.Height), 0, length),
            (new Point(x, body.Top + 0.74 * body.Height), 0, 0.8 * length)], length);
    }

    /// <summary>Above one who falls.</summary>
    public static Node Above(Box body, double length) => Lines([
        (new Point(body.Center.X - 0.28 * body.Width, body.Top - length), 90, 0.8 * length),
        (new Point(body.Center.X, body.Top - 1.3 * length), 90, length),
        (new Point(body.Center.X + 0.28 * body.Width, body.Top - length), 90, 0.8 * length)], length);

    static Group Lines(ReadOnlySpan<(Point From, double Degrees, double Length)> lines, double length)
    {
        var width = 0.22 * length;
        var nodes = new List<Node>();
        foreach (var (from, degrees, own) in lines)
        {
            var bar = Svg.Path.Rectangle(Box.At(0, -width / 2, own, width), width / 2);
            nodes.Add(new Shape(bar.Transform(Matrix.Translation(from.X, from.Y) * Matrix.Rotation(degrees)), new Fill(new SolidPaint(line)), null));
        }
        return new Group([.. nodes]);
    }

    /// <summary>Notes at both sides of one who dances.</summary>
    public static Node Notes(Box body, double size, Manner manner) => new Group([
        Note(new Point(body.Left - 0.1 * size, body.Top + 0.42 * body.Height), size, -8, manner),
        Note(new Point(body.Right + 0.25 * size, body.Top + 0.2 * body.Height), 0.8 * size, 10, manner)]);

    /// <param name="head">The middle of its round part.</param>
    static Group Note(Point head, double size, double degrees, Manner manner)
    {
        var place = Matrix.Translation(head.X, head.Y) * Matrix.Rotation(degrees) * Matrix.Scaling(size, size);
        var flag = new Svg.Path([
            new Segment(SegmentKind.Move, default, default, new(0.2, -0.02)),
            new Segment(SegmentKind.Line, default, default, new(0.2, -1)),
            new Segment(SegmentKind.Cubic, new(0.32, -0.8), new(0.72, -0.72), new(0.6, -0.3)),
            new Segment(SegmentKind.Cubic, new(0.56, -0.5), new(0.44, -0.56), new(0.32, -0.6)),
            new Segment(SegmentKind.Line, default, default, new(0.32, -0.02)),
            new Segment(SegmentKind.Close, default, default, new(0.2, -0.02))]);
        return new Group([
            manner.Fill(flag.Transform(place), note),
            manner.Fill(Svg.Path.Ellipse(new(0, 0), 0.33, 0.25).Transform(place * Matrix.Rotation(-18)), note)]);
    }

    /// <summary>A bar to hang from.</summary>
    /// <param name="at">Its middle.</param>
    public static Shape Bar(Point at, double width, double thick, Manner manner) =>
        manner.Fill(Svg.Path.Rectangle(Box.At(at.X - width / 2, at.Y - thick / 2, width, thick), thick / 2), wood);
}
