using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.Backdrops;
using EmojiGen.Composition.Materials;

namespace EmojiGen.Composition;

/// <summary>Joins the figures of one scene by the relations between them.</summary>
sealed class Staging(Catalogue catalogue, SceneDescription description, Casting casting, Variation variation, Alternative alternative,
    Trials trials, Account account, ComposeOptions options)
{
    /// <summary>Of a thing that stands beside its owner, since on him it would not be seen; a share of his size.</summary>
    const double BesideSize = 0.6;

    /// <summary>What has letters on it is held larger, so that they are read.</summary>
    const double Readable = 1.4;

    /// <summary>Ways to place a thing: where it belongs, and beside.</summary>
    const int WaysToPlace = 2;

    /// <summary>Several side by side are wider than one, and as large as one and a half of him; neighbours have a sixth in common.</summary>
    const double GroupSize = 1.5, MostOfGroup = 1.3, GroupOverlap = 0.16;

    readonly Encounter encounter = new(catalogue, casting, trials, account);
    readonly Attachments attachments = new(variation, casting.Garments);
    readonly Dictionary<int, Figure?> figures = [];
    /// <summary>Of several, the one of whom they are made.</summary>
    readonly Dictionary<int, Figure> ones = [];
    readonly HashSet<int> placed = [], gathered = [], groups = [];

    /// <summary>Share of the canvas to fill: less than all for a single tiny thing.</summary>
    public double Frame { get; private set; } = 1;

    /// <summary>The places that are drawn behind the figure, by their places among the subjects.</summary>
    readonly Dictionary<int, Backdrop> places = options.Background ? Places.Find(description) : [];

    /// <summary>Whether so much is told of one figure that it has to be the largest.</summary>
    readonly bool isTold = Budget.IsTold(description, Budget.PlacesOf(description, options));

    readonly int main = Budget.MainOf(description, Budget.PlacesOf(description, options));

    /// <summary>Size of a main figure on or in something, where else 0.72 is usual.</summary>
    const double MainOnSomething = 1.1;

    /// <summary>What is behind the figure; null: nothing.</summary>
    public Scenery? Scenery { get; private set; }

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
        for (var i = 0; i < description.Subjects.Length; i++) figures[i] = places.ContainsKey(i) ? null : Cast(i);
        Scenery = Scenery.Of(description, places, casting, options.Style);
        // Each is dressed by himself; what several hold is held by all of them.
        foreach (var relation in description.Relations.Where(r => IsAttachment(r) && IsOnesOwn(r))) Attach(relation);
        for (var i = 0; i < description.Subjects.Length; i++) figures[i] = Gather(i);
        foreach (var relation in description.Relations.Where(r => IsAttachment(r) && !IsOnesOwn(r))) Attach(relation);
        // Two who do something with each other are one group before anything is said of where they are.
        foreach (var relation in description.Relations.Where(static it => it.Kind == RelationKind.Hugging))
        {
            Place(relation);
            if (placed.Contains(relation.Object)) groups.Add(relation.Subject);
        }
        foreach (var relation in Shared(description.Relations.Where(r => !IsAttachment(r) && r.Kind != RelationKind.Hugging))) Place(relation);
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
        if (isTold && row.Count > 1)
        {
            var skies = row.Skip(1).Where(static it => Affordances.IsInSky(it.Solids[0].Part.Emoji)).ToArray();
            return Placement.Overhead(Placement.Around(row[0], [.. row.Skip(1).Except(skies)]), skies);
        }
        if (row.Count > Budget.Beside) return Placement.Rows(row);
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
        if (RainbowCrowd.IsAsked(subject) && casting.CastEach(RainbowCrowd.Of(subject), role) is [_, _, ..] each)
        {
            gathered.Add(index);
            return Placement.Crowd(each);
        }
        return casting.Cast(subject, role, wholeBody: mount);
    }

    /// <summary>As many as the prompt says, each with all that is his own.</summary>
    Figure? Gather(int index)
    {
        var subject = description.Subjects[index];
        if (figures[index] is not { } one || subject.Count == 1 || placed.Contains(index) || !gathered.Add(index)) return figures[index];
        ones[index] = one;
        account.Shows(one.Solids[0].Part, "count", subject.Count.ToString(CultureInfo.InvariantCulture));
        // Some are drawn as a stack already.
        if (subject.IsStack && Things.ThingTable.Of("stacked").Contains(subject.Found.Emoji)) return one;
        if (subject is { Count: 2, Mutual: { } deed }) return encounter.Of(one, one.Mirror(), deed);
        if (subject.Mutual is { } unseen) account.ShownAs(unseen.Words, Encounter.SideBySide);
        return Placement.Crowd(one, Math.Min(subject.Count, Subject.MaxCount));
    }

    /// <summary>Whether each of several has one: clothes, a drink, a book, an instrument. A single pizza is held by all, unless many are
    /// named.</summary>
    bool IsOnesOwn(Relation relation) => description.Subjects[relation.Subject].Count == 1
        || relation.Kind is RelationKind.Wearing or RelationKind.Drinking or RelationKind.Playing or RelationKind.Reading
        || description.Subjects[relation.Object].Count > 1
        || (relation.Kind == RelationKind.With && Affordances.WornAs(description.Subjects[relation.Object].Found.Emoji).Where != WornOn.Nowhere);

    /// <summary>Of several who are under one roof or on one boat, one relation, in which they stand together.</summary>
    List<Relation> Shared(IEnumerable<Relation> relations)
    {
        var shared = new List<Relation>();
        foreach (var of in relations.GroupBy(static it => (it.Kind, it.Object, it.Recipient)))
        {
            var first = of.First();
            shared.Add(first);
            int[] together = [.. of.Select(static it => it.Subject).Distinct().Where(it => figures[it] is not null && !placed.Contains(it))];
            var isPlace = first.Kind is RelationKind.Under or RelationKind.On or RelationKind.In or RelationKind.Riding or RelationKind.Driving;
            if (!isPlace || together.Length < 2 || together[0] != first.Subject)
            {
                shared.AddRange(of.Skip(1));
                continue;
            }
            figures[first.Subject] = Placement.Row([.. together.Select(it => figures[it]!)], GroupOverlap, facing: false,
                [.. together.Select(it => Placement.Factor(description.Subjects[it].Size))]);
            groups.Add(first.Subject);
            foreach (var other in together.Skip(1)) placed.Add(other);
        }
        return shared;
    }

    /// <summary>Shoes and packs want a body.</summary>
    bool IsWornBelowHead(Relation relation) => relation.Kind is RelationKind.Wearing or RelationKind.With
        && Affordances.WornAs(description.Subjects[relation.Object].Found.Emoji).Where is WornOn.Feet or WornOn.Back;

    bool IsAttachment(Relation relation) => relation.Kind switch
    {
        RelationKind.Holding or RelationKind.Eating or RelationKind.Drinking or RelationKind.Playing or RelationKind.Reading
            or RelationKind.Wearing or RelationKind.Catching => true,
        RelationKind.With => description.Subjects[relation.Object].Found.Emoji is var thing && !Affordances.IsCompany(thing)
            && !(isTold && Affordances.IsInSky(thing)),
        _ => false,
    };

    void Attach(Relation relation)
    {
        if (description.Subjects[relation.Subject].Count == 1) figures[relation.Object] = Gather(relation.Object);
        if (figures[relation.Subject] is not { } figure || figures[relation.Object] is not { } item) return;
        var emoji = description.Subjects[relation.Object].Found.Emoji;
        var kind = relation.Kind == RelationKind.With && Affordances.WornAs(emoji).Where != WornOn.Nowhere ? RelationKind.Wearing
            : relation.Kind;
        if (isTold && TrialsOf(relation) > 0)
        {
            casting.Leave(item);
            placed.Add(relation.Object);
            return;
        }
        var size = 0.5 * Placement.Factor(description.Subjects[relation.Object].Size);
        if (description.Subjects[relation.Object].Inscription is not null) size *= Readable;
        var several = gathered.Contains(relation.Subject);
        figures[relation.Subject] = kind switch
        {
            _ when TrialsOf(relation) > 0 => Placement.Row([figure, item], sizes: [1, BesideSize], facing: false),
            RelationKind.Wearing when !several => attachments.Wear(figure, item, emoji, casting.ClothOf(description.Subjects[relation.Object])),
            RelationKind.Eating or RelationKind.Drinking when !several => attachments.Eat(figure, item),
            RelationKind.Catching when !several && EmojiTraits.IsAnimal(description.Subjects[relation.Subject].Found.Emoji) =>
                attachments.Eat(figure, item),
            RelationKind.With or RelationKind.Holding when !several && Affordances.IsRoof(emoji) && IsFreeAbove(relation.Subject) =>
                Placement.Under(figure, item, shelter: true),
            RelationKind.Playing when !several => attachments.Play(figure, item, emoji),
            RelationKind.Reading when !several => Attachments.Read(figure, item),
            _ when several => Attachments.HoldTogether(figure, item),
            _ => attachments.Hold(figure, item, size, otherHand: HandsTaken(relation)),
        };
        placed.Add(relation.Object);
        if (kind == RelationKind.Wearing && description.Subjects[relation.Object].Inscription is { } lettering && figures[relation.Subject] is { } dressed)
            figures[relation.Subject] = casting.InscribeWorn(dressed, lettering, item.Solids[0].Part);
        if (kind == RelationKind.Wearing && TrialsOf(relation) == 0) account.Shows(figure.Solids[0].Part, "wears", emoji.Name);
    }

    /// <summary>Whether nothing is on its head that an umbrella would hide.</summary>
    bool IsFreeAbove(int subject) => description.Subjects[subject] is { Hat: null, Expression: null } && !description.Relations.Any(it =>
        it.Subject == subject && it.Kind is RelationKind.Wearing or RelationKind.Riding or RelationKind.Driving or RelationKind.On or RelationKind.In
            && !places.ContainsKey(it.Object));

    bool HandsTaken(Relation relation) => description.Relations
        .TakeWhile(r => r != relation)
        .Count(r => r.Subject == relation.Subject && r.Kind is RelationKind.Holding or RelationKind.With) % 2 == 1;

    void Place(Relation relation)
    {
        if (IsRing(relation) && ones.TryGetValue(relation.Subject, out var ringed) && figures[relation.Object] is { } middle)
        {
            figures[relation.Subject] = Placement.Ring(middle, ringed, Math.Min(description.Subjects[relation.Subject].Count, Subject.MaxCount));
            placed.Add(relation.Object);
        }
        if (relation.Kind is RelationKind.And or RelationKind.NextTo) return;
        if (figures[relation.Subject] is not { } figure || figures[relation.Object] is not { } other) return;
        if (isTold && Backs(relation) is { } backed)
        {
            figures[main] = Placement.Backed(figures[main]!, figures[backed]!, Affordances.IsInSky(description.Subjects[backed].Found.Emoji));
            placed.Add(backed);
            return;
        }
        // What is in the sky about it is set there in the end.
        if (isTold && relation.Kind == RelationKind.With && Affordances.IsInSky(description.Subjects[relation.Object].Found.Emoji)) return;
        // What the main figure is over stands at its feet.
        if (isTold && relation.Kind == RelationKind.Under && relation.Object == main) return;
        var subject = description.Subjects[relation.Subject];
        var emoji = description.Subjects[relation.Object].Found.Emoji;
        var ratio = Placement.Factor(subject.Size) / Placement.Factor(description.Subjects[relation.Object].Size);
        var size = Math.Clamp(0.72 * ratio, 0.3, 1.3);
        var isGroup = groups.Contains(relation.Subject);
        if (isGroup) size = Math.Min(GroupSize * size, MostOfGroup);
        if (isTold && relation.Subject == main) size = Math.Max(size, MainOnSomething);
        Figure? joined = relation.Kind switch
        {
            _ when TrialsOf(relation) > 0 => null,
            RelationKind.In when relation.Words == "between" && description.Subjects[relation.Object].Count > 1 => Placement.Between(figure, other),
            RelationKind.Riding or RelationKind.Driving or RelationKind.On or RelationKind.In =>
                DrawnAs(relation) is { IsSeenThrough: true } ? Placement.Amid(figure, other)
                    : DrawnAs(relation) is { IsDeck: true } ? Placement.On(figure, other, size, straddled: true)
                    : Board(relation.Kind, figure, other, emoji, size),
            RelationKind.Under => Placement.Under(figure, other, Affordances.IsRoof(emoji), isGroup),
            RelationKind.Behind => Placement.Behind(figure, other, !variation.Mirrored),
            RelationKind.PlayingWith => Placement.Row([figure, other], overlap: 0.1, sizes: [1, ratio < 1 ? 1 / ratio : 0.85]),
            RelationKind.With => Placement.Row([figure, other], sizes: [1, 0.9]),
            RelationKind.WavingAt => Placement.Row([figure, other], overlap: -0.08),
            // A thing is held close; two who are alive meet.
            RelationKind.Hugging when !EmojiTraits.IsAnimate(emoji) => attachments.Hold(figure, other, 0.62),
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

    /// <summary>What is behind the main figure, or taller than it: the moon, a tree. Null: nothing of that relation.</summary>
    int? Backs(Relation relation) => relation switch
    {
        { Kind: RelationKind.Behind, Object: var front, Subject: var back } when front == main => back,
        { Kind: RelationKind.Under, Subject: var below, Object: var above } when below == main
            && !Affordances.IsRoof(description.Subjects[above].Found.Emoji) => above,
        _ => null,
    };

    /// <summary><em>five bees around a flower</em></summary>
    bool IsRing(Relation relation) => relation.Kind == RelationKind.NextTo && TrialsOf(relation) == 0
        && description.Subjects[relation.Subject].Count >= Placement.LeastRing && relation.Words.Contains("around", StringComparison.OrdinalIgnoreCase);

    Figure Give(Figure giver, Figure gift, Figure recipient, int to)
    {
        placed.Add(to);
        return Placement.Give(giver, gift, recipient);
    }

    int TrialsOf(Relation relation) => trials.Of(description.Subjects[relation.Object].Found.Words, "object");

    /// <summary>Of faulty parts those that can be drawn in another way. What the picture is of stays, however it came out.</summary>
    public IReadOnlyList<Part> CanChange(IReadOnlyList<Part> faulty) => [.. faulty.Where(part => part.Role switch
    {
        "subject" or "background" => false,
        "expression" => trials.Of(part.Match, part.Role) < Casting.WaysToExpress,
        _ => trials.Of(part.Match, part.Role) < WaysToPlace,
    })];

    Drawn.DrawnThings.Row? DrawnAs(Relation relation) => description.Subjects[relation.Object].Found is var found ? Drawn.DrawnThings.Find(found.Drawing ?? found.Words) : null;

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
