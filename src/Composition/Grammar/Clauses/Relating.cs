using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Makes a relation of the clause's subjects and its object.</summary>
static class Relating
{
    /// <param name="place">Of the object.</param>
    /// <param name="words">That say it.</param>
    public static void To(PromptReading reading, Link link, int place, string words)
    {
        var clause = reading.Clause;
        if (!clause.HasActors || clause.Actors is [var only] && only == place)
        {
            // "riding a skateboard": nobody is said to ride; the thing is all there is to see.
            reading.Clause = clause.About(place);
            return;
        }
        var thing = reading.Subjects[place];
        link = Refine(link, reading.Actor.Emoji, thing.Emoji, words);
        if (thing is { Count: null, IsPlural: true } && link is Link.Wearing or Link.Riding) thing.IsPlural = false;
        reading.HasRelations = true;

        // "in a box on a skateboard": the box is on it.
        var actor = clause.Actors[^1];
        if (link is Link.On or Link.Riding && clause.Last is { Link: Link.In } container && container.Subject == actor
            && EmojiTraits.IsContainer(reading.Subjects[container.Object].Emoji))
        {
            reading.Tie(Link.On, container.Object, place, words);
            return;
        }
        foreach (var one in IsShared(link, thing) ? clause.Actors : [actor])
            reading.Clause = reading.Clause with { Last = reading.Tie(link, one, place, words) };
    }

    // What one wears, eats or reads is one's own, unless many things are named; on a rainbow there is room for all.
    static bool IsShared(Link link, NounPhrase thing) =>
        thing.IsPlural
        || link is Link.Riding or Link.Driving or Link.On or Link.In or Link.Under or Link.Behind or Link.Over or Link.Before or Link.NextTo
            or Link.Playing;

    /// <summary>What a word means between these two: a cat <em>in</em> a hat wears it, <em>in</em> a car drives it.</summary>
    static Link Refine(Link link, Emoji actor, Emoji thing, string words) => link switch
    {
        Link.With or Link.In when EmojiTraits.IsWearable(thing) => Link.Wearing,
        // "jumping with a balloon", "sitting with a crown": with a thing, whatever is done.
        Link.NextTo when words.EndsWith(" with", StringComparison.OrdinalIgnoreCase) && EmojiTraits.IsAnimate(actor)
            && !EmojiTraits.IsAnimate(thing) && !EmojiTraits.IsVehicle(thing) => EmojiTraits.IsWearable(thing) ? Link.Wearing : Link.With,
        Link.On when EmojiTraits.IsAnimate(actor) && IsRidden(thing) => Link.Riding,
        Link.In when EmojiTraits.IsAnimate(actor) && EmojiTraits.IsVehicle(thing) => Link.Driving,
        Link.NextTo when words.StartsWith("at", StringComparison.OrdinalIgnoreCase) && EmojiTraits.IsSurroundings(thing) => Link.In,
        Link.Driving when EmojiTraits.IsAnimate(thing) => Link.NextTo,
        Link.Eating when EmojiTraits.IsDrink(thing) => Link.Drinking,
        Link.Playing when EmojiTraits.IsAnimate(thing) => Link.PlayingWith,
        Link.PlayingWith when EmojiTraits.IsInstrument(thing) => Link.Playing,
        _ => link,
    };

    static bool IsRidden(Emoji thing) =>
        (EmojiTraits.IsVehicle(thing) || EmojiTraits.IsMount(thing)) && !EmojiTraits.IsSurroundings(thing) && !EmojiTraits.IsAnimal(thing);
}
