using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Removal;

/// <summary>What is shown where an attribute is denied: <em>not angry</em> is happy, <em>not red</em> is green.</summary>
static class Opposites
{
    /// <summary>Radians of hue: nearer than this two colours have one name.</summary>
    const double Near = 0.95, Apart = 1.2;

    /// <summary>The chroma below which a colour has no hue, and the lightness of white and black.</summary>
    const double Grey = 0.05, White = 0.9, Black = 0.35;

    static readonly (string Name, Color Color)[] others =
        [("green", new(63, 163, 77)), ("red", new(221, 46, 58)), ("blue", new(42, 111, 219)), ("yellow", new(255, 210, 31))];

    /// <summary>The colour that a subject gets whose colour is denied; null: its own is another already.</summary>
    /// <param name="own">What it has.</param>
    public static Recolour? Of(Recolour denied, Color own)
    {
        if (!IsThat(denied, Oklab.From(own))) return null;
        var hue = Oklab.From(denied.Color).Hue;
        var isGrey = denied.Kind is RecolourKind.Dark or RecolourKind.Light or RecolourKind.Grey;
        var (name, color) = others.First(it => isGrey || Distance(Oklab.From(it.Color).Hue, hue) > Apart);
        return new Recolour(name, RecolourKind.Hue, color);
    }

    static bool IsThat(Recolour denied, Oklab own) => denied.Kind switch
    {
        RecolourKind.Dark => own.L < Black,
        RecolourKind.Light => own is { L: > White, Chroma: < Grey },
        RecolourKind.Grey => own.Chroma < Grey,
        RecolourKind.Hue => own.Chroma >= Grey && Distance(own.Hue, Oklab.From(denied.Color).Hue) < Near,
        _ => true,
    };

    static double Distance(double a, double b) => Math.Abs(Math.IEEERemainder(a - b, 2 * Math.PI));
}
