using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Nouns side by side with nothing said between them: 🐱🛹, <em>a volcano erupting</em>.</summary>
static class Neighbours
{
    /// <param name="place">Of the phrase, which is the newest subject or has brought one along.</param>
    public static void SetBeside(PromptReading reading, NounPhrase phrase, int place)
    {
        var clause = reading.Clause;
        var (index, actor) = (clause.Actors[^1], reading.Actor);
        var isLast = place == reading.Subjects.Count - 1;
        var found = phrase.AsFound();

        if (actor.Emoji == phrase.Emoji && isLast && !phrase.HasAttributes)
        {
            // "a volcano erupting"
            reading.Subjects.RemoveAt(place);
            return;
        }
        if (EmojiTraits.IsPlainPerson(actor.Emoji) && EmojiTraits.IsRole(phrase.Emoji) && EnglishForms.IsGerund(phrase.HeadWords) && isLast)
        {
            // "a girl surfing"
            reading.Subjects.RemoveAt(place);
            actor.Role ??= found;
            return;
        }
        var (bond, kind) = EmojiPair.Of(actor.Emoji, phrase.Emoji);
        if (bond != EmojiPair.Bond.Related && !phrase.HasAttributes && isLast)
        {
            reading.Subjects.RemoveAt(place);
            if (bond == EmojiPair.Bond.Expression) actor.Expression ??= found;
            else if (bond == EmojiPair.Bond.Role) actor.Role ??= found;
            else actor.Flag ??= found;
            return;
        }
        // A second creature after the first has found its thing stands by itself: 🐱🛹🐶.
        if (reading.Ties.Exists(tie => tie.Subject == index && tie.Link != Link.And) && EmojiTraits.IsAnimate(phrase.Emoji))
        {
            reading.Tie(Link.And, index, place, "");
            reading.Clause = clause.About(place);
            return;
        }
        reading.IsCompound = true;
        if (bond != EmojiPair.Bond.Related) kind = RelationKind.And;
        reading.Tie((Link)kind, index, place, phrase.IsTyped ? "" : phrase.HeadWords);
        if (kind is RelationKind.And) reading.Clause = clause with { Actors = [place] };
    }
}
