using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>with red hair</em>, <em>and a white beard</em>, <em>in braids</em>: how those look whom the clause is about.</summary>
static class Looking
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        var clause = reading.Clause;
        if (!clause.HasActors || !MayDescribe(clause.Pending)) return null;
        if (LooksReader.Feature(reading.Text, words.At) is not { } feature || reading.Phrases.NounFollows(feature.End)) return null;
        if (!reading.Actors.All(actor => Suits(actor, feature.Looks))) return null;
        foreach (var actor in reading.Actors)
        {
            actor.Looks = actor.Looks.With(feature.Looks);
            if (DoneBy(reading, clause.Pending) is { } deed) actor.Role ??= deed;
        }
        reading.Clause = clause.Settled with { IsDressed = true };
        return reading.Explain(words.At, feature.End - words.At);
    }

    static bool MayDescribe(PendingRelation? pending) => pending is null or { Link: Link.With or Link.In or Link.Wearing } or { Words: "having" }
        || pending.Value.Words.EndsWith(With, StringComparison.OrdinalIgnoreCase);

    const string With = " with";

    /// <summary><em>dancing with pink hair</em>: it is not the hair that is danced with.</summary>
    static Found? DoneBy(PromptReading reading, PendingRelation? pending)
    {
        if (pending is not { Words: var words } || !words.EndsWith(With, StringComparison.OrdinalIgnoreCase)) return null;
        var verb = words[..^With.Length];
        return reading.Search.Terms.Find(TermKey.Of(verb)) is { } found && EmojiTraits.IsRole(found.Emoji) ? new Found(found.Emoji, verb, found.Score) : null;
    }

    /// <summary>A bun is hair on a woman and bread on a burger; a beard is a beard.</summary>
    static bool Suits(NounPhrase actor, Looks looks) => EmojiTraits.IsPerson(actor.Emoji) || looks switch
    {
        { Beard: not null } or { Freckles: not null } => true,
        { Hair.Shape: HairShape.Afro or HairShape.Mohawk or HairShape.Dreadlocks } =>
            true,
        { Hair.Shape: HairShape.Bun or HairShape.SpaceBuns or HairShape.Bob or HairShape.Fringe } => false,
        { HairColour: not null } or { Length: not null } or { Hair: not null } => EmojiTraits.IsAnimate(actor.Emoji),
        _ => false,
    };

    /// <summary>Of people, a colour alone is their skin's (<em>the man is black</em>) or their clothes' (<em>a woman in red</em>).</summary>
    public static void TellColour(PromptReading reading, NounPhrase phrase)
    {
        if (phrase.Colour is not { } colour || !reading.Clause.HasActors || !reading.Actors.All(it => EmojiTraits.IsPerson(it.Emoji))) return;
        if (reading.Clause.Pending is { Link: Link.In or Link.Wearing }) phrase.Looks = phrase.Looks.With(new Looks { Clothes = colour });
        else if (reading.Clause.IsPredicate && LooksWords.ToneOf(colour.Words) is { } tone)
            phrase.Looks = phrase.Looks.With(new Looks { Skin = new(tone, colour.Words) });
        else return;
        phrase.Colour = null;
    }
}
