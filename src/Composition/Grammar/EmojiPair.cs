using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar;

/// <summary>How two emoji stand to one another when nothing is said: what people expect when they type them side by side.</summary>
static class EmojiPair
{
    /// <summary>What the second is to the first.</summary>
    public enum Bond { Expression, Role, Flag, Related }

    public static (Bond Bond, RelationKind Kind) Of(Emoji first, Emoji second)
    {
        if (EmojiTraits.IsFace(second) && !EmojiTraits.IsFace(first)) return (Bond.Expression, default);
        if (EmojiTraits.IsRole(second) && !EmojiTraits.IsPerson(first)) return (Bond.Role, default);
        if (EmojiTraits.IsFlag(second))
            return EmojiTraits.IsShape(first) ? (Bond.Flag, default) : (Bond.Related, RelationKind.With);
        return (Bond.Related, Relation(first, second));
    }

    static RelationKind Relation(Emoji first, Emoji second)
    {
        if (EmojiTraits.IsWearable(second)) return RelationKind.Wearing;
        // People stay people: two of them, or one and his dog, stand together.
        if (EmojiTraits.IsPerson(first) && EmojiTraits.IsAnimate(second)) return RelationKind.NextTo;
        if (!EmojiTraits.IsAnimate(first))
        {
            if (EmojiTraits.IsMount(second) || EmojiTraits.IsVehicle(second)) return RelationKind.Riding;
            return RelationKind.Mix;
        }
        if (EmojiTraits.IsAnimate(second)) return RelationKind.Mix;
        if (EmojiTraits.IsMount(second)) return RelationKind.Riding;
        if (EmojiTraits.IsVehicle(second)) return RelationKind.Driving;
        if (EmojiTraits.IsInstrument(second) || EmojiTraits.IsGame(second)) return RelationKind.Playing;
        if (EmojiTraits.IsDrink(second)) return RelationKind.Drinking;
        if (EmojiTraits.IsFood(second)) return RelationKind.Eating;
        if (EmojiTraits.IsReading(second)) return RelationKind.Reading;
        if (EmojiTraits.IsSurroundings(second)) return RelationKind.In;
        if (EmojiTraits.IsContainer(second)) return RelationKind.In;
        if (second.Name is "balloon" or "wrapped gift" or "party popper" or "ribbon" or "admission tickets") return RelationKind.Holding;
        if (second.Name is "bed" or "couch and lamp" or "chair" or "toilet") return RelationKind.On;
        if (second.Subgroup is "heart" or "sound" or "music" or "phone" or "computer" or "tool" or "light-video" or "money"
            or "mail" or "writing" or "medical" or "plant-flower"
            or "award-medal" or "household" or "other-object" or "arts-crafts" or "office" or "science" or "lock" or "game" or "emotion") return RelationKind.Holding;
        return RelationKind.Mix;
    }
}
