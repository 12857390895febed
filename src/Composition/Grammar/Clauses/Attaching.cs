namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Finds a noun phrase its place: said of those before it, the object of their verb, joined to them, or a subject of its
/// own.</summary>
static class Attaching
{
    public static void Attach(PromptReading reading, NounPhrase phrase)
    {
        if (reading.Clause.Homeless is { } adjectives) phrase.Absorb(adjectives);
        reading.Clause = reading.Clause with { Homeless = null, IsFeelingOpen = false };
        var isListed = phrase.Case == Link.And;
        if (phrase.Case is { } spoken && !isListed && reading.Clause is { HasActors: true, Pending: null or { Link: not Link.Riding } })
            reading.Clause = reading.Clause with { Pending = new(spoken, phrase.HeadWords) };

        if (EyeColours.IsSaid(reading, phrase)) return;
        if (phrase.Attire is { } attire)
        {
            Dressing.Dress(reading, phrase, attire);
            return;
        }
        if (reading.Clause.HasActors && Predicates.IsSaid(reading, phrase)) return;
        var place = reading.Add(phrase);
        if (phrase.Companion is var (other, kind))
        {
            reading.Tie((Link)kind, place, reading.Add(other), other.HeadWords);
            reading.IsCompound = true;
        }
        Place(reading, phrase, place);
        reading.Clause = reading.Clause.Settled with { Joint = isListed ? Joint.Word : Joint.None, IsGivenTo = false };
    }

    static void Place(PromptReading reading, NounPhrase phrase, int place)
    {
        var clause = reading.Clause;
        if (clause is { IsGivenTo: true, Last: { Link: Link.Giving } gift }) gift.Recipient = place;
        else if (clause.Pending is (var link, var words)) Relating.To(reading, link, place, words);
        // "giving a rabbit a present": who gets it came first.
        else if (clause is { IsJoined: false, Last: { Link: Link.Giving, Recipient: null } given }) (given.Recipient, given.Object) =
            (given.Object, place);
        else if (clause.IsJoined) Joining.Join(reading, phrase, place);
        else if (clause.HasActors) Neighbours.SetBeside(reading, phrase, place);
        else reading.Clause = clause with { Actors = [place] };
    }
}
