namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>that is not angry</em>, <em>isn't red</em>, <em>not wearing a hat</em>: what is denied of the subjects.</summary>
static class Negations
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        var (text, at) = (reading.Text, words.At);
        if (!reading.Clause.HasActors || text.Match(at, WordClass.Not, out _) is not (> 0 and var length)) return null;
        var next = at + length;
        while (text.Match(next, WordClass.Copula, out _) is > 0 and var copula) next += copula;

        var relation = text.Match(next, WordClass.Relation, out var sense, isVerb: true);
        if (relation > 0 && reading.Phrases.ObjectFollows(next + relation)) return ReadDeed(reading, at, next + relation, sense.Link);
        // "not very angry"
        if (reading.Phrases.Read(next, NounPhraseReader.Place.Predicate) is not { } denied) return null;
        if (denied.HasHead || denied.Attire is not null)
        {
            // "not a cat": it is something else, which nobody says.
            reading.Unmet.Add(text.Typed(at, denied.End));
            return reading.Explain(at, denied.End - at);
        }
        if (denied.Expression is null && denied.Colour is null) return reading.Explain(at, length);
        Denials.Deny(reading, new Denial(text.Typed(at, denied.End), "") { Expression = denied.Expression, Colour = denied.Colour });
        reading.Clause = reading.Clause with { IsPredicate = false };
        return reading.Explain(at, denied.End - at);
    }

    // "not wearing a hat" denies the hat; of what is not eaten or ridden nothing is to be seen.
    static int ReadDeed(PromptReading reading, int at, int thing, Link link)
    {
        if (Denials.ThingAt(reading, thing) is not var (denial, end)) return reading.Explain(at, thing - at);
        if (link is Link.Wearing or Link.With or Link.Holding) Denials.Deny(reading, denial with { Words = reading.Text.Typed(at, end) });
        return reading.Explain(at, end - at);
    }
}
