namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Verbs of posture without an object: <em>a dog jumping</em>, <em>a cat lies on its back</em>.</summary>
static class Posing
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (!reading.MayBeVerb || reading.Text.Match(words.At, WordClass.Posture, out var sense, isVerb: true) is not (> 0 and var length)) return null;
        if (length < Math.Max(words.Noun, words.Relation) || reading.Phrases.ObjectFollows(words.At + length)) return null;
        var posture = new Posture(reading.Text.Typed(words.At, words.At + length), (PostureKind)sense.Value);
        foreach (var actor in reading.Actors) actor.Strike(posture);
        return reading.Explain(words.At, length);
    }

    /// <summary><em>dancing on a table</em>, <em>sitting with a crown</em>: the verb before a preposition says how the body is held, where the
    /// place does not.</summary>
    public static void Tell(PromptReading reading, int at, int length)
    {
        if (length < 2 || reading.Text.Match(at, WordClass.Posture, out var sense) != 1) return;
        var kind = (PostureKind)sense.Value;
        var isWith = reading.Text[at + length - 1].Key == "with";
        if (!isWith && kind is not (PostureKind.Dancing or PostureKind.Jumping or PostureKind.Running)) return;
        foreach (var actor in reading.Actors) actor.Strike(new Posture(reading.Text.Typed(at, at + 1), kind));
    }
}
