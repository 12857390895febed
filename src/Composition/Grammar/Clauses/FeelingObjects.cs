namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>afraid of</em>, <em>angry about</em>: what the feeling is about stands beside the one who has it.</summary>
static class FeelingObjects
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (reading.Clause is not { IsFeelingOpen: true, HasActors: true } || words.Function == 0
            || !reading.Text.Is(words.At, WordClass.About)) return null;
        reading.Clause = reading.Clause with { Pending = new(Link.NextTo, reading.Text[words.At].Key) };
        return reading.Explain(words.At, 1);
    }
}
