namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>the cat is</em>, <em>that looks</em>: what follows is said of the subjects.</summary>
static class Copulas
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (words.Copula <= words.Longest || words.Copula < words.Function) return null;
        reading.Clause = reading.Clause with { IsPredicate = true };
        return reading.Explain(words.At, words.Copula);
    }
}
