using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Noun phrases, and adjectives by themselves. Takes what nothing else took.</summary>
static class Phrases
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (reading.Phrases.Read(words.At, PlaceOf(reading.Clause)) is not { } phrase) return words.At + 1;
        reading.Explain(words.At, phrase);
        if (phrase.HasHead || phrase.Attire is not null) Attaching.Attach(reading, phrase);
        else SayAdjectives(reading, phrase);
        return phrase.End;
    }

    static NounPhraseReader.Place PlaceOf(Clause clause)
    {
        if (clause.Pending is not null || clause is { IsJoined: true, Last.Link: Link.With or Link.Wearing } or { IsJoined: true, IsDressed: true })
            return NounPhraseReader.Place.AfterRelation;
        if (clause.IsPredicate) return NounPhraseReader.Place.Predicate;
        return clause.HasActors ? NounPhraseReader.Place.AfterNoun : NounPhraseReader.Place.Free;
    }

    static void SayAdjectives(PromptReading reading, NounPhrase phrase)
    {
        Looking.TellColour(reading, phrase);
        var isFeeling = phrase.Expression is not null;
        reading.Clause = reading.Clause with { IsFeelingOpen = isFeeling };
        if (phrase.HasAttributes || phrase.Count is not null)
        {
            // A feeling after "with": the face word has been read with it ("with an angry face").
            if (reading.Clause.Pending is not null && !phrase.HasAttributes) return;
            var clause = reading.Clause with { Pending = null };
            if (!clause.HasActors) clause = clause with { Homeless = clause.Homeless ?? new NounPhrase { Start = phrase.Start } };
            foreach (var described in Described(reading, clause, phrase)) described.Absorb(phrase);
            clause = clause with { Joint = Joint.None };
            // "vomiting a rainbow"
            if (isFeeling && clause.HasActors && reading.Text.Is(phrase.End, WordClass.Article)
                && EnglishForms.IsGerund(phrase.Expression!.Words))
                clause = clause with { Pending = new(Link.NextTo, phrase.Expression.Words) };
            reading.Clause = clause;
        }
        if (phrase.Unknown.Count > 0) reading.Clause = reading.Clause with { Pending = null };
    }

    static IEnumerable<NounPhrase> Described(PromptReading reading, Clause clause, NounPhrase phrase)
    {
        if (!clause.HasActors) return [clause.Homeless!];
        if (Companion(reading, clause, phrase) is { } companion) return [companion];
        // "a cat and a dog, angry": of several the one behind "and" alone, as long as nothing has happened.
        return clause is { IsJoined: true, IsPredicate: false, Last: null, Actors.Length: > 1 } ? [reading.Actor] : reading.Actors;
    }

    /// <summary><em>with bats flying around</em>: it is they who fly.</summary>
    static NounPhrase? Companion(PromptReading reading, Clause clause, NounPhrase phrase) =>
        phrase.Winged && clause is { IsJoined: false, Last: { Link: Link.With, Object: var place } } && reading.Subjects[place] is { } with
            && with.End == phrase.Start ? with : null;
}
