namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>in its mouth</em>, <em>on his head</em>: where something is held or worn, which shows by itself.</summary>
static class BodyParts
{
    /// <summary>Words between the preposition and the part, at most.</summary>
    const int MostOwners = 2;

    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (IsOwnPart(reading, words.At))
        {
            // "scratching its head": no head is set beside it, and the deed is not seen.
            reading.Unmet.Add($"{reading.Clause.Pending!.Value.Words} {reading.Text.Typed(words.At, words.At + 2)}");
            reading.Clause = reading.Clause with { Pending = null };
            return reading.Explain(words.At, 2);
        }
        if (!reading.Clause.HasActors || PartAt(reading.Text, words.At) is not { } part) return null;
        // What is held on the head stands there.
        if (reading.Clause.Last is { Link: Link.With or Link.Holding } held && reading.Text.Is(part, WordClass.BearingPart))
            (held.Link, held.Subject, held.Object) = (Link.On, held.Object, held.Subject);
        reading.Clause = reading.Clause with { Pending = null };
        // "on two legs" tells how it stands, which is not seen.
        if (Enumerable.Range(words.At, part - words.At)
            .Any(at => reading.Text.Is(at, WordClass.Number) && !reading.Text.Is(at, WordClass.Owner)))
            reading.Unmet.Add(reading.Text.Typed(words.At, part + 1));
        return reading.Explain(words.At, part + 1 - words.At);
    }

    static bool IsOwnPart(PromptReading reading, int at) => reading.Clause is { HasActors: true, Pending: not null }
        && reading.Text.Is(at, WordClass.Owner) && reading.Text.Is(at + 1, WordClass.BodyPart) && !reading.Text.Is(at, WordClass.Number)
        && !reading.Phrases.NounFollows(at + 2) && reading.Text[at].Key != "the";

    /// <summary>The token of the body's part that a preposition and its owner lead to: <em>on both of</em> is none.</summary>
    static int? PartAt(PromptTokens text, int at)
    {
        if (!text.Is(at, WordClass.PartPlace)) return null;
        for (var next = at + 1; next <= at + 1 + MostOwners && next < text.Count; next++)
        {
            if (next > at + 1 && text.Is(next, WordClass.BodyPart)) return next;
            if (!text.Is(next, WordClass.Owner) && !text.Is(next, WordClass.Number)) return null;
        }
        return null;
    }
}
