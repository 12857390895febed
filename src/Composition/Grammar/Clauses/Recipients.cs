namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>giving a rose to</em>: who gets it follows.</summary>
static class Recipients
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (reading.Clause.Last is not { Link: Link.Giving, Recipient: null }) return null;
        var to = reading.Text.Match(words.At, WordClass.To, out _);
        if (to == 0 || words.Noun > to) return null;
        reading.Clause = reading.Clause with { IsGivenTo = true };
        return reading.Explain(words.At, to);
    }
}
