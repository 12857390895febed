using EmojiGen.Art;
using EmojiGen.Composition.Drawn;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition.People;

/// <summary>Draws somebody as the prompt says he looks: of the catalogue's own variants the one that shows most of it, then leaves of the
/// icon in other colours, then shapes of our own behind and before it.</summary>
sealed class Appearance(Catalogue catalogue, ArtLibrary library, string style, Account account)
{
    // Hair colours as the catalogue's variants have them; looks.tsv says them too.
    static readonly Color red = new(0xc2, 0x50, 0x1e), blond = new(0xf2, 0xc7, 0x5c), white = new(0xf3, 0xf1, 0xec), grey = new(0xb4, 0xb8, 0xbe),
        brown = new(0x5a, 0x3a, 0x26), skinOfNobody = new(0xff, 0xca, 0x28);

    // Shares of a face's height: where the mouth is when the art does not tell, how high it is, and how far a skull reaches over the face.
    const double MouthFromTop = 0.74, MouthHeight = 0.1, CheeksFromTop = 0.63, HighestMouth = 0.64, LowestMouth = 0.88, MostSkull = 0.35;

    // A mouth in a drawing of a beard, and the chin below it, in the drawing's units.
    const double DrawnMouth = 46, DrawnChin = 100;

    // Builds, as shares of the width.
    const double Chubby = 1.16, Thin = 0.84;

    const double Stubble = 0.35;

    readonly Manner manner = Manner.Of(style);

    /// <summary>The catalogue's own emoji for a plain person who looks so; the same emoji where it has none, or the style does not draw
    /// it.</summary>
    public Emoji Choose(Emoji emoji, Looks looks)
    {
        if (looks == Looks.None || emoji.Name is not ("man" or "woman" or "person")) return emoji;
        foreach (var name in Variants(emoji.Name, looks))
            if (catalogue.ByName(name) is { } variant && library.Draws(style, variant)) return variant;
        return emoji;
    }

    static IEnumerable<string> Variants(string person, Looks looks)
    {
        if (looks.Age?.Age == Age.Old && looks.Hair is null && looks.HairColour is null) yield return person == "person" ? "older person" : $"old {person}";
        if (looks.Hair?.Shape == HairShape.Bald) yield return $"{person}: bald";
        if (looks.Hair?.Shape is HairShape.Curly or HairShape.Afro) yield return $"{person}: curly hair";
        if (looks is { Beard: { Shape: BeardShape.Beard, Colour: null, IsLong: false }, Hair: null, HairColour: null, Age: null })
            yield return $"{person}: beard";
        if (looks.Hair is not null || looks.HairColour is not { Kind: RecolourKind.Hue } colour) yield break;
        if (colour.Color == red) yield return $"{person}: red hair";
        if (colour.Color == blond) yield return $"{person}: blond hair";
        if (colour.Color == white) yield return $"{person}: white hair";
    }

    /// <summary>An icon as it is to look, and what is drawn behind and before it.</summary>
    public sealed record Look(SvgDocument Document, Node? Behind, Node? Before);

    /// <param name="icon">Of the emoji that <see cref="Choose"/> chose.</param>
    /// <param name="document">Its drawing in the tone asked for.</param>
    public Look Of(Looks looks, PartIcon icon, SvgDocument document)
    {
        var (anatomy, part) = (icon.Anatomy, icon.Part);
        var natural = Tint.Mean(document, anatomy.Hair);
        var wanted = WantedHair(looks);
        var hasColour = wanted is null || IsGreyAlready(part.Emoji, wanted.Value) || (looks.HairColour is { } said && IsVariantOf(part.Emoji, said));
        if (!hasColour) document = looks.HairColour?.Kind == RecolourKind.Rainbow ? Tint.Rainbow(document, anatomy.Hair)
            : natural is { } mean ? Tint.Apply(document, anatomy.Hair, mean, wanted!.Value) : document;

        var (behind, before) = (new List<Node>(), new List<Node>());
        var hairColour = wanted ?? natural ?? brown;
        var ink = looks.HairColour?.Kind == RecolourKind.Rainbow ? Tint.RainbowPaint() : null;
        var isStyled = Style(looks, part.Emoji, anatomy, hairColour, ink, ref document, behind, before);
        var isColoured = wanted is null || hasColour || natural is not null || (isStyled && looks.Hair?.Shape == HairShape.Mohawk)
            || (anatomy.PersonHead.Indices.Count == 0 && isStyled && behind.Count + before.Count > 0);
        Tell(looks, part, isStyled, isColoured);
        if (looks.Beard is { } beard) Grow(beard, icon, hairColour, before);
        if (looks.Freckles is not null)
        {
            before.Add(Draw("freckles.front", Cheeks(FaceOf(anatomy)), hairColour, anatomy.Ground));
            account.Shows(part, "freckles", "yes");
        }
        if (looks.Clothes is { } clothes) document = Dress(document, icon, clothes, behind);
        return new Look(document, behind.Count == 0 ? null : new Group([.. behind]), before.Count == 0 ? null : new Group([.. before]));
    }

    /// <summary>Every set draws the old with grey hair.</summary>
    static bool IsGreyAlready(Emoji emoji, Color hair) =>
        emoji.Name is "old man" or "old woman" or "older person" && Oklab.From(hair) is { L: > 0.6, Chroma: < 0.04 };

    static bool IsVariantOf(Emoji emoji, Recolour colour) =>
        (colour.Color == red && emoji.Name.EndsWith(": red hair", StringComparison.Ordinal))
        || (colour.Color == blond && emoji.Name.EndsWith(": blond hair", StringComparison.Ordinal))
        || (colour.Color == white && emoji.Name.EndsWith(": white hair", StringComparison.Ordinal));

    static Color? WantedHair(Looks looks) => looks switch
    {
        { HairColour: { Kind: RecolourKind.Rainbow } } => new Color(142, 36, 170),
        { HairColour: { } colour } => colour.Color,
        { Age.Age: Age.Old } => grey,
        _ => null,
    };

    /// <summary>The hair's shape, drawn.</summary>
    /// <returns>False where nothing shows it.</returns>
    bool Style(Looks looks, Emoji emoji, Anatomy anatomy, Color colour, Paint? ink, ref SvgDocument document, List<Node> behind, List<Node> before)
    {
        var shape = looks.Hair?.Shape ?? looks.Length?.Shape ?? HairShape.Plain;
        if (shape is HairShape.Plain or HairShape.Straight) return true;
        if (shape == HairShape.Bald && emoji.Name.EndsWith(": bald", StringComparison.Ordinal)) return true;
        if (shape is HairShape.Curly or HairShape.Afro && emoji.Name.EndsWith(": curly hair", StringComparison.Ordinal)) return true;
        if (shape == HairShape.Short && emoji.Name.StartsWith("man", StringComparison.Ordinal)) return true;

        var hair = HairBox(document, anatomy);
        var skull = Skull(anatomy, hair);
        var onto = Drawing.Onto(skull);
        if (shape is HairShape.Bald or HairShape.Mohawk)
        {
            if (!hair.IsEmpty)
            {
                document = Haircut.Shave(document, anatomy, hair);
                behind.Add(Draw("scalp.back", onto, SkinOf(anatomy), SkinOf(anatomy)));
            }
            if (shape == HairShape.Bald) return !hair.IsEmpty;
        }
        var name = FileOf(shape);
        if (name is null) return false;
        if (Drawing.Find(name + ".back") is not null) behind.Add(Draw(name + ".back", onto, colour, SkinOf(anatomy), ink));
        if (Drawing.Find(name + ".front") is not null) before.Add(Draw(name + ".front", onto, colour, SkinOf(anatomy), ink));
        return true;
    }

    static string? FileOf(HairShape shape) => shape switch
    {
        HairShape.Afro => "afro",
        HairShape.Curly => "curly",
        HairShape.Wavy => "wavy",
        HairShape.Long => "long",
        HairShape.Spiky => "spiky",
        HairShape.Braids => "braids",
        HairShape.Pigtails => "pigtails",
        HairShape.Ponytail => "ponytail",
        HairShape.Bun => "bun",
        HairShape.SpaceBuns => "spacebuns",
        HairShape.Bob => "bob",
        HairShape.Dreadlocks => "dreadlocks",
        HairShape.Mohawk => "mohawk",
        _ => null,
    };

    void Tell(Looks looks, Part part, bool isStyled, bool isColoured)
    {
        if (looks.Age is { } age)
        {
            if (age.Age == Age.Young || isColoured || part.Emoji.Name.StartsWith("old", StringComparison.Ordinal)) account.Shows(part, "age", age.Age == Age.Old ? "old" : "young");
            else account.NotShown(age.Words);
        }
        if (looks.Build is { Build: Build.Muscular } build) account.NotShown(build.Words);
        if (looks is { Hair: null, HairColour: null, Length: null }) return;
        if (!isStyled || !isColoured)
        {
            account.NotShown(looks.HairWords ?? looks.HairColour?.Words ?? looks.Hair!.Words);
            return;
        }
        var shape = looks.Hair?.Shape ?? looks.Length?.Shape;
        var told = (looks.HairColour?.Words, shape) switch
        {
            ({ } colour, null or HairShape.Plain) => colour,
            ({ } colour, { } style) => $"{colour} {NameOf(style)}",
            (null, { } style) => NameOf(style),
            _ => "",
        };
        account.Shows(part, "hair", told);
    }

    static string NameOf(HairShape shape) => shape switch
    {
        HairShape.SpaceBuns => "space buns",
        _ => shape.ToString().ToLowerInvariant(),
    };

    void Grow(Beard beard, PartIcon icon, Color hair, List<Node> before)
    {
        var anatomy = icon.Anatomy;
        var colour = beard.Colour is { Kind: not RecolourKind.Rainbow } said ? Recolouring.PlainOf(said) ?? said.Color : OffSkin(hair, anatomy.Ground);
        account.Shows(icon.Part, "beard", beard.Colour?.Words ?? beard.Shape.ToString().ToLowerInvariant());
        if (icon.Part.Emoji.Name.EndsWith(": beard", StringComparison.Ordinal)) return;
        var name = beard.Shape switch
        {
            BeardShape.Moustache => "moustache",
            BeardShape.Goatee => "goatee",
            _ => beard.IsLong ? "longbeard" : "beard",
        };
        var drawn = Draw(name + ".front", Drawing.Onto(MouthBox(anatomy, FaceOf(anatomy))), colour, anatomy.Ground);
        before.Add(beard.Shape == BeardShape.Stubble ? new Group([drawn]) { Opacity = Stubble } : drawn);
    }

    /// <summary>Hair nearly as yellow as skin makes no beard that is seen: then it is darker.</summary>
    static Color OffSkin(Color hair, Color skin)
    {
        const double LeastApart = 0.14, Darker = 0.2;
        var (own, ground) = (Oklab.From(hair), Oklab.From(skin));
        return Math.Abs(own.L - ground.L) < LeastApart ? (own with { L = own.L - Darker }).ToColor() : hair;
    }

    /// <summary>The face's box with its height changed so that the mouth in a drawing of a beard lies on the icon's.</summary>
    static Box MouthBox(Anatomy anatomy, Box face)
    {
        var features = anatomy.FeatureBounds;
        var seen = (features.Bottom - face.Top) / face.Height - MouthHeight / 2;
        var mouth = face.Top + (seen is > HighestMouth and < LowestMouth ? seen : MouthFromTop) * face.Height;
        var unit = (face.Bottom - mouth) / (DrawnChin - DrawnMouth);
        return new Box(face.Left, face.Bottom - 2 * Drawing.Half * unit, face.Right, face.Bottom);
    }

    static Matrix Cheeks(Box face) => Matrix.Translation(face.Center.X, face.Top + CheeksFromTop * face.Height)
        * Matrix.Scaling(face.Width / (2 * Drawing.Half), face.Width / (2 * Drawing.Half));

    /// <summary>A person's face; of others what is free of their head for one.</summary>
    static Box FaceOf(Anatomy anatomy) => anatomy.PersonHead.Indices.Count > 0 ? anatomy.Head : anatomy.Face;

    static Color SkinOf(Anatomy anatomy) => anatomy.PersonHead.Indices.Count > 0 ? anatomy.Ground : skinOfNobody;

    static Box HairBox(SvgDocument document, Anatomy anatomy)
    {
        if (anatomy.Hair.Indices.Count == 0) return Box.Empty;
        var toCanvas = Canvas.From(document.ViewBox);
        var box = Box.Empty;
        foreach (var leaf in SvgTree.Leaves(document))
            if (anatomy.Hair.Contains(leaf.Index)) box = box.Union(toCanvas.Apply(SvgMeasure.Bounds(leaf)));
        return box;
    }

    /// <summary>The head with its hair, without what of it hangs down.</summary>
    static Box Skull(Anatomy anatomy, Box hair)
    {
        var head = anatomy.Head;
        var top = hair.IsEmpty ? head.Top : Math.Clamp(hair.Top, head.Top - MostSkull * head.Height, head.Top);
        return head with { Top = top };
    }

    Node Draw(string name, Matrix onto, Color hair, Color skin, Paint? ink = null) => manner.Draw(Drawing.Of(name), onto,
        color => color == Drawing.HairInk ? hair : color == Drawing.SkinInk ? skin : color, hair, ink);

    /// <summary>What is neither skin nor hair nor face nor line, in a colour.</summary>
    SvgDocument Dress(SvgDocument document, PartIcon icon, Recolour colour, List<Node> behind)
    {
        var anatomy = icon.Anatomy;
        // A headscarf is cloth all round the face.
        var isScarf = icon.Part.Emoji.Name.EndsWith("headscarf", StringComparison.Ordinal);
        var lowest = isScarf ? double.NegativeInfinity : anatomy.Head.Center.Y;
        var toCanvas = Canvas.From(document.ViewBox);
        var clothes = new LeafSet(SvgTree.Leaves(document)
            .Where(leaf => (isScarf ? !anatomy.Features.Contains(leaf.Index) : !anatomy.PersonHead.Contains(leaf.Index)) && !anatomy.Skin.Contains(leaf.Index) && !anatomy.Hair.Contains(leaf.Index)
                && leaf.Node is Shape { Fill: not null } && toCanvas.Apply(SvgMeasure.Bounds(leaf)).Center.Y > lowest)
            .Select(leaf => leaf.Index));
        account.Shows(icon.Part, "clothes", colour.Words);
        var cloth = Recolouring.PlainOf(colour) ?? colour.Color;
        if (Tint.Mean(document, clothes) is not { } mean)
        {
            // Of a head alone shoulders are drawn.
            var drawing = Drawing.Of("sweater");
            var main = SvgTree.Colors(drawing)[0];
            behind.Add(manner.Draw(drawing, Drawing.Onto(anatomy.Head), color => color == main ? cloth : Darker(cloth)));
            return document;
        }
        return colour.Kind == RecolourKind.Rainbow ? Tint.Rainbow(document, clothes) : Tint.Apply(document, clothes, mean, cloth);
    }

    static Color Darker(Color color)
    {
        var lab = Oklab.From(color);
        return (lab with { L = lab.L - 0.1 }).ToColor();
    }

    /// <summary>Broader or narrower, as the prompt says.</summary>
    public Figure Built(Figure figure, Looks looks, Part part)
    {
        var width = looks.Build?.Build switch { Build.Chubby => Chubby, Build.Thin => Thin, _ => 1 };
        if (width == 1) return figure;
        account.Shows(part, "build", looks.Build!.Build == Build.Chubby ? "chubby" : "thin");
        return figure.Apply(Matrix.Scaling(width, 1).About(figure.Bounds.Center));
    }
}
