namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>a lion and a lamb cuddling</em>, <em>two bears fighting</em>: what several do with each other. Where somebody follows it is done
/// with him: <em>a knight fighting a dragon</em>.</summary>
static class Mutuals
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (!reading.MayBeVerb || reading.Clause.IsJoined) return null;
        if (reading.Text.Match(words.At, WordClass.Mutual, out var sense, isVerb: true) is not (> 0 and var length)) return null;
        if (length < words.Noun) return null;
        var end = words.At + length;
        var mutual = new Mutual((MutualDeed)sense.Value, reading.Text.Typed(words.At, end));
        if (reading.Phrases.ObjectFollows(end))
        {
            // "dancing in the rain" is no deed of two, and other verbs say themselves what they relate.
            if (words.Relation != length) return null;
            reading.AddMutual(mutual);
            reading.Clause = reading.Clause with { Pending = new(Link.Hugging, mutual.Words), IsPredicate = false };
            return reading.Explain(words.At, length);
        }
        // Who dances does so alone as well.
        if (mutual.Deed == MutualDeed.Dance)
        {
            if (reading.Actors.Sum(static it => it.Count ?? (it.IsPlural ? 2 : 1)) != 2) return null;
            foreach (var dancer in reading.Actors) dancer.Strike(new Posture(mutual.Words, PostureKind.Dancing));
        }
        if (reading.Clause.Actors is [var one, var other])
        {
            reading.AddMutual(mutual);
            reading.HasRelations = true;
            reading.Tie(Link.Hugging, one, other, mutual.Words);
        }
        else if (reading.Clause.Actors.Length == 1 && (reading.Actor.IsPlural || reading.Actor.Count > 1)) reading.Actor.Mutual = mutual;
        else return null;
        reading.Clause = reading.Clause with { IsPredicate = false };
        return reading.Explain(words.At, length);
    }
}
