using EmojiGen.Art;
using EmojiGen.Composition.Removal;
using EmojiGen.Composition.Drawn;
using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.Materials;
using EmojiGen.Composition.Lettering;
using EmojiGen.Composition.Mixes;
using EmojiGen.Composition.People;
using EmojiGen.Composition.Postures;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Turns one subject of a prompt into a figure: its icon, coloured, with expression, hat, trade, flag and wings.</summary>
sealed class Casting(Catalogue catalogue, ArtLibrary library, Inscriber inscriber, ComposeOptions options, Variation variation, Alternative alternative,
    Trials trials, ICollection<Part> parts, Account account)
{
    /// <summary>A style whose faces are drawn of shapes: expressions and hats come from it where the style asked for has
    /// pictures.</summary>
    const string VectorStyle = "noto";

    /// <summary>On its face, on its body, as a sign.</summary>
    public const int WaysToExpress = 3;

    readonly Attachments attachments = new(variation, new Garments(options.Style));
    readonly Appearance appearance = new(catalogue, library, options.Style, account);
    readonly Wardrobe wardrobe = new(options.Style, new Garments(options.Style));
    readonly Poser poser = new(options.Style);
    readonly Toning toning = new(catalogue, library, options.Style);

    public Garments Garments { get; } = new(options.Style);

    /// <summary>The colour that most of a thing has, to cut clothes of.</summary>
    public Color ClothOf(Subject subject) => subject.Colour is { Kind: RecolourKind.Hue or RecolourKind.Gold or RecolourKind.Silver } said ? said.Color
        : Recolouring.PlainOf(subject.Colour) ?? library.Find(subject.Found.Emoji, options.Style)?.Anatomy.Dominant ?? new Color(128, 128, 128);
    readonly Dictionary<Part, Mixed> mixable = new(ReferenceEqualityComparer.Instance);

    /// <summary>Two figures as one thing that is both; null: they cannot be one.</summary>
    /// <param name="isCompound">Whether the second only modifies the first.</param>
    public Figure? Mix(Figure first, Figure second, bool isCompound) =>
        mixable.TryGetValue(first.Solids[0].Part, out var one) && mixable.TryGetValue(second.Solids[0].Part, out var other)
            ? Mixer.Mix(one with { Figure = first }, other with { Figure = second }, isCompound) : null;

    /// <summary>Each of several in a colour of its own, all of them one part of the picture.</summary>
    public IReadOnlyList<Figure> CastEach(IEnumerable<Subject> subjects, string role)
    {
        var figures = new List<Figure>();
        foreach (var subject in subjects)
        {
            if (Cast(subject, role) is not { } figure) return figures;
            if (figures.Count > 0)
            {
                var (own, shared) = (figure.Solids[0].Part, figures[0].Solids[0].Part);
                parts.Remove(own);
                figure = figure with { Solids = [.. figure.Solids.Select(it => it.Part == own ? it with { Part = shared } : it)] };
            }
            figures.Add(figure);
        }
        return figures;
    }

    /// <returns>Null where no art shows the emoji; the words are then in the list of what is not shown.</returns>
    public Figure? Cast(Subject subject, string role, bool wholeBody = false)
    {
        if (subject is { Posture: not null, Colour: null, Found.Emoji.Name: "black cat" } && catalogue.ByName("cat face") is { } cat)
            subject = subject with { Found = subject.Found with { Emoji = cat }, Colour = new Recolour("black", RecolourKind.Dark, default) };
        var headWanted = subject.Expression is not null || subject.Hat is not null || subject.Role is not null;
        var emoji = appearance.Choose(Posing(Choose(subject.Found, wholeBody, headWanted, subject.Posture is not null), subject.Posture), subject.Looks);
        var tone = subject.SkinTone == SkinTone.None ? subject.Looks.Skin?.Tone ?? SkinTone.None : subject.SkinTone;
        if (Find(emoji, subject.Found, role, tone) is not { } icon) return null;
        foreach (var held in subject.Contained) parts.Add(new Part(held.Emoji, "contained", held.Words, held.Score, icon.Icon.Set));
        if (!subject.Denied.IsEmpty) (subject, icon) = Deny(subject, icon);

        var look = Look(subject, icon, tone);
        if (subject.Inscription is { IsAlone: true } alone) return Badge(alone, subject.Colour, icon);
        var document = Dye(subject, icon, role, look.Document);
        if (subject.Inscription is not null && Affordances.IsWrittenOn(emoji)) document = Inscriber.Blank(document);
        var figure = Express(document, icon, subject.Expression);
        figure = figure with { Anchors = Flank.Righted(figure) };
        figure = appearance.Built(figure.Between(look.Behind, look.Before), subject.Looks, icon.Part);
        mixable[icon.Part] = new Mixed(subject, icon, figure);
        var isRimmed = subject.Colour?.Kind is RecolourKind.Dark or RecolourKind.Light && !IsPicture(icon.Icon);
        if (isRimmed && subject.Posture is null) figure = Rimmed(figure);
        foreach (var thing in subject.Worn) figure = PutOn(figure, thing, icon);
        if (subject.Hat is { } hat) figure = PutOn(figure, hat);
        if (subject.Inscription is { } lettering) figure = Inscribe(figure, lettering, icon);
        if (subject.Role is { } trade && Admit(trade, "role")) figure = Dress(figure, trade, tone);
        if (subject.Posture is { } posture) figure = Strike(figure, posture, icon.Part, document, isRimmed ? Rimmed : static it => it);
        if (subject.Winged && Affordances.Has(emoji, "wing")) figure = poser.Strike(figure, PostureKind.Flying, icon.Part, default, static it => it) ?? figure;
        else if (subject.Winged && catalogue.ByName("wing") is { } wing && new Found(wing, "wings", 1) is var wings
            && Admit(wings, "wings") && Find(wing, wings, "wings") is { } wingIcon) figure = Wings(figure, wingIcon);
        if (subject.Silhouette) figure = Blacken(figure);
        if (subject.Ghostly) figure = Ghost(figure);
        if (subject.UpsideDown) figure = figure.Apply(Matrix.Rotation(180).About(figure.Bounds.Center));
        return figure;

        Figure Rimmed(Figure body) => Rim.About(body, subject.Colour!.Kind == RecolourKind.Dark);
    }

    /// <summary>With what tells a trade by itself, a queen's crown; else in the clothes of one who has it.</summary>
    Figure Dress(Figure figure, Found trade, SkinTone tone)
    {
        if (Affordances.InsigniaOf(trade.Emoji) is { } name && catalogue.ByName(name) is { } sign)
            return Find(sign, trade, "role") is { } worn ? attachments.Wear(figure, Draw(worn), sign, worn.Icon.Anatomy.Dominant) : figure;
        return Find(trade.Emoji, trade, "role", tone) is { } person ? Roles.Dress(figure, person.Icon, person.Part) : figure;
    }

    Figure? Badge(Inscription lettering, Recolour? colour, PartIcon icon)
    {
        if (colour is not null) account.Shows(icon.Part, "colour", colour.Words);
        return Told(inscriber.Badge(lettering.Text, colour?.Color, icon.Part, Anchors.Of(icon.Anatomy)), lettering, icon.Part);
    }

    /// <summary>Letters on it; who is alive says them, but for what is written on his clothes.</summary>
    Figure Inscribe(Figure figure, Inscription lettering, PartIcon icon)
    {
        var thing = SolidOf(figure, lettering) ?? figure.Solids[0];
        var speaks = thing.Part == icon.Part && EmojiTraits.IsAnimate(icon.Part.Emoji);
        if (!speaks) return Told(inscriber.On(figure, thing, lettering.Text), lettering, thing.Part) ?? figure;
        if (catalogue.ByName("speech balloon") is not { } balloon) return figure;
        var part = new Part(balloon, "lettering", lettering.Words, 1, icon.Icon.Set);
        if (Told(inscriber.Say(figure, lettering.Text, part), lettering, part) is not { } speaking) return figure;
        parts.Add(part);
        return speaking;
    }

    /// <summary>Letters on what a figure wears, which is cut to its wearer.</summary>
    public Figure InscribeWorn(Figure figure, Inscription lettering, Part worn)
    {
        if (SolidOf(figure, lettering) is { } thing) return Told(inscriber.On(figure, thing, lettering.Text), lettering, worn) ?? figure;
        account.NotShown(lettering.Words);
        return figure;
    }

    static Solid? SolidOf(Figure figure, Inscription lettering) => lettering.On.Length == 0 ? null
        : figure.Solids.LastOrDefault(it => !it.IsMark && it.Part.Match.Contains(lettering.On, StringComparison.OrdinalIgnoreCase));

    Figure? Told(Figure? inscribed, Inscription lettering, Part part)
    {
        if (inscribed is null) account.NotShown(lettering.Words);
        else account.Shows(part, "text", lettering.Text);
        return inscribed?.ToBeRead();
    }

    /// <summary>The icon with the skin, hair and clothes that the prompt gives it. A picture of pixels takes none, which is
    /// reported.</summary>
    Appearance.Look Look(Subject subject, PartIcon icon, SkinTone tone)
    {
        var (looks, document) = (subject.Looks, icon.Document);
        if (looks == Looks.None) return new(document, null, null);
        if (looks.Skin is { } skin)
        {
            var isToned = !ReferenceEquals(library.Find(icon.Part.Emoji, options.Style), icon.Icon);
            if (!isToned && toning.Apply(icon, tone) is { } toned) (document, isToned) = (toned, true);
            if (isToned) account.Shows(icon.Part, "skinTone", Toning.NameOf(tone));
            else account.NotShown(skin.Words);
        }
        if (!IsPicture(icon.Icon)) return appearance.Of(looks, icon, document);
        foreach (var words in looks.WordsBesideSkin) account.NotShown(words);
        return new(document, null, null);
    }

    /// <summary>In the colour and with the flag asked for. A picture of pixels takes neither, which is reported.</summary>
    SvgDocument Dye(Subject subject, PartIcon icon, string role, SvgDocument document)
    {
        if (IsPicture(icon.Icon))
        {
            foreach (var words in LooksOf(subject)) account.NotShown(words);
            if (subject.Colour is { } unmet) account.NotShown(unmet.Words);
            if (subject.Flag is { } cloth) account.NotShown(cloth.Words);
            return document;
        }

        if (Things.ThingTable.Of("faceless").Contains(icon.Part.Emoji)) icon = icon with { Anatomy = icon.Anatomy with { Features = LeafSet.Empty } };
        if ((subject.Colour ?? Free(subject, role)) is { } colour)
        {
            document = (colour.Kind == RecolourKind.Grey ? TwoTone.BlackAndWhite(document, icon.Anatomy, colour) : null)
                ?? Recolouring.Apply(colour, document, icon.Anatomy);
            // Black line art has nothing that takes a colour.
            if (subject.Colour is not null && SvgTree.Colors(document).ToHashSet().SetEquals(SvgTree.Colors(icon.Document)))
                account.NotShown(colour.Words);
            else if (subject.Colour is not null) account.Shows(icon.Part, "colour", colour.Words);
        }
        document = AddLooks(document, subject, icon);
        if (subject.Flag is { } flag && Find(flag.Emoji, flag, "flag") is { } flagIcon)
            document = FlagFill.Apply(document, icon.Anatomy, flagIcon.Icon);
        return document;
    }

    /// <summary>Material, pattern and the colour of the eyes.</summary>
    SvgDocument AddLooks(SvgDocument document, Subject subject, PartIcon icon)
    {
        var (anatomy, part) = (icon.Anatomy, icon.Part);
        if (subject.Material is { } material)
        {
            document = Surface.Make(document, anatomy, material);
            account.Shows(part, "material", material.Words);
        }
        if (subject.Ornament is { } ornament)
        {
            document = Surface.Adorn(document, anatomy, ornament, subject.Colour is { Kind: RecolourKind.Hue } own ? own.Color : null);
            account.Shows(part, "pattern", ornament.Name);
            if (!ornament.Colours.IsEmpty) account.Shows(part, "colour", string.Join(" and ", ornament.Colours.Select(static it => it.Words)));
        }
        if (subject.EyeColour is not { } eyes) return document;
        // Another face replaces the eyes.
        if (subject.Expression is not null || EyePaint.Apply(document, anatomy, eyes.Color) is not { } seeing)
        {
            account.NotShown(eyes.Words);
            return document;
        }
        account.Shows(part, "eyes", eyes.Words);
        return seeing;
    }

    static IEnumerable<string> LooksOf(Subject subject)
    {
        if (subject.Material is { } material) yield return material.Words;
        if (subject.Ornament is { } ornament) yield return ornament.Words;
        if (subject.EyeColour is { } eyes) yield return eyes.Words;
    }

    /// <summary>Without what the prompt denies: a part is taken away, a feeling or colour becomes another. What the drawing never had needs
    /// nothing.</summary>
    (Subject Subject, PartIcon Icon) Deny(Subject subject, PartIcon icon)
    {
        foreach (var denial in subject.Denied)
        {
            if (denial.Expression is { } feeling) subject = subject with { Expression = subject.Expression ?? Opposite(feeling) };
            if (denial.Colour is { } colour && subject.Colour is null && Opposites.Of(colour, icon.Anatomy.Dominant) is { } other)
                subject = subject with { Colour = other };
            var part = denial.Emoji is { } thing && Affordances.Has(icon.Part.Emoji, thing.Emoji.Name) ? thing.Emoji.Name : denial.Thing;
            if (part.Length == 0 || !Affordances.Has(icon.Part.Emoji, part)) continue;
            // Of people's drawings nothing tells a hat from hair.
            if (!IsPicture(icon.Icon) && !EmojiTraits.IsPerson(icon.Part.Emoji) && PartRemoval.Take(part, icon.Document, icon.Anatomy) is var (document, anatomy))
                icon = icon with { Document = document, Anatomy = anatomy };
            else account.NotShown(denial.Words);
        }
        return (subject, icon);
    }

    Found? Opposite(Found feeling) => Affordances.OppositeOf(feeling.Emoji) is { } name && catalogue.ByName(name) is { } face
        ? new Found(face, feeling.Words, feeling.Score) : null;

    /// <summary>Of a plain person the catalogue's who does it, or at least stands: a head alone has no posture.</summary>
    Emoji Posing(Emoji emoji, Posture? posture) => posture is not null && EmojiTraits.IsPlainPerson(emoji)
        && Poser.Catalogued(posture.Kind) is { } name
        && catalogue.ByName(name.Replace("PERSON", emoji.Name.Contains("woman", StringComparison.Ordinal) || emoji.Name == "girl" ? "woman"
            : emoji.Name.Contains("man", StringComparison.Ordinal) || emoji.Name == "boy" ? "man" : "person", StringComparison.Ordinal)) is { } doing
        && library.Draws(options.Style, doing) ? doing : emoji;

    Figure Strike(Figure figure, Posture posture, Part part, SvgDocument document, Func<Figure, Figure> edge)
    {
        if (poser.Strike(figure, posture.Kind, part, Anatomy.OfThing(document).Dominant, edge) is { } struck)
        {
            account.Shows(part, "pose", posture.Words);
            return struck;
        }
        account.NotShown(posture.Words);
        return edge(figure);
    }

    /// <summary>With the expression: on its face; where that has no room, on its largest part; where that is no place for one (a flank, a
    /// picture's own eyes), as a comic's sign beside the head; else not.</summary>
    Figure Express(SvgDocument document, PartIcon icon, Found? expression)
    {
        var (anatomy, emoji) = (icon.Anatomy, icon.Part.Emoji);
        if (expression is null) return Draw(document, anatomy, icon.Part);
        var trial = trials.Of(expression.Words, "expression");
        var isFromTheSide = Affordances.IsSeenFromTheSide(emoji);
        var hasNoRoom = (isFromTheSide && IsOnFlank(anatomy)) || (IsPicture(icon.Icon) && EmojiTraits.IsAnimate(emoji));
        if (trial < 2 && !hasNoRoom && Vector(expression.Emoji) is { } face)
        {
            if (trial == 1) anatomy = Anatomy.OfThing(document);
            var part = Add(face, expression.Emoji, expression, "expression");
            var laid = Expressions.Lay(face, part, document, anatomy, icon.Part);
            return expression.Emoji.Name == "melting face" && !EmojiTraits.IsAnimate(emoji) ? Puddle.Under(laid, Anatomy.OfThing(document).Dominant, Manner.Of(options.Style)) : laid;
        }

        var figure = Draw(document, anatomy, icon.Part);
        if (trial < WaysToExpress && Affordances.SignOf(expression.Emoji) is { } name && catalogue.ByName(name) is { } sign
            && Find(sign, expression, "expression") is { } signIcon)
            return Placement.Beside(figure, Draw(signIcon), atLeft: isFromTheSide);
        account.NotShown(expression.Words);
        return figure;
    }

    /// <summary>An animal seen from the side has its head at one end. Where no eyes were found, room for a face is on its flank; and a
    /// small face in its middle lies between two spots.</summary>
    static bool IsOnFlank(Anatomy anatomy)
    {
        var aside = Math.Abs(anatomy.Face.Center.X - anatomy.Bounds.Center.X) / anatomy.Bounds.Width;
        var isSmall = anatomy.Face.Width < SmallFace * anatomy.Bounds.Width;
        return anatomy.Features.Indices.Count == 0 || (isSmall && aside < Central);
    }

    /// <summary>Shares of the animal's width: of a face that looks at us, and how far from the middle a head at one end begins.</summary>
    const double SmallFace = 0.45, Central = 0.15;

    Figure PutOn(Figure figure, WornThing thing, PartIcon wearer)
    {
        var found = new Found(thing.StandIn, thing.Words, 1);
        var role = thing.Place == WornPlace.Head ? "hat" : "worn";
        if (!Admit(found, role)) return figure;
        var icon = thing.Place == WornPlace.Side ? library.Find(thing.StandIn, options.Style) : null;
        var part = Add(icon ?? wearer.Icon, thing.StandIn, found, role);
        account.Shows(wearer.Part, "wears", thing.Words);
        var snout = Affordances.IsSeenFromTheSide(wearer.Part.Emoji) ? Flank.Snout(wearer.Icon.Anatomy) : null;
        var drawn = icon is null ? null : Draw(thing.Colour is { } colour ? Recolouring.Apply(colour, icon.Document, icon.Anatomy) : icon.Document, icon.Anatomy, part);
        if (thing is { Place: WornPlace.Arms, Colour: null }) thing = thing with { Colour = new Recolour("", RecolourKind.Hue, wearer.Anatomy.Dominant) };
        var filling = thing.Filling is { } stuff ? library.Find(stuff, options.Style) : null;
        return wardrobe.Put(figure, thing, part, drawn, snout, filling);
    }

    Figure PutOn(Figure figure, Found hat)
    {
        if (!Admit(hat, "hat")) return figure;
        // Flat's eyes touch the brims of its hats: ours brings none.
        if (options.Style == "flat" && hat.Emoji.Name == "cowboy hat face" && catalogue.ByName("cowboy hat face") is { } cowboy)
            return wardrobe.Put(figure, new WornThing("cowboy-hat", WornPlace.Head, cowboy, null, hat.Words), Add(library.Find(cowboy, options.Style)!, cowboy, hat, "hat"), null, null);
        if (Vector(hat.Emoji) is { } face && FaceHat.Of(face, Add(face, hat.Emoji, hat, "hat")) is { } worn)
            return attachments.Hat(figure, worn.Hat, worn.Width);
        account.NotShown(hat.Words);
        return figure;
    }

    /// <summary>Whether it is drawn at all: what was tried and did not come out well is reported instead.</summary>
    bool Admit(Found found, string role)
    {
        if (trials.Of(found.Words, role) == 0) return true;
        account.NotShown(found.Words);
        return false;
    }

    /// <summary>The style's drawing of a face, of which a piece is wanted: one of shapes.</summary>
    Icon? Vector(Emoji emoji) =>
        library.Find(emoji, options.Style) is { } icon && !IsPicture(icon) ? icon : library.Find(emoji, VectorStyle);

    static bool IsPicture(Icon icon) => icon.Document.Children is [Picture];

    /// <summary>Dark, yet not so dark that a dark ground swallows it.</summary>
    static readonly Color silhouetteColor = new(62, 66, 82);

    /// <summary>In one colour, in which no expression is seen.</summary>
    Figure Blacken(Figure figure)
    {
        foreach (var mark in figure.Solids.Where(static it => it.IsMark))
        {
            parts.Remove(mark.Part);
            account.NotShown(mark.Part.Match);
        }

        return figure with
        {
            Node = SvgTree.Silhouette(figure.Node, silhouetteColor),
            Solids = figure.Solids.RemoveAll(static it => it.IsMark),
        };
    }

    /// <summary>Takes a figure that finds no room out of the picture's parts, and says so.</summary>
    public void Leave(Figure figure)
    {
        foreach (var part in figure.Solids.Select(static it => it.Part).Distinct())
        {
            if (parts.Remove(part)) account.NotShown(part.Match);
        }
    }

    /// <summary>A drawing of ours has colours of its own.</summary>
    public void LeaveColour(Recolour colour) => account.NotShown(colour.Words);

    public static Figure Draw(PartIcon icon) => Draw(icon.Document, icon.Anatomy, icon.Part);

    /// <summary>The figure of an icon by itself.</summary>
    public static Figure Draw(SvgDocument document, Anatomy anatomy, Part part)
    {
        var drawing = new Group(document.Children)
        {
            Transform = Canvas.From(document.ViewBox),
            Clip = anatomy.Bleeds ? new ClipPath([new Shape(Svg.Path.Rectangle(document.ViewBox), new Fill(new SolidPaint(default)), null)])
                : null,
        };
        return new Figure(drawing, anatomy.Bounds, [new Solid(anatomy.Silhouette, Matrix.Identity, part, drawing) { IsRead = Affordances.IsRead(part.Emoji) }], Anchors.Of(anatomy));
    }

    /// <param name="tone">The emoji's own; none: what was asked for of all.</param>
    public PartIcon? Find(Emoji emoji, Found found, string role, SkinTone tone = SkinTone.None)
    {
        var icon = library.Find(emoji, options.Style, tone == SkinTone.None ? options.SkinTone : tone);
        if (icon is not null && role is "subject" or "object" && DrawnThings.Find(found.Drawing ?? found.Words) is { } own)
        {
            account.IsDrawn(found.Words);
            var (document, anatomy) = DrawnThings.Of(own, options.Style);
            return new PartIcon(icon!, Add(icon!, emoji, found, role)) { Document = document, Anatomy = anatomy };
        }
        if (icon is not null) return new PartIcon(icon, Add(icon, emoji, found, role));
        account.NotShown(found.Words);
        return null;
    }

    Part Add(Icon icon, Emoji emoji, Found found, string role)
    {
        var part = new Part(emoji, role, found.Words, found.Score, icon.Set);
        parts.Add(part);
        return part;
    }

    /// <summary>Many animals are there twice, as a head and whole. Expressions, hats and trades want the head,
    /// riding wants the back; where neither matters the seed chooses.</summary>
    Emoji Choose(Found found, bool wholeBody, bool headWanted, bool poses)
    {
        var emoji = found.Emoji;
        if (emoji.Group != "animals-nature") return emoji;
        var whole = emoji.Name.EndsWith(" face", StringComparison.Ordinal) ? catalogue.ByName(emoji.Name[..^" face".Length]) : emoji;
        var head = emoji.Name.EndsWith(" face", StringComparison.Ordinal) ? emoji : catalogue.ByName(emoji.Name + " face");
        if (whole is null || head is null || whole.Subgroup != head.Subgroup) return emoji;
        // A style that draws only one of the two shows that one, rather than the other in another style.
        if (OnlyDrawn(head, whole) is { } only) return only;
        if (wholeBody) return whole;
        if (headWanted) return head;
        // A small body goes below a head that looks at us; one from the side keeps its own.
        if (poses) return library.Find(head, options.Style) is { } icon && icon.Anatomy.LooksAtUs ? head : whole;
        var free = !found.Words.Contains("face", StringComparison.OrdinalIgnoreCase) && catalogue.Segment(found.Words).IsEmpty;
        return free && variation.Choice % 2 == 1 != alternative.IsOtherBody ? (emoji == head ? whole : head) : emoji;
    }

    Emoji? OnlyDrawn(Emoji head, Emoji whole) => (library.Draws(options.Style, head), library.Draws(options.Style, whole)) switch
    {
        (true, false) => head,
        (false, true) => whole,
        _ => null,
    };

    /// <summary>The colour that an alternative gives to what the prompt leaves free: not to people, who have their own, nor to what its
    /// colours tell.</summary>
    Recolour? Free(Subject subject, string role) => role == "subject" && subject.Flag is null
        && subject.Found.Emoji is { Group: not ("people-body" or "flags" or "symbols"), Subgroup: not "heart" } ? alternative.Tint : null;

    /// <summary>A small thing that an alternative sets beside the picture; null: none.</summary>
    public Figure? Companion() => alternative.Companion is { } name && catalogue.ByName(name) is { } emoji
        && trials.Of(name, "companion") == 0
        && Find(emoji, new Found(emoji, name, 1), "companion") is { } icon ? Draw(icon) : null;

    static Figure Wings(Figure figure, PartIcon wing)
    {
        var side = Draw(wing);
        var body = figure.Bounds;
        var span = 0.62 * body.Width;
        // The emoji is one wing, its shoulder at the lower left or right: each side gets one, shoulder inwards.
        var right = side.Sized(span, new Point(body.Right + 0.16 * body.Width, body.Top + 0.42 * body.Height));
        var left = side.Mirror().Sized(span, new Point(body.Left - 0.16 * body.Width, body.Top + 0.42 * body.Height));
        return figure.Before(left.With(right));
    }

    static Figure Ghost(Figure figure) => figure with
    {
        Node = new Group([SvgTree.MapColors(figure.Node, Pale)]) { Opacity = 0.62 },
    };

    static Color Pale(Color color)
    {
        var lab = Oklab.From(color);
        return new Oklab(0.25 + 0.75 * lab.L, lab.A * 0.35 - 0.01, lab.B * 0.35 - 0.03).ToColor();
    }
}

/// <summary>A drawing, and the part of the picture that it is.</summary>
sealed record PartIcon(Icon Icon, Part Part)
{
    /// <summary>The icon's, or what is left of it where something of it was taken away; each leaf in its place.</summary>
    public SvgDocument Document { get; init; } = Icon.Document;

    public Anatomy Anatomy { get; init; } = Icon.Anatomy;
}
