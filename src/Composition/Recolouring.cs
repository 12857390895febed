using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Gives a picture another colour: hue and chroma change, the play of light stays, whites and blacks stay.</summary>
static class Recolouring
{
    /// <param name="colour">What the prompt asked for.</param>
    /// <param name="document">The icon.</param>
    /// <param name="anatomy">Eyes and mouth keep their colours; lightness moves from the icon's dominant one to the target's.</param>
    public static SvgDocument Apply(Recolour colour, SvgDocument document, Anatomy anatomy)
    {
        if (colour.Kind == RecolourKind.Rainbow) return Rainbow(document, anatomy);
        var shift = Shift(colour, Oklab.From(anatomy.Dominant));
        var toCanvas = Canvas.From(document.ViewBox);
        return LeafMap.Apply(document, leaf => anatomy.Features.Contains(leaf.Index) && !IsBody(leaf, anatomy, toCanvas)
            ? leaf.Node
            : SvgTree.MapColors(leaf.Node, shift));
    }

    /// <summary>What a dark or a light thing has for its colour; null for other ways of colouring.</summary>
    public static Color? PlainOf(Recolour? colour) => colour?.Kind switch
    {
        RecolourKind.Dark => new Color(0x2c, 0x2c, 0x32),
        RecolourKind.Light => new Color(0xf2, 0xf2, 0xf0),
        RecolourKind.Grey => new Color(0x8a, 0x8f, 0x98),
        _ => null,
    };

    /// <summary>What was taken for a feature and is as wide as the whole: the wings of a butterfly, between whose spots eyes were found.</summary>
    internal static bool IsBody(Leaf leaf, Anatomy anatomy, Matrix toCanvas)
    {
        const double Wide = 0.6, OfHead = 0.5, Central = 0.25, Coloured = 0.08, Alike = 0.15;
        if (leaf.Node is not Shape { Fill: not null }) return false;
        var box = toCanvas.Apply(SvgMeasure.Bounds(leaf));
        if (box.Width > Wide * anatomy.Bounds.Width || box.Area > OfHead * anatomy.Head.Area) return true;
        // Panes of wings: of the colour of the whole, and not in the middle, where snouts are.
        var (color, own) = (AveragePaint.Of(((Shape)leaf.Node).Fill!.Paint).Color, Oklab.From(anatomy.Dominant));
        return Math.Abs(box.Center.X - anatomy.Eyes.X) > Central * anatomy.EyeDistance && own.Chroma > Coloured
            && Math.Sqrt(Math.Pow(color.L - own.L, 2) + Math.Pow(color.A - own.A, 2) + Math.Pow(color.B - own.B, 2)) < Alike;
    }

    /// <summary>How each colour changes so that the dominant one becomes the target.</summary>
    internal static Func<Color, Color> Shift(Recolour colour, Oklab dominant)
    {
        var target = Oklab.From(colour.Color);
        return colour.Kind switch
        {
            RecolourKind.Grey => c => Oklab.From(c) is var o ? Oklab.Of(Contrast(o.L), 0, 0).ToColor() : c,
            RecolourKind.Dark => c => Toward(Oklab.From(c), dominant, 0.30, 0.01, 4.6),
            RecolourKind.Light => c => Toward(Oklab.From(c), dominant, 0.95, 0.008, 1.7),
            RecolourKind.Pastel => c => Pastel(Oklab.From(c)),
            RecolourKind.Neon => c => Neon(Oklab.From(c)),
            RecolourKind.Gold => c => Metal(Oklab.From(c), dominant, new Color(255, 196, 37)),
            RecolourKind.Silver => c => Metal(Oklab.From(c), dominant, new Color(190, 198, 208)),
            _ => c => Hue(Oklab.From(c), dominant, target),
        };
    }

    /// <summary>The same hues, pale: light goes up to nearly white, colour down to half. Ink stays ink.</summary>
    static Color Pastel(Oklab from)
    {
        const double Ink = 0.27, Floor = 0.58, Share = 0.4, OfChroma = 0.55, MostChroma = 0.095;
        return from.L < Ink ? from.ToColor()
            : Oklab.Of(Floor + Share * from.L, Math.Min(OfChroma * from.Chroma, MostChroma), from.Hue).ToColor();
    }

    /// <summary>The same hues, as strong as a screen shows them. What has no hue stays.</summary>
    static Color Neon(Oklab from)
    {
        const double Hueless = 0.03, Ink = 0.27, Strength = 1.9, Least = 0.22, Bright = 0.76, Share = 0.45;
        return from.Chroma < Hueless || from.L < Ink ? from.ToColor()
            : Oklab.Of(Bright + Share * (from.L - Bright), Math.Max(Least, Strength * from.Chroma), from.Hue).ToColor();
    }

    static double Contrast(double lightness) => Math.Clamp(0.5 + (lightness - 0.55) * 1.15, 0.08, 1);

    static Color Toward(Oklab from, Oklab dominant, double lightness, double chroma, double hue)
    {
        // Light and shade keep their distances, halved, about the new lightness.
        var l = lightness + (from.L - dominant.L) * 0.45;
        return Oklab.Of(Math.Clamp(l, 0.12, 0.99), chroma, hue).ToColor();
    }

    static Color Metal(Oklab from, Oklab dominant, Color metal)
    {
        // Metals show as strong contrast within one hue: shades go brown, lights go nearly white.
        var tone = Oklab.From(metal);
        var step = from.L - dominant.L;
        var l = Math.Clamp(tone.L + step * 1.1, 0.3, 0.985);
        if (from.L < 0.27) l = from.L;
        var chroma = tone.Chroma * Math.Clamp(1 - Math.Max(0, l - tone.L) * 3.2, 0.15, 1);
        return Oklab.Of(l, from.L < 0.27 ? Math.Min(chroma, 0.04) : chroma, tone.Hue - Math.Max(0, tone.L - l) * 0.5).ToColor();
    }

    static Color Hue(Oklab from, Oklab dominant, Oklab target)
    {
        var white = Smooth(0.93, 0.985, from.L) * Smooth(0.07, 0.03, from.Chroma);
        var black = Smooth(0.34, 0.24, from.L);
        // A white or black subject has nothing else to colour: then they take the colour too.
        if (dominant.L > 0.9 && dominant.Chroma < 0.05) white = 0;
        if (dominant.L < 0.36) black = Smooth(0.2, 0.1, from.L);
        var keep = Math.Max(white, black);
        var l = Math.Clamp(from.L + (target.L - dominant.L) * 0.62, Math.Min(from.L, 0.2), 0.97);
        var strength = Math.Clamp(0.35 + from.Chroma / Math.Max(dominant.Chroma, 0.03), 0.45, 1.1);
        var chroma = target.Chroma * strength * (l > target.L ? Math.Clamp((1 - l) / Math.Max(1 - target.L, 0.05), 0.25, 1) : 1);
        var to = Oklab.Of(l, chroma, target.Hue);
        return new Oklab(from.L + (to.L - from.L) * (1 - keep), from.A + (to.A - from.A) * (1 - keep),
            from.B + (to.B - from.B) * (1 - keep)).ToColor();
    }

    static double Smooth(double from, double to, double x)
    {
        var t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - 2 * t);
    }

    /// <summary>What is less opaque than this lies over a body that has the colour.</summary>
    internal const double Overlay = 0.8;

    /// <summary>On a body as dark as this such shades hide a rainbow.</summary>
    const double DarkBody = 0.5;

    /// <summary>How much of a dark shade is left on a rainbow.</summary>
    const double Faint = 0.4;

    static Color Hueless(Color color)
    {
        var lab = Oklab.From(color);
        return Oklab.Of(lab.L, 0.2 * lab.Chroma, lab.Hue).ToColor();
    }

    static readonly double[] rainbowHues = [0.5, 1.05, 1.75, 2.5, 4.3, 5.4];

    /// <summary>One rainbow over the whole picture: each part's fill becomes that gradient at the part's own lightness.</summary>
    static SvgDocument Rainbow(SvgDocument document, Anatomy anatomy)
    {
        var fromCanvas = Canvas.From(document.ViewBox).Invert();
        var start = fromCanvas.Apply(new Point(anatomy.Bounds.Left, anatomy.Bounds.Top));
        var end = fromCanvas.Apply(new Point(anatomy.Bounds.Right, anatomy.Bounds.Bottom));
        var dominant = Oklab.From(anatomy.Dominant);
        return LeafMap.Apply(document, leaf =>
        {
            if (leaf.Node is not Shape { Fill: { } fill } shape || anatomy.Features.Contains(leaf.Index)) return leaf.Node;
            var (color, alpha) = AveragePaint.Of(fill.Paint);
            // Lights and shades over a dark whole (Fluent's) stay so, without the colour they had.
            if (dominant.L < DarkBody && alpha * leaf.Opacity < Overlay) return SvgTree.MapColors(shape with { Opacity = Faint * shape.Opacity }, Hueless);
            if (color is { L: < 0.3, Chroma: < 0.05 } or { L: < 0.2 } || (color is { L: > 0.95, Chroma: < 0.03 } && dominant.L < 0.9)) return leaf.Node;
            var lightness = Math.Clamp(0.72 + (color.L - dominant.L) * 0.5, 0.4, 0.92);
            var chroma = lightness > 0.85 ? 0.09 : 0.17;
            var stops = ImmutableArray.CreateBuilder<GradientStop>();
            for (var i = 0; i < rainbowHues.Length; i++)
                stops.Add(new GradientStop((double)i / (rainbowHues.Length - 1), Oklab.Of(lightness, chroma, rainbowHues[i]).ToColor(), 1));
            var gradient = new LinearGradient(start, end, stops.ToImmutable(), leaf.ToRoot.Invert(), InBoundingBoxUnits: false,
                SpreadMethod.Pad);
            return shape with { Fill = fill with { Paint = gradient } };
        });
    }
}
