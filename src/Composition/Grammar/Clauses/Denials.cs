namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>without a hat</em>, <em>with no star</em>, <em>no pineapple on a pizza</em>: what is to be missing.</summary>
static class Denials
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (words.Without == 0 || words.Without < words.Longest || words.Without < words.Relation) return null;
        // "no" by itself is the cross mark.
        if (words.Without == words.Longest && !reading.Phrases.NounFollows(words.At + words.Without)) return null;
        var end = words.At + words.Without;
        // "no cap" and nothing else: there is nobody to be without it, and the cross is laid over it.
        if (words.At == 0 && words.Without == words.Longest && ThingAt(reading, end) is var (_, over)
            && IsOver(reading.Text, over)) return null;
        while (ThingAt(reading, end) is var (thing, next))
        {
            Deny(reading, thing with { Words = reading.Text.Typed(words.At, next) });
            end = next;
            // "without a hat or a scarf"
            if (!reading.Text.Is(end, WordClass.Or)) break;
            end++;
        }
        return reading.Explain(words.At, end - words.At);
    }

    static bool IsOver(PromptTokens text, int at) => at >= text.Count || text[at].Kind == TokenKind.Stop;

    /// <summary>What was denied before anybody was named is denied of the first who is.</summary>
    public static void Settle(PromptReading reading)
    {
        if (reading.Subjects is [var first, ..]) first.Denied.AddRange(reading.Denied);
    }

    /// <summary>Says it of those whom the clause is about.</summary>
    public static void Deny(PromptReading reading, Denial denial)
    {
        if (!reading.Clause.HasActors) reading.Denied.Add(denial);
        foreach (var actor in reading.Actors) actor.Denied.Add(denial);
    }

    /// <summary>What is named at a token, and the token behind it.</summary>
    public static (Denial Thing, int End)? ThingAt(PromptReading reading, int at)
    {
        var text = reading.Text;
        if (reading.Phrases.Read(at, NounPhraseReader.Place.AfterRelation) is not { } phrase) return null;
        var last = phrase.Unknown.Count > 0 ? text[phrase.Unknown[^1]].Key : text[phrase.End - 1].Key;
        var thing = reading.Search.Forms.Singular(last) ?? last;
        return (new Denial(text.Typed(at, phrase.End), thing) { Emoji = phrase.HasHead ? phrase.AsFound() : null }, phrase.End);
    }
}
