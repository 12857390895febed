namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Verbs with an object, and prepositions: <em>riding</em>, <em>in front of</em>. The object follows.</summary>
static class Verbs
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (words.Relation == 0 || words.Relation < words.Longest || words.Relation < words.Copula || words.Relation < words.And)
            return null;
        if (!IsMeant(reading, words)) return null;
        var (text, at) = (reading.Text, words.At);
        var (length, sense) = Prolonged(text, words);
        reading.Explain(at, length);
        if (text.Match(at, WordClass.Deed, out _, isVerb: true) > 0) reading.AddDeed(text.Typed(at, at + length));

        // "sleeping in a tree": the verb says how it feels, too.
        if (length >= 2 && text.Match(at, WordClass.Emotion, out var feeling) == 1 && sense.Link != Link.Hugging)
        {
            foreach (var actor in reading.Actors) actor.Expression ??= reading.Phrases.Face(feeling.Name!, at, 1);
        }
        Posing.Tell(reading, at, length);
        var clause = reading.Clause;
        var isAboutFeeling = clause is { IsFeelingOpen: true, Pending: null } && text.Is(at, WordClass.About);
        // "riding in a car": the verb says more than the preposition behind it.
        if (clause.Pending is null or { Link: Link.NextTo or Link.With })
            clause = clause with { Pending = new(isAboutFeeling ? Link.NextTo : sense.Link, text.Typed(at, at + length)) };
        reading.Clause = clause with
        {
            IsPredicate = false,
            IsFeelingOpen = false,
            IsRole = false,
            Joint = clause.HasActors ? Joint.None : clause.Joint,
        };
        if (reading.Phrases.ObjectFollows(at + length)) return at + length;

        // "a lion and a lamb cuddling": each other.
        if (reading.Clause.Actors is [var one, var other] && sense.Link is Link.Hugging or Link.PlayingWith or Link.WavingAt)
        {
            reading.HasRelations = true;
            reading.Tie(sense.Link, one, other, text.Typed(at, at + length));
            reading.Clause = reading.Clause with { Pending = null };
            return at + length;
        }

        // "surfing" may be both: without an object it implies one.
        if (text.Match(at, WordClass.Activity, out var implied, isVerb: true) is not (> 0 and var activity)) return at + length;
        reading.Clause = reading.Clause with { Pending = null };
        return Activities.Take(reading, at, activity, implied);
    }

    // Words of two meanings: "kissing a fish" relates, "a kissing fish" feels; "surfing on a pizza" relates, "a surfing dog" is a trade.
    static bool IsMeant(PromptReading reading, WordsAt words) =>
        words.Longest < words.Relation || (reading.Clause.HasActors && reading.Phrases.ObjectFollows(words.At + words.Relation));

    // "flying in front of": the preposition goes on.
    static (int Length, Sense Sense) Prolonged(PromptTokens text, WordsAt words)
    {
        if (words.Relation < 2) return (words.Relation, words.Related);
        var last = words.Relation - 1;
        return text.Match(words.At + last, WordClass.Relation, out var longer) is > 1 and var more ? (last + more, longer)
            : (words.Relation, words.Related);
    }
}
