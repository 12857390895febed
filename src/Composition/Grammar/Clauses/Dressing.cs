using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Clothes that stand for a person (<em>a chef hat</em>), features that stand for a face (<em>heart eyes</em>).</summary>
static class Dressing
{
    public static void Dress(PromptReading reading, NounPhrase phrase, (WordClass Class, Emoji Emoji, string Words) attire)
    {
        var clause = reading.Clause;
        if (!clause.HasActors || clause is { Pending: null, IsJoined: false, IsRole: false })
        {
            BecomeThing(phrase, attire);
            phrase.Attire = null;
            Attaching.Attach(reading, phrase);
            return;
        }
        if (reading.Actors.All(actor => Of(actor, attire.Class) is not null))
        {
            // A winking avocado with heart eyes: it has its expression, so the other face is worn.
            BecomeThing(phrase, attire);
            Relating.To(reading, Link.Wearing, reading.Add(phrase), attire.Words);
        }
        else
        {
            var found = new Found(attire.Emoji, attire.Words, TermIndex.SynonymScore);
            foreach (var actor in reading.Actors)
            {
                // A woman in a headscarf is an emoji herself: her head on another's shoulders would bare it.
                if (attire.Class == WordClass.Outfit && EmojiTraits.IsPlainPerson(actor.Emoji) && EmojiTraits.IsPerson(attire.Emoji))
                {
                    actor.Head = actor.Head! with { Emoji = reading.Phrases.Gendered(actor.Emoji, attire.Emoji) };
                    if (phrase.Colour is { } colour) actor.Looks = actor.Looks.With(new Looks { Clothes = colour });
                    continue;
                }
                if (attire.Class == WordClass.Face) actor.Expression ??= found;
                else if (attire.Class == WordClass.Hat) actor.Hat ??= found;
                else actor.Role ??= found;
            }
        }
        // "in a hijab and sunglasses": what follows is worn too.
        reading.Clause = reading.Clause.Settled with { IsDressed = true };
    }

    static Found? Of(NounPhrase actor, WordClass attire) => attire switch
    {
        WordClass.Face => actor.Expression,
        WordClass.Hat => actor.Hat,
        _ => actor.Role,
    };

    static void BecomeThing(NounPhrase phrase, (WordClass Class, Emoji Emoji, string Words) attire)
    {
        phrase.Head = new Candidate(attire.Emoji, TermIndex.SynonymScore, MatchKind.Synonym, attire.Words);
        phrase.HeadWords = attire.Words;
    }
}
