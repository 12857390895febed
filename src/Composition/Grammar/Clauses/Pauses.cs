namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Marks: a full stop ends what was begun, a comma joins.</summary>
static class Pauses
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        switch (reading.Text[words.At].Kind)
        {
            case TokenKind.Stop:
                reading.Clause = reading.Clause.Settled;
                return reading.Explain(words.At, 1);
            case TokenKind.Joint:
                reading.Clause = reading.Clause with { Joint = Joint.Mark };
                return reading.Explain(words.At, 1);
            default:
                return null;
        }
    }
}
