using EmojiGen.Svg;

namespace EmojiGen.Composition.Backdrops;

/// <summary>What of a backdrop may lie with another's: a sky over a place, and what falls from it.</summary>
enum BackdropKind
{
    /// <summary>A ground with a sky of its own.</summary>
    Place,

    /// <summary>Snow, rain: over any place, under any sky.</summary>
    Weather,

    /// <summary>A time of the day, or space: its colours are the sky's over any place.</summary>
    Sky,
}

/// <summary>A place or a weather behind the figure: its sky's colours, and the names of our drawings of what is in its sky, on its
/// ground, and before who is in it.</summary>
/// <param name="Name">Of the drawings <c>NAME.sky</c>, <c>NAME.ground</c> and <c>NAME.front</c>; any may be missing.</param>
/// <param name="Low">Of the sky, above the ground.</param>
sealed record Backdrop(string Name, Color High, Color Low, BackdropKind Kind = BackdropKind.Place, bool HasGround = true)
{
    /// <summary>Water that one is in up to the <c>front</c> drawing.</summary>
    public const string Sea = "sea", Lake = "lake";

    static readonly Backdrop[] all =
    [
        new("snow", new(122, 170, 220), new(190, 217, 242), BackdropKind.Weather),
        new("rain", new(110, 134, 163), new(168, 187, 207), BackdropKind.Weather),
        new("night", new(24, 36, 92), new(62, 78, 150), BackdropKind.Sky),
        new("sunset", new(240, 98, 90), new(255, 178, 98), BackdropKind.Sky),
        new(Sea, new(134, 205, 250), new(202, 236, 255)),
        new(Lake, new(118, 198, 250), new(205, 236, 255)),
        new("underwater", new(70, 178, 230), new(24, 96, 172), HasGround: false),
        new("space", new(20, 18, 54), new(58, 40, 110), BackdropKind.Sky, HasGround: false),
        new("sky", new(92, 182, 246), new(196, 232, 255), HasGround: false),
        new("moon", new(20, 18, 54), new(58, 40, 110)),
        new("desert", new(120, 200, 245), new(253, 232, 190)),
        new("forest", new(150, 214, 236), new(216, 240, 222)),
        new("jungle", new(132, 206, 190), new(214, 240, 200)),
        new("meadow", new(118, 198, 250), new(205, 236, 255)),
        new("city", new(150, 190, 235), new(222, 232, 246)),
        new("fire", new(122, 24, 20), new(212, 62, 24)),
        new("beach", new(110, 200, 250), new(200, 238, 255)),
        new("mountains", new(126, 192, 244), new(216, 236, 250)),
    ];

    /// <summary>Whether one swims in it rather than stands.</summary>
    public bool IsWater => Name is Sea or Lake;

    /// <exception cref="InvalidOperationException">There is no such backdrop.</exception>
    public static Backdrop Of(string name) => Array.Find(all, it => it.Name == name)
        ?? throw new InvalidOperationException($"things.tsv has a backdrop '{name}', which is not drawn: correct the line.");
}
