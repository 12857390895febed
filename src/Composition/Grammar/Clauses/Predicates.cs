using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Nouns that are said of the clause's subjects rather than shown beside them: a trade, a face, a flag.</summary>
static class Predicates
{
    /// <summary>Says it of the subjects where it is such a noun.</summary>
    public static bool IsSaid(PromptReading reading, NounPhrase phrase)
    {
        var clause = reading.Clause;
        var found = phrase.AsFound();
        var link = clause.Pending?.Link;
        var isAbout = clause.IsRole || clause is { IsPredicate: true, Pending: null };
        var first = reading.Subjects[clause.Actors[0]];

        if (link is Link.With && WithHair(reading, first, phrase) is { } person)
        {
            first.Head = first.Head! with { Emoji = person };
            return Say(reading, _ => { });
        }
        if (isAbout && Personas.Worn(phrase.HeadWords, reading.Search.Catalogue) is [_, ..] worn)
            return Say(reading, actor => actor.Worn.AddRange(worn));
        if (isAbout && (EmojiTraits.IsRole(phrase.Emoji) || EmojiTraits.IsPerson(phrase.Emoji)))
            return Say(reading, actor => actor.Role ??= found);
        if ((isAbout || link is Link.With or Link.Wearing or Link.Holding or Link.In) && EmojiTraits.IsFace(phrase.Emoji)
            && !EmojiTraits.IsFace(first.Emoji))
            return Say(reading, actor => actor.Expression ??= found);
        if (link is Link.With or Link.In or Link.Wearing or Link.On && EmojiTraits.IsFlag(phrase.Emoji)
            && !EmojiTraits.IsAnimate(first.Emoji))
            return Say(reading, actor => actor.Flag ??= found);
        if (clause.IsRole)
        {
            // "a cat as a pizza": the two become one.
            reading.Clause = clause with { Pending = new(Link.Mix, "as") };
            return false;
        }
        return phrase.IsTyped && clause is { Pending: null, Joint: not Joint.Word } && IsSaidByEmoji(reading, first, phrase, found);
    }

    // Two typed emoji: a face goes onto the other, a person lends his trade.
    static bool IsSaidByEmoji(PromptReading reading, NounPhrase first, NounPhrase phrase, Found found) =>
        EmojiPair.Of(first.Emoji, phrase.Emoji) switch
        {
            (EmojiPair.Bond.Expression, _) => Say(reading, actor => actor.Expression ??= found),
            (EmojiPair.Bond.Role, _) => Say(reading, actor => actor.Role ??= found),
            (EmojiPair.Bond.Flag, _) => Say(reading, actor => actor.Flag ??= found),
            _ => Repeats(reading, phrase) || TakesFace(reading, first, phrase),
        };

    // "a man with a beard" is a person that the catalogue has.
    static Emoji? WithHair(PromptReading reading, NounPhrase who, NounPhrase hair)
    {
        const string variant = ": "; // "man: beard"
        var at = hair.Emoji.Name.IndexOf(variant, StringComparison.Ordinal);
        if (at <= 0 || !EmojiTraits.IsPlainPerson(who.Emoji)) return null;
        return reading.Search.Catalogue.ByName(who.Emoji.Name + hair.Emoji.Name[at..])
            ?? (EmojiTraits.IsPlainPerson(hair.Emoji) ? hair.Emoji : null);
    }

    // 🐱🐱
    static bool Repeats(PromptReading reading, NounPhrase phrase)
    {
        var (clause, same) = (reading.Clause, reading.Actor);
        if (same.Emoji != phrase.Emoji || reading.Ties.Exists(tie => tie.Subject == clause.Actors[^1])) return false;
        same.Count = (same.Count ?? 1) + 1;
        reading.Clause = clause with { Joint = Joint.None };
        return true;
    }

    // 😎🍍: the face came first, and still is the fruit's.
    static bool TakesFace(PromptReading reading, NounPhrase first, NounPhrase phrase)
    {
        if (reading.Subjects.Count != 1 || !first.IsTyped || !EmojiTraits.IsFace(first.Emoji)) return false;
        if (EmojiTraits.IsFace(phrase.Emoji) || EmojiTraits.IsHeart(phrase.Emoji)) return false;
        phrase.Expression = new Found(first.Emoji, first.HeadWords, 1);
        reading.Subjects[0] = phrase;
        reading.Clause = reading.Clause with { Joint = Joint.None };
        return true;
    }

    static bool Say(PromptReading reading, Action<NounPhrase> said)
    {
        foreach (var actor in reading.Actors) said(actor);
        reading.Clause = reading.Clause.Settled;
        return true;
    }
}
