namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Nouns behind <em>and</em> or a comma: another object of the last verb, another subject, or the first subject of a new
/// clause.</summary>
static class Joining
{
    public static void Join(PromptReading reading, NounPhrase phrase, int place)
    {
        var clause = reading.Clause;
        if (clause is { HasActors: true, Joint: Joint.Mark } && phrase.IsTyped && reading.Actor.IsTyped)
        {
            Neighbours.SetBeside(reading, phrase, place);
            return;
        }
        var opensClause = OpensClause(reading, phrase);
        // "with red hair and glasses"
        if (clause.IsDressed && !opensClause && !EmojiTraits.IsAnimate(phrase.Emoji))
        {
            Relating.To(reading, EmojiTraits.IsWearable(phrase.Emoji) ? Link.Wearing : Link.With, place, "and");
            return;
        }
        if (clause.Last is { Link: not (Link.And or Link.Mix) } last && !opensClause && !IsNewcomer(reading, last, phrase))
        {
            // More of the same: "a crown and sunglasses", "next to an egg and a chick".
            var link = last.Link == Link.Wearing && !EmojiTraits.IsWearable(phrase.Emoji) ? Link.With : last.Link;
            Relating.To(reading, link, place, last.Words);
            return;
        }
        if (clause.HasActors) reading.Tie(Link.And, clause.Actors[0], place, "and");
        var isOver = clause.Last is not null
            || (opensClause && reading.Ties.Exists(tie => tie.Link != Link.And && clause.Actors.Contains(tie.Subject)));
        reading.Clause = clause.About([.. isOver ? [] : clause.Actors, place]);
    }

    // Somebody new after a thing: "in a box and a dog".
    static bool IsNewcomer(PromptReading reading, Tie last, NounPhrase phrase) =>
        EmojiTraits.IsAnimate(phrase.Emoji) && !EmojiTraits.IsAnimate(reading.Subjects[last.Object].Emoji)
        && last.Link is Link.Riding or Link.Driving or Link.On or Link.In or Link.Holding or Link.With
            or Link.Eating or Link.Drinking or Link.Playing or Link.Reading or Link.Wearing or Link.Under;

    // A verb behind the noun makes it the subject of its own clause; a preposition does only behind somebody.
    static bool OpensClause(PromptReading reading, NounPhrase phrase)
    {
        var (text, at) = (reading.Text, phrase.End);
        if (!text.IsWord(at)) return false;
        if (text.Match(at, WordClass.Relation, out var sense, isVerb: true) == 0)
            return text.Is(at, WordClass.Copula) || text.Is(at, WordClass.Activity) || text.Is(at, WordClass.Emotion);
        var isPreposition = sense.Link is Link.On or Link.In or Link.Under or Link.Behind or Link.NextTo or Link.With or Link.Over
            or Link.Before;
        return !isPreposition || EmojiTraits.IsAnimate(phrase.Emoji);
    }
}
