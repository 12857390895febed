using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Materials;

/// <summary>Gives a drawing the pattern and the material that were asked for.</summary>
static class Surface
{
    /// <summary>How much darker stripes are that have no colour of their own.</summary>
    const double ShadeOfPattern = 0.2;

    static readonly Color grain = new(92, 56, 24), mortar = new(225, 214, 200), glow = new(255, 120, 20),
        core = new(255, 214, 92), vein = new(150, 148, 152);

    /// <summary>Every leaf keeps its place, so that the anatomy stays true.</summary>
    /// <param name="ground">What the subject was coloured in; null: its own colour.</param>
    public static SvgDocument Adorn(SvgDocument document, Anatomy anatomy, Ornament ornament, Color? ground = null)
    {
        var dominant = Oklab.From(ground ?? anatomy.Dominant);
        if (ornament.Kind == OrnamentKind.TwoTone)
            return TwoTone.Apply(document, anatomy, ornament.Colours[0], ornament.Colours[1])
                ?? Adorn(document, anatomy, ornament with { Kind = OrnamentKind.Stripes }, ground);
        // Of two colours the first is the ground.
        if (ornament.Colours.Length > 1) document = Recolouring.Apply(ornament.Colours[0], document, anatomy);
        if (ornament.Kind == OrnamentKind.Gradient) return Fade.Apply(document, anatomy, ornament.Colours);
        ImmutableArray<Color> colours = ornament.Colours.Length switch
        {
            0 => [new Oklab(dominant.L > 0.45 ? dominant.L - ShadeOfPattern : dominant.L + ShadeOfPattern,
                dominant.A, dominant.B).ToColor()],
            1 => [Mark(ornament.Colours[0])],
            _ => [.. ornament.Colours.Skip(1).Select(Mark)],
        };
        var box = anatomy.Bounds;
        return Texture.Lay(document, anatomy, ornament.Kind switch
        {
            OrnamentKind.Stripes => Marks.Stripes(box, colours),
            OrnamentKind.Dots => Marks.Dots(box, colours),
            OrnamentKind.Checks => Marks.Checks(box, colours[0]),
            OrnamentKind.Hearts => Marks.Hearts(box, colours),
            _ => Marks.Stars(box, colours),
        });
    }

    /// <summary>The colour of what is laid on the ground.</summary>
    internal static Color Mark(Recolour colour) => colour.Kind switch
    {
        RecolourKind.Light => new Color(252, 252, 250),
        RecolourKind.Dark => new Color(40, 40, 46),
        _ => colour.Color,
    };

    /// <inheritdoc cref="Adorn"/>
    public static SvgDocument Make(SvgDocument document, Anatomy anatomy, Material material)
    {
        var box = anatomy.Bounds;
        var own = Tinted(document, anatomy, material);
        return material.Kind switch
        {
            MaterialKind.Wood => Texture.Lay(own, anatomy, Marks.Grain(box, grain)),
            MaterialKind.Stone => Texture.Lay(own, anatomy,
                [.. Marks.Speckles(box, new Color(50, 48, 46), new Color(240, 238, 232)),
                    .. Marks.Cracks(box, 2, new Color(70, 67, 64), 0.009, 0.6)]),
            MaterialKind.Marble => Texture.Lay(own, anatomy, Marks.Cracks(box, 4, vein, 0.012, 0.45)),
            MaterialKind.Brick => Texture.Lay(own, anatomy, Marks.Courses(box, mortar)),
            MaterialKind.Crystal => Texture.Lay(own, anatomy, Marks.Facets(box)),
            MaterialKind.Ice => Texture.Lay(own, anatomy,
                [.. Marks.Facets(box), .. Marks.Cracks(box, 3, new Color(255, 255, 255), 0.009, 0.75), .. Marks.Shine(box, 0.35)]),
            MaterialKind.Glass => Translucent(Texture.Lay(own, anatomy, Marks.Shine(box, 0.75))),
            MaterialKind.Metal => Texture.Lay(own, anatomy, Marks.Shine(box, 0.5)),
            MaterialKind.Lava => Texture.Lay(own, anatomy,
                [.. Marks.Cracks(box, 5, glow, 0.035, 1), .. Marks.Cracks(box, 5, core, 0.014, 1)]),
            MaterialKind.Paper => Texture.Lay(own, anatomy, Marks.Folds(box)),
            MaterialKind.Candy => Texture.Lay(own, anatomy, [.. Marks.Stripes(box, [new Color(255, 246, 250)]), .. Marks.Shine(box, 0.3)]),
            MaterialKind.Chocolate => Texture.Lay(own, anatomy, Marks.Shine(box, 0.16)),
            MaterialKind.Wool => Texture.Lay(own, anatomy, Marks.Stitches(box)),
            MaterialKind.Rubber => Texture.Lay(own, anatomy, Marks.Shine(box, 0.4)),
            _ => own,
        };
    }

    /// <summary>In the material's own colour, light and shade kept; what is knitted or of rubber keeps the thing's colours, and so does
    /// what only
    /// tastes of something keep its whites.</summary>
    static SvgDocument Tinted(SvgDocument document, Anatomy anatomy, Material material)
    {
        if (material.Kind is MaterialKind.Wool or MaterialKind.Rubber) return document;
        if (material.Kind == MaterialKind.Flavour)
            return Recolouring.Apply(new Recolour(material.Words, RecolourKind.Hue, material.Color), document, anatomy);
        var (target, dominant) = (Oklab.From(material.Color), Oklab.From(anatomy.Dominant));
        var isDark = material.Kind == MaterialKind.Lava;
        var toCanvas = Canvas.From(document.ViewBox);
        var tinted = LeafMap.Apply(document, leaf => anatomy.Features.Contains(leaf.Index) && !Recolouring.IsBody(leaf, anatomy, toCanvas)
            ? leaf.Node
            : SvgTree.MapColors(leaf.Node with { Filter = null }, Tint) with { Filter = leaf.Node.Filter });
        return SvgTree.MapFilterColors(tinted, Tint);

        Color Tint(Color color)
        {
            // Light and shade keep most of their distances about the material's own lightness; ink stays ink.
            const double Contrast = 0.6, Ink = 0.22;
            var from = Oklab.From(color);
            if (from.L < Ink && !isDark) return color;
            var lightness = Math.Clamp(target.L + Contrast * (from.L - dominant.L), isDark ? 0.24 : 0.3, 0.985);
            return Oklab.Of(lightness, target.Chroma * Math.Clamp(1.15 - Math.Abs(lightness - target.L), 0.4, 1.1), target.Hue).ToColor();
        }
    }

    static SvgDocument Translucent(SvgDocument document)
    {
        const double Clear = 0.62;
        return document with { Children = [.. document.Children.Select(it => it with { Opacity = Clear * it.Opacity })] };
    }
}
