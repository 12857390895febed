using EmojiGen.Art;
using EmojiGen.Composition.Drawn;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Postures;

/// <summary>Gives a figure a posture: a head that looks at us gets a small body, a thing gets limbs, and a body that is drawn whole is turned
/// and lifted; what moves has a shadow and lines.</summary>
sealed class Poser(string style)
{
    // Shares of a body's height: how high one who has jumped is, and how long the lines of movement are.
    const double Jump = 0.2, Line = 0.13, Note = 0.26;

    // Degrees by which a body that is drawn whole turns.
    const double Leap = 9, Dash = 7, Reel = -9, Rear = 42, Soar = 12, Tumble = 150, Over = 180, Side = -90;

    readonly Manner manner = Manner.Of(style);

    /// <summary>Of a plain person the catalogue's name for one who does it, in place of PERSON; null: it has none.</summary>
    public static string? Catalogued(PostureKind kind) => kind switch
    {
        PostureKind.Running => "PERSON running",
        PostureKind.Dancing => "PERSON dancing",
        PostureKind.Sitting => "PERSON in lotus position",
        PostureKind.Lying => "person in bed",
        _ => "PERSON standing",
    };

    /// <summary>Whether the catalogue's person of that name shows the posture by itself.</summary>
    public static bool IsShownBy(Emoji emoji, PostureKind kind) => kind switch
    {
        PostureKind.Running => emoji.Name.EndsWith(" running", StringComparison.Ordinal),
        PostureKind.Dancing => emoji.Name.EndsWith(" dancing", StringComparison.Ordinal),
        PostureKind.Sitting => emoji.Name.EndsWith("lotus position", StringComparison.Ordinal),
        PostureKind.Lying => emoji.Name == "person in bed",
        PostureKind.Standing => emoji.Name.EndsWith(" standing", StringComparison.Ordinal),
        _ => false,
    };

    /// <param name="colour">What most of it has.</param>
    /// <param name="edge">What is drawn about the body, but not about its shadow.</param>
    /// <returns>Null where it cannot be shown so.</returns>
    public Figure? Strike(Figure figure, PostureKind kind, Part part, Color colour, Func<Figure, Figure> edge)
    {
        if (IsShownBy(part.Emoji, kind)) return edge(figure);
        return Pose(figure, kind, part, colour) is var (body, faces) ? Marked(edge(body), kind, faces) : null;
    }

    /// <returns>The body, and the side to which it looks.</returns>
    (Figure Body, int Faces)? Pose(Figure figure, PostureKind kind, Part part, Color colour)
    {
        var emoji = part.Emoji;
        if (Affordances.IsHead(emoji) && figure.Facing == 0) return Small(figure, kind, part, Coat.Of(colour, Affordances.HasDarkLimbs(emoji)));
        if (kind is not (PostureKind.Falling or PostureKind.LyingOnBack) && Affordances.MayHaveLimbs(emoji) && Stance.Of(kind) is { } stance)
            return (new Footed(manner).Stand(figure, colour, stance, part).Tilt(stance.Lean), stance.Lean < 0 ? -1 : 0);
        return Whole(figure, kind);
    }

    (Figure, int)? Small(Figure head, PostureKind kind, Part part, Coat coat)
    {
        var body = new Upright(manner);
        if (kind == PostureKind.Lying) return (body.Lie(head, coat, part), 0);
        if (kind == PostureKind.Curled) return (body.Curl(head, coat, part), 0);
        var stance = Stance.Of(kind)!.Value;
        return (body.Stand(head, coat, stance, part, isSeated: kind == PostureKind.Sitting).Tilt(stance.Lean), kind == PostureKind.Running ? -1 : 0);
    }

    /// <summary>A drawing that has a body of its own.</summary>
    static (Figure, int)? Whole(Figure figure, PostureKind kind)
    {
        var faces = figure.Facing;
        // Of a head in profile nothing tells how its body is held.
        if (faces != 0 && figure.IsHeadOnly && kind is PostureKind.Standing or PostureKind.Sitting or PostureKind.Hanging) return null;
        // A turn that raises the side to which it looks.
        var up = faces <= 0 ? 1 : -1;
        double? turn = kind switch
        {
            PostureKind.Standing => faces == 0 ? 0 : up * Rear,
            PostureKind.Jumping => up * Leap,
            PostureKind.Dancing => Reel,
            PostureKind.Running => up * -Dash,
            PostureKind.Flying => up * Soar,
            PostureKind.Falling => Tumble,
            PostureKind.LyingOnBack => faces == 0 ? Side : Over,
            PostureKind.Lying => Side,
            PostureKind.Hanging => 0,
            _ => null,
        };
        return turn is { } degrees ? (figure.Tilt(degrees), faces) : null;
    }

    /// <summary>With the marks of its movement.</summary>
    /// <param name="faces">The side to which it moves.</param>
    Figure Marked(Figure figure, PostureKind kind, int faces)
    {
        var box = figure.Bounds;
        var length = Line * box.Height;
        return kind switch
        {
            PostureKind.Jumping => figure.Between(new Group([Marks.Shadow(box, Jump * box.Height), Marks.Below(box, 0.75 * length)]), null),
            PostureKind.Dancing => figure.Between(new Group([Marks.Shadow(box, 0), Marks.Notes(box, Note * Math.Min(box.Width, box.Height), manner)]), null),
            PostureKind.Running => figure.Between(new Group([Marks.Shadow(box, 0.04 * box.Height), Marks.Behind(box, faces > 0 ? -1 : 1, 1.2 * length)]), null),
            PostureKind.Flying => figure.Between(new Group([Marks.Shadow(box, Jump * box.Height), Marks.Behind(box, faces > 0 ? -1 : 1, length)]), null),
            PostureKind.Falling => figure.Between(Marks.Above(box, 1.2 * length), null),
            PostureKind.Hanging => figure.Between(null, Marks.Bar(new Point(box.Center.X, box.Top + 0.04 * box.Height), 1.3 * box.Width, 0.07 * box.Height, manner)),
            _ => figure.Between(Marks.Shadow(box, 0), null),
        };
    }
}
