using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>wearing a Santa hat</em>, <em>with a red nose</em>: things worn that are no emoji of their own.</summary>
static class Donning
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        var clause = reading.Clause;
        var isWorn = clause.Pending is { Link: Link.With or Link.In or Link.Wearing }
            || clause is { Pending: null, IsJoined: true } and ({ IsDressed: true } or { Last.Link: Link.Wearing });
        if (!clause.HasActors || !isWorn || !reading.Text.IsEnglish) return null;
        var at = PastAdjectives(reading.Text, words.At, out var colour, out var filling);
        var length = WornWords.Match(reading.Text, at, out var row);
        if (row is null || reading.Text.NounAt(at) is { IsStrong: true } noun && noun.Length > length) return null;
        if (reading.Search.Catalogue.ByName(row.StandIn) is not { } standIn) return null;

        var end = at + length;
        var thing = new WornThing(row.Drawing, row.Place, standIn, colour, reading.Text.Typed(at, end)) { Filling = row.Place == WornPlace.Back ? filling : null };
        if (filling is not null && thing.Filling is null) return null;
        foreach (var actor in reading.Actors) actor.Worn.Add(thing);
        reading.Clause = clause.Settled with { IsDressed = true };
        return reading.Explain(words.At, end - words.At);
    }

    static int PastAdjectives(PromptTokens text, int at, out Recolour? colour, out Emoji? filling)
    {
        (colour, filling) = (null, null);
        while (at < text.Count)
        {
            // "Red nose" is a name whole, where a red hat is a hat that is red.
            if (WornWords.Match(text, at, out _) > 0) return at;
            if (text.Match(at, WordClass.Article, out _) is > 0 and var article) at += article;
            else if (text.Match(at, WordClass.Colour, out var sense) is > 0 and var coloured)
            {
                colour ??= sense.Recolour! with { Words = text.Typed(at, at + coloured) };
                at += coloured;
            }
            else if (text.Match(at, WordClass.Size, out _) is > 0 and var size) at += size;
            else if (text.Match(at, WordClass.Number, out _) is > 0 and var number) at += number;
            // "a pizza cape"
            else if (text.NounAt(at) is { IsStrong: true } stuff && WornWords.Match(text, at + stuff.Length, out _) > 0)
            {
                filling = stuff.Found.Emoji;
                at += stuff.Length;
            }
            else break;
        }
        return at;
    }
}
