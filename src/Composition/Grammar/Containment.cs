namespace EmojiGen.Composition.Grammar;

/// <summary>What a subject's drawing shows already is not set beside it again: <em>a desert island with a palm tree</em>.</summary>
static class Containment
{
    public static SceneDescription Settle(SceneDescription scene)
    {
        while (scene.Relations.Select(it => PartOf(scene, it)).FirstOrDefault(it => it is not null) is { } found)
            scene = Merge(scene, found.Container, found.Part);
        return scene;
    }

    sealed record Pair(int Container, int Part);

    static Pair? PartOf(SceneDescription scene, Relation relation)
    {
        var (subject, thing) = (relation.Subject, relation.Object);
        if (relation.Kind is RelationKind.With or RelationKind.Holding or RelationKind.Wearing or RelationKind.On or RelationKind.In
            or RelationKind.Under
            && IsPart(scene, subject, thing)) return new(subject, thing);
        // What melts on pancakes, and drips down them, is the butter and syrup that they are drawn with.
        if (relation.Kind is RelationKind.And or RelationKind.With && scene.Subjects[thing] is { Expression.Emoji.Name: "melting face", Found.Emoji: var soft }
            && Affordances.Has(scene.Subjects[subject].Found.Emoji, soft.Name)) return new(subject, thing);
        // "a palm tree on a desert island"
        return relation.Kind is RelationKind.On or RelationKind.In && IsPart(scene, thing, subject) ? new(thing, subject) : null;
    }

    static bool IsPart(SceneDescription scene, int container, int part)
    {
        var (whole, piece) = (scene.Subjects[container], scene.Subjects[part]);
        return Affordances.Has(whole.Found.Emoji, piece.Found.Emoji.Name) && whole.Role is null && IsPlain(piece)
            && scene.Relations.Count(it => it.Subject == part || it.Object == part || it.Recipient == part) == 1;
    }

    /// <summary>Nothing is said of it by which it would differ from the one that is drawn.</summary>
    static bool IsPlain(Subject subject) => subject is
    {
        Size: SizeWord.Normal, Colour: null, Expression: null, Hat: null, Role: null, Flag: null,
        Ornament: null, Material: null, UpsideDown: false,
        Ghostly: false, Silhouette: false, Winged: false,
    };

    static SceneDescription Merge(SceneDescription scene, int container, int part)
    {
        var whole = scene.Subjects[container];
        var subjects = scene.Subjects.SetItem(container, whole with { Contained = whole.Contained.Add(scene.Subjects[part].Found) })
            .RemoveAt(part);
        return scene with
        {
            Subjects = subjects,
            Relations = [.. scene.Relations.Where(it => it.Subject != part && it.Object != part).Select(it => it with
            {
                Subject = Moved(it.Subject),
                Object = Moved(it.Object),
                Recipient = it.Recipient is { } recipient ? Moved(recipient) : null,
            })],
        };

        int Moved(int index) => index > part ? index - 1 : index;
    }
}
