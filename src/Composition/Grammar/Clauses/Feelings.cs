namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Verbs of feeling: <em>the moon sleeps</em>, <em>a cat cries</em>.</summary>
static class Feelings
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (!reading.MayBeVerb || words.Longest > 0) return null;
        if (reading.Text.Match(words.At, WordClass.Emotion, out var feeling, isVerb: true) is not (> 0 and var length)) return null;
        foreach (var actor in reading.Actors) actor.Feel(reading.Phrases.Face(feeling.Name!, words.At, length));
        reading.Clause = reading.Clause with { IsFeelingOpen = true };
        return reading.Explain(words.At, length);
    }
}
