using EmojiGen.Svg;

namespace EmojiGen.Composition.Backdrops;

/// <summary>A place or a weather behind the figure: its sky's colours, and the names of our drawings of what is in its sky and on its
/// ground.</summary>
/// <param name="Name">Of the drawings <c>NAME.sky</c> and <c>NAME.ground</c>; either may be missing.</param>
/// <param name="Low">Of the sky, above the ground.</param>
/// <param name="IsWeather">Whether it may lie over another place: stars over the sea.</param>
sealed record Backdrop(string Name, Color High, Color Low, bool IsWeather = false, bool HasGround = true)
{
    static readonly Backdrop[] all =
    [
        new("snow", new(122, 170, 220), new(190, 217, 242), IsWeather: true),
        new("rain", new(110, 134, 163), new(168, 187, 207), IsWeather: true),
        new("night", new(24, 36, 92), new(62, 78, 150), IsWeather: true),
        new("sunset", new(240, 98, 90), new(255, 178, 98), IsWeather: true),
        new("sea", new(134, 205, 250), new(202, 236, 255)),
        new("underwater", new(70, 178, 230), new(24, 96, 172), HasGround: false),
        new("space", new(20, 18, 54), new(58, 40, 110), HasGround: false),
        new("desert", new(120, 200, 245), new(253, 232, 190)),
        new("forest", new(150, 214, 236), new(216, 240, 222)),
        new("meadow", new(118, 198, 250), new(205, 236, 255)),
        new("city", new(150, 190, 235), new(222, 232, 246)),
        new("fire", new(122, 24, 20), new(212, 62, 24)),
        new("beach", new(110, 200, 250), new(200, 238, 255)),
        new("mountains", new(126, 192, 244), new(216, 236, 250)),
    ];

    /// <exception cref="InvalidOperationException">There is no such backdrop.</exception>
    public static Backdrop Of(string name) => Array.Find(all, it => it.Name == name)
        ?? throw new InvalidOperationException($"things.tsv has a backdrop '{name}', which is not drawn: correct the line.");
}
