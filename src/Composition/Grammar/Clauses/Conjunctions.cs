namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>and</em>; behind a comma it adds nothing.</summary>
static class Conjunctions
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (words.And <= words.Longest || words.And < words.Relation || words.And < words.Function) return null;
        var joint = reading.Clause.Joint == Joint.Mark ? Joint.Mark : Joint.Word;
        reading.Clause = reading.Clause with { Joint = joint, IsPredicate = false };
        return reading.Explain(words.At, words.And);
    }
}
