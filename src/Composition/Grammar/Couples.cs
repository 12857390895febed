using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar;

/// <summary>Two people who hold hands, kiss, hug or wrestle are an emoji of their own, as long as nothing else is said of them.</summary>
static class Couples
{
    public static SceneDescription Settle(SceneDescription scene, Catalogue catalogue) => scene switch
    {
        { Subjects: [{ Count: 2, Mutual: { } deed } both] } when IsPlain(both) =>
            Of(scene, deed, both, both, catalogue),
        { Subjects: [var one, var other], Relations: var relations } when IsPlain(one) && IsPlain(other) && one.Count == 1 && other.Count == 1
            && relations.FirstOrDefault(static it => it.Mutual is not null) is { Mutual: { } deed } => Of(scene, deed, one, other, catalogue),
        _ => scene,
    };

    static SceneDescription Of(SceneDescription scene, Mutual deed, Subject one, Subject other, Catalogue catalogue)
    {
        var (first, second) = (SexOf(one), SexOf(other));
        if (NameOf(deed.Deed, first, second) is not { } name || catalogue.ByName(name) is not { } couple) return scene;
        var both = one == other ? one.Found.Words : $"{one.Found.Words} and {other.Found.Words}";
        // The emoji are of grown-ups.
        var substituted = new[] { one, other }.Distinct().Where(static it => it.Found.Emoji.Name is "boy" or "girl" or "child")
            .Select(it => new Substitute(it.Found.Words, SexOf(it) switch { Sex.Woman => "woman", Sex.Man => "man", _ => "person" }));
        return scene with
        {
            Subjects = [new Subject(new Found(couple, $"{both} {deed.Words}", Math.Min(one.Found.Score, other.Found.Score)) { Kind = one.Found.Kind })
            {
                SkinTone = one.SkinTone,
            }],
            Relations = [],
            Substituted = [.. scene.Substituted, .. substituted],
        };
    }

    enum Sex { Either, Woman, Man }

    static Sex SexOf(Subject subject) => subject.Found.Emoji.Name switch
    {
        "woman" or "girl" or "old woman" => Sex.Woman,
        "man" or "boy" or "old man" => Sex.Man,
        _ => Sex.Either,
    };

    static string? NameOf(MutualDeed deed, Sex one, Sex other) => (deed, one, other) switch
    {
        (MutualDeed.HoldHands, Sex.Woman, Sex.Woman) => "women holding hands",
        (MutualDeed.HoldHands, Sex.Man, Sex.Man) => "men holding hands",
        (MutualDeed.HoldHands, Sex.Either, _) or (MutualDeed.HoldHands, _, Sex.Either) => "people holding hands",
        (MutualDeed.HoldHands, _, _) => "woman and man holding hands",
        (MutualDeed.Kiss, Sex.Woman, Sex.Woman) => "kiss: woman, woman",
        (MutualDeed.Kiss, Sex.Man, Sex.Man) => "kiss: man, man",
        (MutualDeed.Kiss, Sex.Either, _) or (MutualDeed.Kiss, _, Sex.Either) => "kiss",
        (MutualDeed.Kiss, _, _) => "kiss: woman, man",
        (MutualDeed.Hug, Sex.Either, Sex.Either) => "people hugging",
        (MutualDeed.Fight, Sex.Woman, Sex.Woman) => "women wrestling",
        (MutualDeed.Fight, Sex.Man, Sex.Man) => "men wrestling",
        (MutualDeed.Fight, Sex.Either, Sex.Either) => "people wrestling",
        _ => null,
    };

    /// <summary>A person of whom nothing else is said that a couple's emoji would lose.</summary>
    static bool IsPlain(Subject subject) => subject is
    {
        Colour: null, Expression: null, Hat: null, Role: null, Flag: null, Ornament: null, Material: null, EyeColour: null, Inscription: null,
        UpsideDown: false, Ghostly: false, Silhouette: false, Winged: false, Size: SizeWord.Normal, Worn.IsEmpty: true, Denied.IsEmpty: true,
    } && subject.Looks == Looks.None && EmojiTraits.IsPlainPerson(subject.Found.Emoji);
}
