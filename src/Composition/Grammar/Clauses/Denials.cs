namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>without a hat</em>: what is denied is understood, and not shown.</summary>
static class Denials
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (words.Without <= words.Longest || words.Without < words.Relation) return null;
        var end = words.At + words.Without;
        if (reading.Phrases.Read(end, NounPhraseReader.Place.AfterRelation) is { } denied) end = denied.End;
        return reading.Explain(words.At, end - words.At);
    }
}
