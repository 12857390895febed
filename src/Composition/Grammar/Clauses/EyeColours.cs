namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>a cat with blue eyes</em>: the colour is of the eyes that it has.</summary>
static class EyeColours
{
    public static bool IsSaid(PromptReading reading, NounPhrase phrase)
    {
        var clause = reading.Clause;
        if (clause is not { HasActors: true, Pending: null or { Link: Link.With } } || phrase.Colour is not { } colour) return false;
        if (phrase is { HasHead: false } || phrase.Emoji.Name is not ("eyes" or "eye")) return false;
        foreach (var actor in reading.Actors) actor.EyeColour ??= colour with { Words = $"{colour.Words} {phrase.HeadWords}" };
        reading.Clause = clause.Settled;
        return true;
    }
}
