using EmojiGen.Composition.Grammar;

namespace EmojiGen.Composition;

/// <summary>Says of deeds that are not seen what is seen: two who fight stand side by side.</summary>
static class Deeds
{
    public static void Tell(Relation relation, Account account)
    {
        if (relation.IsDeed) account.ShownAs(relation.Words, Seen(relation.Kind));
    }

    static string Seen(RelationKind kind) => kind switch
    {
        RelationKind.Holding => "holding",
        RelationKind.Behind => "behind",
        RelationKind.Under => "above",
        RelationKind.On or RelationKind.Riding => "on top",
        RelationKind.Hugging => "close together",
        RelationKind.Eating => "eating",
        RelationKind.Catching => "at its mouth",
        _ => "side by side",
    };
}
