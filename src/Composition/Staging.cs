using EmojiGen.Art;
using System.Globalization;
using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.Materials;

namespace EmojiGen.Composition;

/// <summary>Joins the figures of one scene by the relations between them.</summary>
sealed class Staging(Catalogue catalogue, SceneDescription description, Casting casting, Variation variation, Alternative alternative,
    Trials trials, Account account)
{
    /// <summary>Of a thing that stands beside its owner, since on him it would not be seen; a share of his size.</summary>
    const double BesideSize = 0.6;

    /// <summary>What has letters on it is held larger, so that they are read.</summary>
    const double Readable = 1.4;

    /// <summary>Ways to place a thing: where it belongs, and beside.</summary>
    const int WaysToPlace = 2;

    /// <summary>Two beside each other are wider than one, and as large as one and a half of him; they have a sixth in common.</summary>
    const double GroupSize = 1.5, MostOfGroup = 1.3, GroupOverlap = 0.16;

    readonly Encounter encounter = new(catalogue, casting, trials, account);
    readonly Attachments attachments = new(variation, casting.Garments);
    readonly Dictionary<int, Figure?> figures = [];
    readonly HashSet<int> placed = [];

    /// <summary>Share of the canvas to fill: less than all for a single tiny thing.</summary>
    public double Frame { get; private set; } = 1;

    public Figure? Stage()
    {
        var figure = Joined();
        if (figure is null) return null;
        if (description.Subjects.All(it => CanTurn(it.Found.Emoji)))
        {
            if (alternative.IsMirrored) figure = figure.Mirror();
            figure = figure.Tilt(alternative.Lean);
        }
        return casting.Companion() is { } companion ? Placement.Beside(figure, companion, atLeft: alternative.IsMirrored) : figure;
    }

    Figure? Joined()
    {
        for (var i = 0; i < description.Subjects.Length; i++) figures[i] = Cast(i);
        // Each of several is dressed before there are several; what they hold together comes after.
        foreach (var relation in description.Relations.Where(r => IsAttachment(r) && IsForEach(r))) Attach(relation, isOne: true);
        for (var i = 0; i < description.Subjects.Length; i++) Multiply(i);
        foreach (var relation in description.Relations.Where(r => IsAttachment(r) && !IsForEach(r)))
            Attach(relation, isOne: description.Subjects[relation.Subject].Count == 1);
        foreach (var relation in description.Relations.Where(r => !IsAttachment(r))) Place(relation);
        foreach (var relation in description.Relations.Where(static it => it.Mutual is null)) Deeds.Tell(relation, account);

        var row = new List<Figure>();
        var sizes = new List<double>();
        for (var i = 0; i < description.Subjects.Length; i++)
        {
            if (placed.Contains(i) || figures[i] is not { } figure) continue;
            row.Add(figure);
            sizes.Add(Placement.Factor(description.Subjects[i].Size));
        }

        if (row.Count == 0) return null;
        if (row.Count == 1)
        {
            Frame = description.Subjects.Length == 1 ? Math.Min(1, sizes[0] < 0.5 ? 0.42 : sizes[0] < 1 ? 0.66 : 1) : 1;
            return description.Subjects.Length == 1 && !row[0].Equals(null) ? Posed(row[0]) : row[0];
        }

        return Placement.Row(row, sizes: sizes);
    }

    /// <summary>A subject by itself may stand a little askew, or look the other way: the seed decides.</summary>
    Figure Posed(Figure figure)
    {
        if (!CanTurn(description.Subjects[0].Found.Emoji)) return figure;
        if (variation.Mirrored) figure = figure.Mirror();
        return figure.Tilt(variation.Tilt);
    }

    /// <summary>Signs and flags are read, and stay upright.</summary>
    static bool CanTurn(Emoji emoji) => emoji.Group is not ("flags" or "symbols");

    Figure? Cast(int index)
    {
        var subject = description.Subjects[index];
        var isObject = description.Relations.Any(r => r.Object == index
            && r.Kind is not (RelationKind.And or RelationKind.NextTo or RelationKind.Mix));
        if (isObject && trials.Of(subject.Found.Words, "object") >= WaysToPlace)
        {
            account.NotShown(subject.Found.Words);
            return null;
        }

        var mount = description.Relations.Any(r => (r.Object == index && r.Kind is RelationKind.Riding or RelationKind.On)
            || (r.Subject == index && IsWornBelowHead(r)));
        var role = isObject ? "object" : "subject";
        if (RainbowCrowd.IsAsked(subject) && casting.CastEach(RainbowCrowd.Of(subject), role) is [_, _, ..] each) return Placement.Crowd(each);
        var figure = casting.Cast(subject, role, wholeBody: mount);
        if (figure is null) return null;
        if (subject.Count > 1) account.Shows(figure.Solids[0].Part, "count", subject.Count.ToString(CultureInfo.InvariantCulture));
        return figure;
    }

    /// <summary>Makes a crowd of one who is dressed; where each has a thing of his own, one thing is there for each already.</summary>
    void Multiply(int index)
    {
        var subject = description.Subjects[index];
        if (subject.Count == 1 || placed.Contains(index) || figures[index] is not { } figure || RainbowCrowd.IsAsked(subject)) return;
        if (subject is { Count: 2, Mutual: { } deed })
        {
            figures[index] = encounter.Of(figure, figure.Mirror(), deed);
            return;
        }
        if (subject.Mutual is { } unseen) account.ShownAs(unseen.Words, "side by side");
        figures[index] = Placement.Crowd(figure, Math.Min(subject.Count, Subject.MaxCount));
    }

    /// <summary>Whether each of several has one: clothes, a drink, a book, an instrument, and whatever is named in the plural. A single pizza is
    /// held by all.</summary>
    bool IsForEach(Relation relation) => description.Subjects[relation.Subject] is { Count: > 1 } several && !RainbowCrowd.IsAsked(several)
        && (relation.Kind is RelationKind.Wearing or RelationKind.Drinking or RelationKind.Playing or RelationKind.Reading
            || description.Subjects[relation.Object].Count > 1
            || (relation.Kind == RelationKind.With
                && Affordances.WornAs(description.Subjects[relation.Object].Found.Emoji).Where != WornOn.Nowhere));

    /// <summary>Shoes and packs want a body.</summary>
    bool IsWornBelowHead(Relation relation) => relation.Kind is RelationKind.Wearing or RelationKind.With
        && Affordances.WornAs(description.Subjects[relation.Object].Found.Emoji).Where is WornOn.Feet or WornOn.Back;

    bool IsAttachment(Relation relation) => relation.Kind switch
    {
        RelationKind.Holding or RelationKind.Eating or RelationKind.Drinking or RelationKind.Playing or RelationKind.Reading
            or RelationKind.Wearing => true,
        RelationKind.With => !Affordances.IsCompany(description.Subjects[relation.Object].Found.Emoji),
        _ => false,
    };

    /// <param name="isOne">Whether the figure is one actor rather than several.</param>
    void Attach(Relation relation, bool isOne)
    {
        if (figures[relation.Subject] is not { } figure || figures[relation.Object] is not { } item) return;
        var emoji = description.Subjects[relation.Object].Found.Emoji;
        var kind = relation.Kind == RelationKind.With && Affordances.WornAs(emoji).Where != WornOn.Nowhere ? RelationKind.Wearing
            : relation.Kind;
        var size = 0.5 * Placement.Factor(description.Subjects[relation.Object].Size);
        if (description.Subjects[relation.Object].Inscription is not null) size *= Readable;
        figures[relation.Subject] = kind switch
        {
            _ when TrialsOf(relation) > 0 => Placement.Row([figure, item], sizes: [1, BesideSize], facing: false),
            RelationKind.Wearing when isOne => attachments.Wear(figure, item, emoji, casting.ClothOf(description.Subjects[relation.Object])),
            RelationKind.Eating or RelationKind.Drinking when isOne => attachments.Eat(figure, item),
            RelationKind.Playing when isOne => attachments.Play(figure, item, emoji),
            RelationKind.Reading when isOne => Attachments.Read(figure, item),
            _ when !isOne => Attachments.HoldTogether(figure, item),
            _ => attachments.Hold(figure, item, size, otherHand: HandsTaken(relation)),
        };
        placed.Add(relation.Object);
        if (kind == RelationKind.Wearing && description.Subjects[relation.Object].Inscription is { } lettering && figures[relation.Subject] is { } dressed)
            figures[relation.Subject] = casting.InscribeWorn(dressed, lettering, item.Solids[0].Part);
        if (kind == RelationKind.Wearing && TrialsOf(relation) == 0) account.Shows(figure.Solids[0].Part, "wears", emoji.Name);
    }

    bool HandsTaken(Relation relation) => description.Relations
        .TakeWhile(r => r != relation)
        .Count(r => r.Subject == relation.Subject && r.Kind is RelationKind.Holding or RelationKind.With) % 2 == 1;

    void Place(Relation relation)
    {
        if (relation.Kind is RelationKind.And or RelationKind.NextTo || placed.Contains(relation.Subject)) return;
        var guests = Gather(relation);
        if (figures[relation.Subject] is not { } figure || figures[relation.Object] is not { } other) return;
        var subject = description.Subjects[relation.Subject];
        var emoji = description.Subjects[relation.Object].Found.Emoji;
        var ratio = Placement.Factor(subject.Size) / Placement.Factor(description.Subjects[relation.Object].Size);
        var size = Math.Clamp(0.72 * ratio, 0.3, 1.3);
        if (guests > 1) size = Math.Min(GroupSize * size, MostOfGroup);
        Figure? joined = relation.Kind switch
        {
            _ when TrialsOf(relation) > 0 => null,
            RelationKind.In when relation.Words == "between" && description.Subjects[relation.Object].Count > 1 => Placement.Between(figure, other),
            RelationKind.Riding or RelationKind.Driving or RelationKind.On or RelationKind.In =>
                Board(relation.Kind, figure, other, emoji, size),
            RelationKind.Under => Placement.Under(figure, other, Affordances.IsRoof(emoji), isGroup: guests > 1),
            RelationKind.Behind => Placement.Behind(figure, other, !variation.Mirrored),
            RelationKind.PlayingWith => Placement.Row([figure, other], overlap: 0.1, sizes: [1, ratio < 1 ? 1 / ratio : 0.85]),
            RelationKind.With => Placement.Row([figure, other], sizes: [1, 0.9]),
            RelationKind.WavingAt => Placement.Row([figure, other], overlap: -0.08),
            RelationKind.Hugging => encounter.Of(figure, other, relation.Mutual),
            RelationKind.Giving when relation.Recipient is { } to && figures[to] is { } recipient => Give(figure, other, recipient, to),
            RelationKind.Giving => attachments.Hold(figure, other),
            RelationKind.Mix => casting.Mix(figure, other, isCompound: relation.Words is not ("" or "as")) ?? Placement.Mix(figure, other, !variation.Mirrored),
            _ => null,
        };
        if (joined is null) return;
        figures[relation.Subject] = joined;
        placed.Add(relation.Object);
    }

    /// <summary>Sets those side by side who are on, in or under the same thing: one roof for all.</summary>
    /// <returns>How many they are.</returns>
    int Gather(Relation relation)
    {
        if (relation.Kind is not (RelationKind.Riding or RelationKind.Driving or RelationKind.On or RelationKind.In or RelationKind.Under)) return 1;
        var guests = description.Relations.Where(it => it.Kind == relation.Kind && it.Object == relation.Object).Select(static it => it.Subject)
            .Distinct().Where(it => !placed.Contains(it) && figures[it] is not null).ToArray();
        if (guests.Length < 2 || TrialsOf(relation) > 0) return guests.Length;
        var group = Placement.Row([.. guests.Select(it => figures[it]!)], GroupOverlap,
            sizes: [.. guests.Select(it => Placement.Factor(description.Subjects[it].Size))]);
        foreach (var guest in guests) if (guest != relation.Subject) placed.Add(guest);
        figures[relation.Subject] = group;
        return guests.Length;
    }

    Figure Give(Figure giver, Figure gift, Figure recipient, int to)
    {
        placed.Add(to);
        return Placement.Give(giver, gift, recipient);
    }

    int TrialsOf(Relation relation) => trials.Of(description.Subjects[relation.Object].Found.Words, "object");

    /// <summary>Of faulty parts those that can be drawn in another way. What the picture is of stays, however it came out.</summary>
    public IReadOnlyList<Part> CanChange(IReadOnlyList<Part> faulty) => [.. faulty.Where(part => part.Role switch
    {
        "subject" => false,
        "expression" => trials.Of(part.Match, part.Role) < Casting.WaysToExpress,
        _ => trials.Of(part.Match, part.Role) < WaysToPlace,
    })];

    static Figure Board(RelationKind kind, Figure figure, Figure other, Emoji emoji, double size)
    {
        var carried = Affordances.HowCarried(emoji);
        if (kind == RelationKind.In && carried == Carries.OnDeck && emoji.Subgroup != "transport-air") carried = Carries.Inside;
        if (kind == RelationKind.On && carried == Carries.Inside && emoji.Group != "travel-places") carried = Carries.OnDeck;
        if (kind == RelationKind.On && carried == Carries.Around) carried = Carries.OnDeck;
        return carried switch
        {
            Carries.Inside => Placement.In(figure, other, Math.Min(0.95, size * 0.86)),
            Carries.Around => Placement.Within(figure, other),
            _ => Placement.On(figure, Affordances.IsRiddenLevel(emoji) ? other.Levelled() : other, size,
                straddled: Affordances.IsStraddled(emoji)),
        };
    }
}
