using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>a cat reading</em>: the verb alone implies its object.</summary>
static class Activities
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (words.Activity == 0 || words.Activity < words.Longest || words.Activity < words.Relation || !reading.Clause.HasActors)
            return null;
        return reading.Phrases.ObjectFollows(words.At + words.Activity) ? null : Take(reading, words.At, words.Activity, words.Implied);
    }

    public static int Take(PromptReading reading, int at, int length, Sense implied)
    {
        var end = reading.Explain(at, length);
        if (reading.Search.Catalogue.ByName(implied.Name!) is { } emoji)
        {
            var words = reading.Text.Typed(at, end);
            var thing = reading.Add(
                new NounPhrase { Start = at, End = end, Head = new Candidate(emoji, Noun.Strong, MatchKind.Synonym, words), HeadWords = words });
            Relating.To(reading, implied.Link, thing, words);
        }
        reading.Clause = reading.Clause with { Joint = Joint.None };
        return end;
    }
}
