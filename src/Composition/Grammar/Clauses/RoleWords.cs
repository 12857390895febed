namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>a cat as a</em>, <em>dressed as a</em>: a trade follows.</summary>
static class RoleWords
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (words.Role <= words.Longest || words.Role < words.Relation || words.Role < words.Copula || !reading.Clause.HasActors)
            return null;
        reading.Clause = reading.Clause with { IsRole = true, Pending = null };
        return reading.Explain(words.At, words.Role);
    }
}
