using EmojiGen.Composition.Drawn;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Postures;

/// <summary>Arms and legs of our own, in a style's manner.</summary>
sealed class Limbs(Manner manner)
{
    /// <param name="joint">Where it begins.</param>
    /// <param name="degrees">From hanging down, clockwise as seen.</param>
    public Shape Limb(Point joint, double degrees, double length, double width, Color colour) =>
        manner.Fill(Turned(Svg.Path.Rectangle(Box.At(-width / 2, -width / 2, width, length + width), width / 2), joint, degrees), colour);

    /// <summary>At a limb's end, turned with it by a part.</summary>
    public Shape Foot(Point joint, double degrees, double length, double width, Color colour)
    {
        var end = EndOf(joint, degrees, length);
        var aside = Math.Sign(degrees) * FootAside * width;
        return manner.Fill(Turned(Svg.Path.Ellipse(new(0, 0), FootLong * width, FootHigh * width), new(end.X - aside, end.Y), FootTurn * degrees), colour);
    }

    public Shape Hand(Point joint, double degrees, double length, double width, Color colour) =>
        manner.Fill(Svg.Path.Circle(EndOf(joint, degrees, length), HandWide * width), colour);

    const double FootAside = 0.2, FootLong = 0.86, FootHigh = 0.56, FootTurn = 0.35, HandWide = 0.62;

    static Svg.Path Turned(Svg.Path path, Point at, double degrees) => path.Transform(Matrix.Translation(at.X, at.Y) * Matrix.Rotation(degrees));

    static Point EndOf(Point joint, double degrees, double length) => (Matrix.Translation(joint.X, joint.Y) * Matrix.Rotation(degrees)).Apply(new Point(0, length));
}
